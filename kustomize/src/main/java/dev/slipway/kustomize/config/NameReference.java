package dev.slipway.kustomize.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The fields that hold the name of an object of some kind.
 *
 * @param target the kind referred to
 * @param fields where references to it stand
 */
public record NameReference(Gvk target, List<FieldSpec> fields) {
  public NameReference {
    fields = List.copyOf(fields);
  }

  // As records have it; written out because Java makes classes for it when it first runs.
  @Override
  public boolean equals(@Nullable Object object) {
    return object instanceof NameReference other
        && target.equals(other.target)
        && fields.equals(other.fields);
  }

  @Override
  public int hashCode() {
    return 31 * target.hashCode() + fields.hashCode();
  }
}
