package dev.slipway.manifest.patch;

import dev.slipway.manifest.schema.TypeSchema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Leaves one of the elements that have the same key in a list, anywhere in an object that is
 * patched: kustomize goes through all of it, whatever the patch reaches.
 *
 * <p>The last one counts. It stands where the first stood when the list has one key, and where it
 * is when it has several. Lists with elements that say nothing about a key are left alone.
 */
final class RepeatedElements {
  private RepeatedElements() {}

  static void drop(JsonNode node, TypeSchema schema) {
    if (node instanceof ObjectNode map) {
      map.properties().forEach(field -> drop(field.getValue(), schema.field(field.getKey())));
    } else if (node instanceof ArrayNode list && schema.rule().merges()) {
      if (list.size() > 1) {
        dropFrom(list, schema.rule().keys());
      }
      list.forEach(element -> drop(element, schema.element()));
    }
  }

  private static void dropFrom(ArrayNode list, List<String> keys) {
    if (keys.isEmpty()) {
      dropValues(list);
      return;
    }
    List<JsonNode> elements = list.valueStream().toList();
    List<String> used = ElementKey.used(keys, elements, List.of());
    boolean clear =
        !used.isEmpty()
            && elements.stream()
                .allMatch(e -> e.isObject() && !ElementKey.text(e.path(used.getFirst())).isEmpty());
    if (!clear) {
      return;
    }
    List<JsonNode> kept = used.size() == 1 ? inFirstPlace(elements, used) : inLastPlace(list, used);
    if (kept.size() < list.size()) {
      list.removeAll();
      list.addAll(kept);
    }
  }

  private static void dropValues(ArrayNode list) {
    var kept = new LinkedHashMap<String, JsonNode>();
    for (JsonNode value : list) {
      if (!value.isValueNode() || value.isNull()) {
        return;
      }
      kept.putIfAbsent(ElementKey.text(value), value);
    }
    if (kept.size() < list.size()) {
      list.removeAll();
      list.addAll(kept.values());
    }
  }

  private static List<JsonNode> inFirstPlace(List<JsonNode> elements, List<String> keys) {
    var kept = new LinkedHashMap<ElementKey, JsonNode>();
    elements.forEach(element -> kept.put(ElementKey.of(element, keys), element));
    return List.copyOf(kept.values());
  }

  /** An element takes out those before it that have all it says about the keys. */
  private static List<JsonNode> inLastPlace(ArrayNode list, List<String> keys) {
    var kept = new TreeMap<Integer, JsonNode>();
    Map<ElementKey, Integer> places = new HashMap<>();
    Map<String, List<ElementKey>> alike = new HashMap<>();
    for (int i = 0; i < list.size(); i++) {
      ElementKey key = ElementKey.of(list.get(i), keys);
      List<ElementKey> others =
          alike.computeIfAbsent(key.values().getFirst(), text -> new ArrayList<>(1));
      if (!key.isComplete()) {
        others.stream()
            .filter(other -> other.isMorePreciseThan(key))
            .map(places::remove)
            .forEach(kept::remove);
        others.removeIf(other -> other.isMorePreciseThan(key));
      }
      Integer before = places.put(key, i);
      if (before == null) {
        others.add(key);
      } else {
        kept.remove(before);
      }
      kept.put(i, list.get(i));
    }
    return List.copyOf(kept.values());
  }
}
