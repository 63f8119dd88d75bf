package dev.slipway.manifest.patch;

import dev.slipway.manifest.patch.PatchException.Reason;
import dev.slipway.manifest.yaml.Spelling;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Finds and sets elements of a list by their keys, the way kustomize's library does. */
final class Elements {
  private Elements() {}

  static @Nullable JsonNode find(@Nullable JsonNode list, ElementKeys keys) {
    if (!(list instanceof ArrayNode array)) {
      return null;
    }
    for (JsonNode element : array) {
      boolean matches =
          keys.primitive()
              ? text(element).equals(keys.values().getFirst())
              : element instanceof ObjectNode object && matches(object, keys);
      if (matches) {
        return element;
      }
    }
    return null;
  }

  private static boolean matches(ObjectNode object, ElementKeys keys) {
    for (int i = 0; i < keys.names().size(); i++) {
      if (!hasField(object, keys.names().get(i), keys.values().get(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean hasField(ObjectNode object, String name, String value) {
    JsonNode field = object.get(name);
    return field != null && (value.isEmpty() || text(field).equals(value));
  }

  /** Removes what the keys pick. */
  static void remove(ArrayNode list, ElementKeys keys) {
    rebuild(list, keys, null);
  }

  /** Replaces what the keys pick by {@code element}, or appends it. */
  static void put(ArrayNode list, ElementKeys keys, JsonNode element) {
    boolean found = rebuild(list, keys, element);
    if (!found && !element.isNull()) {
      list.add(element);
    }
  }

  /** Empty elements go too. */
  private static boolean rebuild(ArrayNode list, ElementKeys keys, @Nullable JsonNode element) {
    var kept = new ArrayList<JsonNode>(list.size());
    boolean found = false;
    for (JsonNode current : list) {
      if (current.isNull() || (current.isObject() && current.isEmpty())) {
        continue;
      }
      if (!picks(keys, current)) {
        if (!keys.values().isEmpty()) {
          kept.add(current);
        }
        continue;
      }
      found = true;
      if (element != null) {
        kept.add(element);
      }
    }
    list.removeAll();
    list.addAll(kept);
    return found;
  }

  /** With fewer values than names the last match speaks for the rest. */
  private static boolean picks(ElementKeys keys, JsonNode element) {
    List<String> values = keys.values();
    if (keys.primitive()) {
      return !values.isEmpty() && text(scalar(element)).equals(values.getFirst());
    }
    boolean matched = false;
    for (int i = 0; i < keys.names().size(); i++) {
      if (i < values.size()) {
        if (!(element instanceof ObjectNode object)) {
          return false;
        }
        matched = hasField(object, keys.names().get(i), values.get(i));
      }
      if (!matched) {
        return false;
      }
    }
    return true;
  }

  private static JsonNode scalar(JsonNode element) {
    if (element.isContainer()) {
      throw new PatchException(
          Reason.NOT_APPLICABLE, "a list of plain values contains " + Excerpt.of(element));
    }
    return element;
  }

  /** The text of a plain value; maps and lists have none. */
  static String text(JsonNode node) {
    return node.isContainer() ? "" : Spelling.of(node);
  }

  /** The values of the key fields of every element; nothing for a field that is absent or empty. */
  static List<List<String>> keyValues(@Nullable JsonNode list, List<String> names) {
    var rows = new ArrayList<List<String>>();
    if (list instanceof ArrayNode array) {
      for (JsonNode element : array) {
        rows.add(names.stream().map(name -> keyValue(element.path(name))).toList());
      }
    }
    return rows;
  }

  private static String keyValue(JsonNode field) {
    return field.isMissingNode() || field.isNull() ? "" : text(field);
  }
}
