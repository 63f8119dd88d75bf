package dev.slipway.manifest.patch;

import dev.slipway.manifest.patch.PatchException.Reason;
import dev.slipway.manifest.schema.TypeSchema;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Merges the elements of a list that has a merge key, or of plain values without one. */
final class ServerListMerge {
  private ServerListMerge() {}

  static ArrayNode merge(ArrayNode original, ArrayNode patch, TypeSchema schema) {
    if (original.isEmpty() && patch.isEmpty()) {
      return original;
    }
    List<JsonNode> before = original.deepCopy().valueStream().toList();
    String key = schema.rule().key();
    List<JsonNode> merged =
        key.isEmpty() ? union(original, patch) : mergeMaps(original, patch, schema);
    var order = new ServerListOrder(key);
    List<JsonNode> ordered = order.arrange(merged, patch.valueStream().toList(), before);
    original.removeAll();
    original.addAll(ordered);
    return original;
  }

  private static List<JsonNode> union(ArrayNode original, ArrayNode patch) {
    var result = new ArrayList<JsonNode>();
    for (ArrayNode list : List.of(original, patch)) {
      for (JsonNode item : list) {
        if (item.isContainer()) {
          throw new PatchException(
              Reason.MISSING_MERGE_KEY, "cannot merge lists of maps without a merge key");
        }
        if (result.stream().noneMatch(other -> JsonEquality.equal(item, other))) {
          result.add(item);
        }
      }
    }
    return result;
  }

  private static List<JsonNode> mergeMaps(ArrayNode original, ArrayNode patch, TypeSchema schema) {
    String key = schema.rule().key();
    List<JsonNode> result = new ArrayList<>(original.valueStream().toList());
    if (takeDirectives(result, patch, key)) {
      result.clear();
    }
    for (JsonNode item : patch) {
      JsonNode value = keyOf(item, key);
      int index = indexOf(result, key, value);
      if (index < 0) {
        result.add(ServerMerge.withoutDirectives(item));
      } else {
        result.set(
            index,
            ServerMerge.merge(
                object(result.get(index)), object(item).deepCopy(), schema.element()));
      }
    }
    return result;
  }

  /** Carries out deletions; says whether the whole list is to be replaced. */
  private static boolean takeDirectives(List<JsonNode> original, ArrayNode patch, String key) {
    boolean replace = false;
    var normal = new ArrayList<JsonNode>();
    for (JsonNode item : patch) {
      JsonNode directive = object(item).get(Directive.KEY);
      if (directive == null) {
        normal.add(item);
        continue;
      }
      switch (Directive.parse(directive)) {
        case DELETE -> {
          JsonNode value = keyOf(item, key);
          original.removeIf(other -> JsonEquality.equal(other.path(key), value));
        }
        case REPLACE -> replace = true;
        case MERGE ->
            throw new PatchException(
                Reason.MALFORMED, "unknown $patch \"merge\": replace or delete is meant");
      }
    }
    patch.removeAll();
    patch.addAll(normal);
    return replace;
  }

  private static int indexOf(List<JsonNode> list, String key, JsonNode value) {
    for (int i = 0; i < list.size(); i++) {
      if (JsonEquality.equal(list.get(i).path(key), value)) {
        return i;
      }
    }
    return -1;
  }

  static JsonNode keyOf(JsonNode item, String key) {
    JsonNode value = object(item).get(key);
    if (value == null) {
      throw new PatchException(
          Reason.MISSING_MERGE_KEY,
          "map: " + Excerpt.of(item) + " does not contain declared merge key: " + key);
    }
    return value;
  }

  private static ObjectNode object(JsonNode item) {
    if (item instanceof ObjectNode object) {
      return object;
    }
    throw new PatchException(Reason.MALFORMED, "a list of maps contains " + Excerpt.of(item));
  }
}
