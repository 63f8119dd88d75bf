package dev.slipway.manifest.ownership;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** Takes values apart into what is owned separately. */
final class Parts {
  private Parts() {}

  /** A part: its value and how its own parts are owned. */
  record Part(JsonNode value, Shape shape) {}

  /** The parts of a value by step, in order; none of a leaf or of nothing. */
  static Map<String, Part> of(JsonNode value, Shape shape) {
    var parts = new LinkedHashMap<String, Part>();
    switch (shape) {
      case Shape.Leaf _ -> {}
      case Shape.Structure structure -> {
        for (var field : value.properties()) {
          // Kubernetes writes a few absent times as null.
          if (!field.getValue().isNull()) {
            Shape below = structure.field(field.getKey());
            parts.put(Steps.field(field.getKey()), new Part(field.getValue(), below));
          }
        }
      }
      case Shape.Keys(var type) ->
          value
              .properties()
              .forEach(
                  e -> parts.put(Steps.field(e.getKey()), new Part(e.getValue(), Shape.of(type))));
      case Shape.Values _ ->
          value.forEach(v -> parts.put(Steps.value(v), new Part(v, new Shape.Leaf())));
      case Shape.Entries entries ->
          value.forEach(v -> entry(v, entries).ifPresent(s -> parts.put(s, element(v, entries))));
    }
    return parts;
  }

  static Optional<String> entry(JsonNode value, Shape.Entries entries) {
    return Steps.entry(value, entries.keys());
  }

  static Part element(JsonNode value, Shape.Entries entries) {
    return new Part(value, Shape.ofElement(entries.element()));
  }

  static JsonNode valueOf(@Nullable Part part) {
    return part == null ? MissingNode.getInstance() : part.value();
  }

  static List<String> stepsOf(Map<String, Part> a, Map<String, Part> b) {
    var all = new java.util.LinkedHashSet<>(a.keySet());
    all.addAll(b.keySet());
    return List.copyOf(all);
  }
}
