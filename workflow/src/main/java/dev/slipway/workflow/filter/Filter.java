package dev.slipway.workflow.filter;

import java.util.Collection;
import java.util.List;

/** A list of patterns under a key such as {@code branches} or {@code paths-ignore}. */
public final class Filter {
  private final List<FilterPattern> patterns;
  private final Kind kind;

  private enum Kind {
    INCLUDING,
    IGNORING
  }

  private Filter(List<FilterPattern> patterns, Kind kind) {
    this.patterns = List.copyOf(patterns);
    this.kind = kind;
  }

  /**
   * {@code branches}, {@code tags}, {@code paths}: of the patterns that match, the last one
   * decides.
   *
   * @throws FilterException when every pattern excludes, so that nothing could ever be accepted
   */
  public static Filter including(List<FilterPattern> patterns) {
    if (!patterns.isEmpty() && patterns.stream().allMatch(FilterPattern::excludes)) {
      throw new FilterException(
          "every pattern starts with '!', so nothing is left; add one that includes, such as '**'",
          0);
    }
    return new Filter(patterns, Kind.INCLUDING);
  }

  /** {@code branches-ignore}, {@code tags-ignore}, {@code paths-ignore}. */
  public static Filter ignoring(List<FilterPattern> patterns) {
    return new Filter(patterns, Kind.IGNORING);
  }

  /** Whether a branch, tag or path passes. */
  public boolean accepts(String name) {
    boolean matched = false;
    for (var pattern : patterns) {
      if (pattern.excludes() == matched && pattern.matches(name)) {
        matched = !pattern.excludes();
      }
    }
    return matched == (kind == Kind.INCLUDING);
  }

  /**
   * Whether a change passes: one of its paths does. A change of no paths at all has nothing that
   * could be included, and nothing that could be ignored.
   */
  public boolean acceptsChange(Collection<String> paths) {
    return paths.isEmpty() ? kind == Kind.IGNORING : paths.stream().anyMatch(this::accepts);
  }

  @Override
  public String toString() {
    return (kind == Kind.INCLUDING ? "" : "ignoring ") + patterns;
  }
}
