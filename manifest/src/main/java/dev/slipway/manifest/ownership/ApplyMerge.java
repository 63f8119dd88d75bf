package dev.slipway.manifest.ownership;

import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Puts an applied configuration over what is there, and takes out what it no longer states. */
final class ApplyMerge {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private ApplyMerge() {}

  /** What {@code applied} states wins; the rest of {@code live} stays. */
  static JsonNode merge(JsonNode live, JsonNode applied, Shape shape) {
    if (live.isMissingNode() || live.isNull() || shape instanceof Shape.Leaf) {
      return applied.deepCopy();
    }
    return switch (shape) {
      case Shape.Structure _, Shape.Keys _ -> {
        ObjectNode result = (ObjectNode) live.deepCopy();
        Map<String, Parts.Part> old = Parts.of(live, shape);
        Parts.of(applied, shape)
            .forEach((step, part) ->
                result.set(
                    step.substring(2),
                    merge(Parts.valueOf(old.get(step)), part.value(), part.shape())));
        yield result;
      }
      default -> list(Parts.of(live, shape), Parts.of(applied, shape));
    };
  }

  /** The configuration's order; what only the live list has keeps its place among the others. */
  private static ArrayNode list(Map<String, Parts.Part> live, Map<String, Parts.Part> applied) {
    var result = new LinkedHashMap<String, JsonNode>();
    Iterator<String> order = applied.keySet().iterator();
    for (var entry : live.entrySet()) {
      if (!applied.containsKey(entry.getKey())) {
        result.put(entry.getKey(), entry.getValue().value());
      } else {
        boolean known = false;
        while (order.hasNext() && !known) {
          String step = order.next();
          known = live.containsKey(step);
          result.put(step, merged(live, applied, step));
        }
      }
    }
    order.forEachRemaining(step -> result.put(step, merged(live, applied, step)));
    ArrayNode array = NODES.arrayNode();
    result.values().forEach(array::add);
    return array;
  }

  private static JsonNode merged(
      Map<String, Parts.Part> live, Map<String, Parts.Part> applied, String step) {
    Parts.Part part = java.util.Objects.requireNonNull(applied.get(step));
    return merge(Parts.valueOf(live.get(step)), part.value(), part.shape());
  }

  /**
   * Takes the paths of {@code given} out of {@code tree}, except those that {@code kept} has, or
   * has something below.
   */
  static JsonNode without(JsonNode tree, Shape shape, FieldSet given, FieldSet kept) {
    if (given.children().isEmpty() || shape instanceof Shape.Leaf) {
      return tree;
    }
    Map<String, Parts.Part> parts = Parts.of(tree, shape);
    Set<String> gone = new HashSet<>();
    Map<String, JsonNode> changed = new LinkedHashMap<>();
    given
        .children()
        .forEach((step, below) -> {
          Parts.Part part = parts.get(step);
          if (part == null) {
            return;
          }
          if (below.member() && kept.child(step).isEmpty()) {
            gone.add(step);
          } else {
            changed.put(step, without(part.value(), part.shape(), below, kept.child(step)));
          }
        });
    if (tree.isArray()) {
      ArrayNode rest = NODES.arrayNode();
      parts.forEach((step, part) -> {
        if (!gone.contains(step)) {
          rest.add(changed.getOrDefault(step, part.value()));
        }
      });
      return rest;
    }
    ObjectNode rest = ((ObjectNode) tree).deepCopy();
    gone.forEach(step -> rest.remove(step.substring(2)));
    changed.forEach((step, value) -> rest.set(step.substring(2), value));
    return rest;
  }
}
