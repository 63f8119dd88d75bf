package dev.slipway.kustomize.transform;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** The places a target path means: {@code *} is every element, missing fields may be made. */
final class ReplacementPath {
  private final List<String> parts;
  private final ReplacementOptions options;
  private final List<Cell> found = new ArrayList<>();

  ReplacementPath(String path, ReplacementOptions options) {
    this.parts = FieldPath.of(path).parts();
    this.options = options;
  }

  List<Cell> cells(ObjectNode tree) {
    found.clear();
    walk(tree, 0);
    return List.copyOf(found);
  }

  private void walk(JsonNode node, int depth) {
    if (node instanceof ObjectNode map) {
      walkMap(map, depth);
    } else if (node instanceof ArrayNode list) {
      walkList(list, depth);
    }
  }

  private void walkMap(ObjectNode map, int depth) {
    String part = parts.get(depth);
    if (part.equals("*")) {
      for (String name : List.copyOf(map.propertyNames())) {
        reach(new Cell.Field(map, name), depth);
      }
      return;
    }
    // Brackets protect the points of a name; around anything else they select in a list.
    boolean bracketed = part.startsWith("[") && part.endsWith("]");
    if (bracketed && part.indexOf('.') < 0) {
      return;
    }
    String name = bracketed ? part.substring(1, part.length() - 1) : part;
    if (!map.has(name)) {
      if (!options.creates()) {
        return;
      }
      map.set(name, blank(depth + 1));
    }
    reach(new Cell.Field(map, name), depth);
  }

  private void walkList(ArrayNode list, int depth) {
    String part = parts.get(depth);
    if (isIndex(part)) {
      int index = Integer.parseInt(part);
      if (index == list.size() && options.creates()) {
        list.add(blank(depth + 1));
      }
      if (index < list.size()) {
        reach(new Cell.Element(list, index), depth);
      }
      return;
    }
    ElementQuery query = ElementQuery.parse(part);
    boolean any = false;
    for (int i = 0; i < list.size(); i++) {
      if (part.equals("*") || query.matches(list.get(i))) {
        any = true;
        reach(new Cell.Element(list, i), depth);
      }
    }
    if (!any && query.valid() && options.creates()) {
      if (query.field().isEmpty()) {
        list.add(MissingNode.getInstance());
      } else {
        list.addObject().set(query.field(), StringNode.valueOf(query.value()));
      }
      reach(new Cell.Element(list, list.size() - 1), depth);
    }
  }

  private static boolean isIndex(String part) {
    return part.length() <= 9 && part.chars().allMatch(Character::isDigit);
  }

  private void reach(Cell cell, int depth) {
    if (depth + 1 == parts.size()) {
      found.add(cell);
    } else {
      walk(cell.get(), depth + 1);
    }
  }

  /** What is made for the part at {@code depth} to stand in. */
  private JsonNode blank(int depth) {
    if (depth >= parts.size()) {
      return MissingNode.getInstance();
    }
    String next = parts.get(depth);
    boolean list = isIndex(next) || ElementQuery.parse(next).valid();
    return list ? JsonNodeFactory.instance.arrayNode() : JsonNodeFactory.instance.objectNode();
  }
}
