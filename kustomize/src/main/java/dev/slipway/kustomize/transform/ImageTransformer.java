package dev.slipway.kustomize.transform;

import dev.slipway.kustomize.config.FieldSpec;
import dev.slipway.kustomize.config.FieldSpec.Creation;
import dev.slipway.kustomize.resource.Resource;
import dev.slipway.kustomize.resource.Resources;
import dev.slipway.kustomize.transform.Fields.Leaf;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Changes images: in containers and init containers wherever an object has them, and in the fields
 * a configuration names.
 */
public final class ImageTransformer implements Transformer {
  private static final Set<String> CONTAINER_LISTS = Set.of("containers", "initContainers");

  private final ImageChange change;
  private final List<FieldSpec> fields;

  public ImageTransformer(ImageChange change, List<FieldSpec> fields) {
    this.change = change;
    this.fields =
        fields.stream().map(spec -> new FieldSpec(spec.gvk(), spec.path(), Creation.SKIP)).toList();
  }

  @Override
  public void transform(Resources resources) {
    for (Resource resource : resources) {
      if (!resource.kind().equals("CustomResourceDefinition")) {
        everywhere(resource.tree());
        Fields.each(resource, fields, Leaf.NOTHING, this::change);
      }
    }
  }

  private void everywhere(JsonNode node) {
    if (node instanceof ArrayNode list) {
      list.forEach(this::everywhere);
    }
    if (node instanceof ObjectNode map) {
      for (var field : map.properties()) {
        if (CONTAINER_LISTS.contains(field.getKey())
            && field.getValue() instanceof ArrayNode list) {
          containers(list);
        } else {
          everywhere(field.getValue());
        }
      }
    }
  }

  private void containers(ArrayNode list) {
    for (JsonNode container : list) {
      if (container instanceof ObjectNode map && map.path("image").isString()) {
        change(new Cell.Field(map, "image"));
      }
    }
  }

  private void change(Cell cell) {
    if (cell.get().isContainer() || cell.get().isNull()) {
      return;
    }
    String image = cell.text();
    change.apply(image).ifPresent(cell::setText);
  }
}
