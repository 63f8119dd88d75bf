package dev.slipway.kustomize.transform;

import dev.slipway.kustomize.config.NearMiss;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * A path of names separated by dots: {@code spec.containers.[name=web].image}; a backslash keeps a
 * dot in a name, brackets keep everything.
 */
record FieldPath(List<String> parts) {
  private static final int LONGEST_INDEX = 10;

  FieldPath {
    parts = List.copyOf(parts);
  }

  static FieldPath of(String text) {
    var parts = new ArrayList<String>();
    var part = new StringBuilder();
    boolean bracketed = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\' && i + 1 < text.length() && text.charAt(i + 1) == '.') {
        part.append('.');
        i++;
      } else if (c == '.' && !bracketed) {
        add(parts, part);
      } else {
        if (c == '[' && part.isEmpty()) {
          bracketed = true;
        } else if (c == ']') {
          bracketed = false;
        }
        part.append(c);
      }
    }
    add(parts, part);
    return new FieldPath(parts);
  }

  private static void add(List<String> parts, StringBuilder part) {
    if (!part.isEmpty()) {
      parts.add(part.toString());
      part.setLength(0);
    }
  }

  /** A hint at the first part that {@code root} does not have; empty when nothing is near. */
  String nearMiss(JsonNode root) {
    JsonNode node = root;
    for (String part : parts) {
      JsonNode next = part.equals("*") ? node.path(0) : step(node, part);
      if (next.isMissingNode()) {
        return nearMiss(node, part);
      }
      node = next;
    }
    return "";
  }

  private static String nearMiss(JsonNode node, String part) {
    if (node.isObject()) {
      return NearMiss.hint(part, node.propertyNames());
    }
    ElementQuery query = ElementQuery.parse(part);
    var values = new ArrayList<String>();
    node.forEach(element -> values.add(element.path(query.field()).asString("")));
    return NearMiss.hint(query.value(), values);
  }

  /** The first value at this path, or a missing node. */
  JsonNode find(JsonNode root) {
    JsonNode node = root;
    for (String part : parts) {
      node = step(node, part);
    }
    return node;
  }

  /** Whether it is the number of an element; nothing has as many as do not fit. */
  static boolean isIndex(String part) {
    return !part.isEmpty()
        && part.length() < LONGEST_INDEX
        && part.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  private static JsonNode step(JsonNode node, String part) {
    if (node.isArray()) {
      if (part.equals("-")) {
        return node.path(node.size() - 1);
      }
      if (isIndex(part)) {
        return node.path(Integer.parseInt(part));
      }
      ElementQuery query = ElementQuery.parse(part);
      for (JsonNode item : node) {
        if (query.matches(item)) {
          return item;
        }
      }
      return MissingNode.getInstance();
    }
    boolean bracketed = part.startsWith("[") && part.endsWith("]");
    return node.path(bracketed ? part.substring(1, part.length() - 1) : part);
  }
}
