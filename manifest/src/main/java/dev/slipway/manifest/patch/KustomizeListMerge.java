package dev.slipway.manifest.patch;

import dev.slipway.manifest.schema.TypeSchema;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** Merges a list element by element; elements of the patch come first, in the patch's order. */
final class KustomizeListMerge {
  private static final List<String> PRIMITIVE = List.of("");

  private final KustomizeMerge walker;
  private final TypeSchema schema;

  KustomizeListMerge(KustomizeMerge walker, TypeSchema schema) {
    this.walker = walker;
    this.schema = schema;
  }

  @Nullable JsonNode merge(@Nullable JsonNode dest, @Nullable JsonNode patch) {
    if (!KustomizeMerge.isNothing(dest) && patch != null && patch.isNull()) {
      return null;
    }
    JsonNode chosen = dest;
    if (KustomizeMerge.isNothing(dest)) {
      chosen = patch;
    } else {
      switch (Directive.take(patch)) {
        case DELETE -> {
          return null;
        }
        case REPLACE -> chosen = patch;
        case MERGE -> {}
      }
    }
    return chosen instanceof ArrayNode list ? mergeElements(list, patch) : null;
  }

  private JsonNode mergeElements(ArrayNode dest, @Nullable JsonNode patch) {
    List<String> names = schema.rule().keys();
    boolean primitive = names.isEmpty();
    var rows = new LinkedHashSet<List<String>>();
    for (JsonNode source : sources(patch, dest)) {
      rows.addAll(primitive ? primitives(source) : Elements.keyValues(source, names));
    }
    return merge(dest, patch, List.copyOf(rows), primitive ? PRIMITIVE : names);
  }

  private static List<JsonNode> sources(@Nullable JsonNode patch, ArrayNode dest) {
    return patch == null ? List.of(dest) : List.of(patch, dest);
  }

  private static List<List<String>> primitives(JsonNode list) {
    var rows = new ArrayList<List<String>>();
    list.forEach(item -> rows.add(List.of(Elements.text(item))));
    return rows;
  }

  private JsonNode merge(
      ArrayNode dest, @Nullable JsonNode patch, List<List<String>> distinct, List<String> names) {
    if (distinct.isEmpty()) {
      return dest;
    }
    List<List<String>> rows = names.size() > 1 ? ElementKeys.unite(distinct) : distinct;
    ArrayNode merged = JsonNodeFactory.instance.arrayNode();
    List<String> usedNames = names;
    for (List<String> row : rows) {
      ElementKeys keys = ElementKeys.used(rows, row, names);
      usedNames = keys.names();
      ElementKeys own = ElementKeys.used(List.of(keys.values()), keys.values(), keys.names());
      JsonNode value =
          walker.walk(Elements.find(dest, own), Elements.find(patch, own), schema.element());
      if (value == null || value.isNull() || (value.isObject() && value.isEmpty())) {
        Elements.remove(dest, keys);
      } else {
        completeKeys(value, keys);
        Elements.put(merged, keys, value);
      }
    }
    appendRest(merged, dest, usedNames);
    return merged;
  }

  private static void completeKeys(JsonNode value, ElementKeys keys) {
    if (!(value instanceof ObjectNode object)) {
      return;
    }
    for (int i = 0; i < keys.names().size(); i++) {
      String keyValue = keys.values().get(i);
      if (!object.has(keys.names().get(i)) && !keyValue.isEmpty()) {
        object.set(keys.names().get(i), StringNode.valueOf(keyValue));
      }
    }
  }

  /** Puts every element of {@code rest} into {@code merged}, in the place of its equal if any. */
  private static void appendRest(ArrayNode merged, ArrayNode rest, List<String> names) {
    for (JsonNode element : List.copyOf(rest.valueStream().toList())) {
      if (names.getFirst().isEmpty()) {
        var keys = new ElementKeys(names, List.of(Elements.text(element)));
        Elements.put(merged, keys, element);
        continue;
      }
      var values = new ArrayList<String>();
      for (String name : names) {
        JsonNode value = element.get(name);
        if (value == null) {
          merged.add(element);
        } else {
          values.add(Elements.text(value));
        }
      }
      var keys = new ElementKeys(names, values);
      if (names.size() > 1) {
        Elements.remove(merged, keys);
      }
      Elements.put(merged, keys, element);
    }
  }
}
