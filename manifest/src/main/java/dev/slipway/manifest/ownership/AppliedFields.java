package dev.slipway.manifest.ownership;

import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** The fields that an applied configuration states. */
final class AppliedFields {
  private AppliedFields() {}

  /**
   * All paths that {@code tree} states.
   *
   * @throws ApplyException when a list has two entries with the same keys, or one without
   */
  static FieldSet of(JsonNode tree, Shape shape) {
    var builder = new FieldSet.Builder();
    collect(tree, shape, builder, "");
    return builder.build();
  }

  private static void collect(JsonNode value, Shape shape, FieldSet.Builder builder, String path) {
    if (shape instanceof Shape.Leaf) {
      builder.add();
      return;
    }
    requireDistinct(value, shape, path);
    Parts.of(value, shape)
        .forEach((step, part) -> {
          FieldSet.Builder below = builder.child(step);
          collect(part.value(), part.shape(), below, path + Steps.shown(step));
          boolean isEmptyMap = part.value().isObject() && part.value().isEmpty();
          if (part.value().isNull() || isEmptyMap || !(shape instanceof Shape.Structure)) {
            below.add();
          }
        });
  }

  private static void requireDistinct(JsonNode value, Shape shape, String path) {
    var seen = new java.util.HashSet<String>();
    int index = 0;
    for (JsonNode item : value.isArray() ? value : List.<JsonNode>of()) {
      Optional<String> step =
          shape instanceof Shape.Entries entries
              ? Parts.entry(item, entries)
              : Optional.of(Steps.value(item));
      if (step.isEmpty()) {
        throw new ApplyException(
            path
                + ": element "
                + index
                + ": associative list with keys has an element that omits"
                + " all key fields "
                + keys(shape)
                + " (and doesn't have default values for any key"
                + " fields)");
      }
      if (!seen.add(step.get())) {
        throw new ApplyException(path + ": duplicate entries for key " + Steps.shown(step.get()));
      }
      index++;
    }
  }

  private static String keys(Shape shape) {
    return shape instanceof Shape.Entries(var keys, var element)
        ? keys.stream().map(k -> '"' + k + '"').toList().toString().replace(", ", " ")
        : "";
  }
}
