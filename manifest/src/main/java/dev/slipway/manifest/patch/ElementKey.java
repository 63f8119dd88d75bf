package dev.slipway.manifest.patch;

import dev.slipway.manifest.yaml.Spelling;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What an element of a list says about the keys of the list.
 *
 * @param values one for each key, as spelled; empty where the element says nothing
 */
record ElementKey(List<String> values) {
  static ElementKey of(JsonNode element, List<String> keys) {
    return new ElementKey(keys.stream().map(key -> text(element.path(key))).toList());
  }

  /** The keys that occur at all. */
  static List<String> used(
      List<String> keys, Collection<? extends JsonNode> a, Collection<? extends JsonNode> b) {
    return keys.stream()
        .filter(key ->
            Stream.concat(a.stream(), b.stream()).anyMatch(e -> !text(e.path(key)).isEmpty()))
        .toList();
  }

  static String text(JsonNode value) {
    boolean plain = value.isValueNode() && !value.isNull();
    return plain ? Spelling.of(value) : "";
  }

  boolean isEmpty() {
    return values.stream().allMatch(String::isEmpty);
  }

  boolean isComplete() {
    return values.stream().noneMatch(String::isEmpty);
  }

  /** Whether this says all that the other says, and more. */
  boolean isMorePreciseThan(ElementKey other) {
    boolean more = false;
    for (int i = 0; i < values.size(); i++) {
      boolean silent = other.values.get(i).isEmpty();
      if (!silent && !other.values.get(i).equals(values.get(i))) {
        return false;
      }
      more |= silent && !values.get(i).isEmpty();
    }
    return more && !other.isEmpty();
  }

  // As records have it; written out because Java makes classes for it when it first runs.
  @Override
  public boolean equals(@Nullable Object object) {
    return object instanceof ElementKey other && values.equals(other.values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }
}
