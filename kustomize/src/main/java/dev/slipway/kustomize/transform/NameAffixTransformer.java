package dev.slipway.kustomize.transform;

import dev.slipway.kustomize.config.FieldSpec;
import dev.slipway.kustomize.resource.Resource;
import dev.slipway.kustomize.resource.Resources;
import dev.slipway.kustomize.transform.Fields.Leaf;
import java.util.List;
import java.util.Set;

/** Puts text before or behind names; kinds whose names mean something to others keep theirs. */
public final class NameAffixTransformer implements Transformer {
  private static final Set<String> UNTOUCHED = Set.of("Namespace", "CustomResourceDefinition");
  private static final List<String> NAME = List.of("metadata", "name");

  private final String text;
  private final Side side;
  private final List<FieldSpec> fields;

  /** Before or behind. */
  public enum Side {
    PREFIX,
    SUFFIX
  }

  public NameAffixTransformer(String text, Side side, List<FieldSpec> fields) {
    this.text = text;
    this.side = side;
    this.fields = List.copyOf(fields);
  }

  @Override
  public void transform(Resources resources) {
    for (Resource resource : resources) {
      if (!keepsName(resource)) {
        transform(resource);
      }
    }
  }

  private static boolean keepsName(Resource resource) {
    return UNTOUCHED.contains(resource.kind())
        || (resource.kind().equals("APIService")
            && resource.gvk().group().equals("apiregistration.k8s.io"));
  }

  private void transform(Resource resource) {
    for (FieldSpec spec : fields) {
      if (!spec.gvk().selects(resource.gvk())) {
        continue;
      }
      if (spec.path().equals(NAME)) {
        remember(resource);
      }
      Fields.each(resource, spec, Leaf.NOTHING, this::change);
    }
  }

  /** The affix is remembered: it tells objects of the same first name apart later on. */
  private void remember(Resource resource) {
    resource.rememberNames();
    switch (side) {
      case PREFIX -> resource.addPrefix(text);
      case SUFFIX -> resource.addSuffix(text);
    }
  }

  private void change(Cell cell) {
    if (cell.get().isContainer()) {
      return;
    }
    String old = cell.get().isNull() ? "" : cell.text();
    cell.setText(
        switch (side) {
          case PREFIX -> text + old;
          case SUFFIX -> old + text;
        });
  }
}
