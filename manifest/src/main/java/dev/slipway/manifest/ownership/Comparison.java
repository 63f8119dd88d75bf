package dev.slipway.manifest.ownership;

import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** What a write changed; the three sets are disjoint. */
record Comparison(FieldSet added, FieldSet modified, FieldSet removed) {
  /** Structures that every object of their kind has, even empty: nobody adds them. */
  private static final Set<String> ALWAYS_THERE =
      Set.of(
          "f:containers",
          "f:jobTemplate",
          "f:loadBalancer",
          "f:metadata",
          "f:spec",
          "f:status",
          "f:strategy",
          "f:template");

  static Comparison of(JsonNode before, JsonNode after, Shape shape) {
    var added = new FieldSet.Builder();
    var modified = new FieldSet.Builder();
    var removed = new FieldSet.Builder();
    compare(before, after, shape, added, modified, removed);
    return new Comparison(added.build(), modified.build(), removed.build());
  }

  boolean isEmpty() {
    return added.isEmpty() && modified.isEmpty() && removed.isEmpty();
  }

  private static void compare(
      JsonNode before,
      JsonNode after,
      Shape shape,
      FieldSet.Builder added,
      FieldSet.Builder modified,
      FieldSet.Builder removed) {
    if (shape instanceof Shape.Leaf) {
      if (!before.isMissingNode() && !after.isMissingNode() && !before.equals(after)) {
        modified.add();
      }
      return;
    }
    Map<String, Parts.Part> old = Parts.of(before, shape);
    Map<String, Parts.Part> next = Parts.of(after, shape);
    for (String step : Parts.stepsOf(old, next)) {
      Parts.Part left = old.get(step);
      Parts.Part right = next.get(step);
      if (!ALWAYS_THERE.contains(step) || isLeaf(left) || isLeaf(right)) {
        if (left == null) {
          added.child(step).add();
        } else if (right == null) {
          removed.child(step).add();
        }
      }
      compare(
          Parts.valueOf(left),
          Parts.valueOf(right),
          right == null ? java.util.Objects.requireNonNull(left).shape() : right.shape(),
          added.child(step),
          modified.child(step),
          removed.child(step));
    }
  }

  private static boolean isLeaf(Parts.@org.jspecify.annotations.Nullable Part part) {
    return part != null && part.shape() instanceof Shape.Leaf;
  }
}
