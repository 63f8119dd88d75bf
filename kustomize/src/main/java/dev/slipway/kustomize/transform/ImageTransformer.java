package dev.slipway.kustomize.transform;

import dev.slipway.kustomize.config.FieldSpec;
import dev.slipway.kustomize.resource.Resource;
import dev.slipway.kustomize.resource.Resources;
import dev.slipway.kustomize.transform.Fields.Leaf;
import dev.slipway.manifest.yaml.EmptyNull;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Changes images in the containers of any object, wherever in it they are listed, and then in the
 * configured fields. An image in both places is changed twice, which shows with a suffix only.
 */
public final class ImageTransformer implements Transformer {
  private static final Set<String> LISTS = Set.of("containers", "initContainers");

  private final ImageChange change;
  private final List<FieldSpec> fields;

  public ImageTransformer(ImageChange change, List<FieldSpec> fields) {
    this.change = change;
    this.fields = List.copyOf(fields);
  }

  @Override
  public void transform(Resources resources) {
    for (Resource resource : resources) {
      // The schema in a definition describes containers, it has none.
      if (!resource.kind().equals("CustomResourceDefinition")) {
        search(resource.tree());
        Fields.each(resource, fields, Leaf.NOTHING, this::change);
      }
    }
  }

  private void search(JsonNode node) {
    if (node instanceof ObjectNode map) {
      for (String name : map.propertyNames()) {
        JsonNode value = map.get(name);
        if (value instanceof ArrayNode list && LISTS.contains(name)) {
          list.forEach(this::changeContainer);
        }
        search(value);
      }
    } else if (node instanceof ArrayNode list) {
      list.forEach(this::search);
    }
  }

  private void changeContainer(JsonNode container) {
    if (container instanceof ObjectNode map) {
      change(new Cell.Field(map, "image"));
    }
  }

  private void change(Cell image) {
    JsonNode value = image.get();
    if (!value.isValueNode()) {
      return;
    }
    // Nothing behind the key is an image without a name to kustomize, and written as that.
    String text = image.text();
    Optional<String> changed = change.apply(text);
    if (changed.isPresent() || value instanceof EmptyNull) {
      image.setText(changed.orElse(text));
    }
  }
}
