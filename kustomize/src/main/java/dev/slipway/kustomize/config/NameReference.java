package dev.slipway.kustomize.config;

import java.util.List;

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
}
