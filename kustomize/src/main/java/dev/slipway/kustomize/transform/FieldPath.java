package dev.slipway.kustomize.transform;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * A path of names separated by dots: {@code spec.containers.[name=web].image}; a backslash keeps a
 * dot in a name, brackets keep everything.
 */
record FieldPath(List<String> parts) {
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

  /** The first value at this path, or a missing node. */
  JsonNode find(JsonNode root) {
    JsonNode node = root;
    for (String part : parts) {
      node = step(node, part);
    }
    return node;
  }

  private static JsonNode step(JsonNode node, String part) {
    if (node.isArray()) {
      if (part.equals("-")) {
        return node.path(node.size() - 1);
      }
      if (part.chars().allMatch(Character::isDigit)) {
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
