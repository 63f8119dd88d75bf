package dev.slipway.manifest.schema;

import java.util.List;
import java.util.Set;

/**
 * How one field merges.
 *
 * @param strategies of {@code merge}, {@code replace}, {@code retainKeys}; empty when the field has
 *     no rule of its own
 * @param key the merge key; empty for lists of plain values and for objects
 * @param keys all keys that together name an element; the merge key alone when there is only one
 */
public record MergeRule(Set<String> strategies, String key, List<String> keys) {
  /** No rule: maps merge by key, lists and values are replaced. */
  public static final MergeRule NONE = new MergeRule(Set.of(), "", List.of());

  public MergeRule {
    strategies = Set.copyOf(strategies);
    keys = List.copyOf(keys);
  }

  /** Whether the elements of the list are merged one by one. */
  public boolean merges() {
    return strategies.contains("merge");
  }

  /** Whether a patch replaces the value as a whole. */
  public boolean replaces() {
    return strategies.contains("replace");
  }
}
