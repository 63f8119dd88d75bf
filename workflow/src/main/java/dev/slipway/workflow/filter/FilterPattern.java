package dev.slipway.workflow.filter;

import java.util.BitSet;
import java.util.List;

/**
 * One pattern of a branch, tag or path filter.
 *
 * <p>{@code *} is anything within a name, {@code **} anything, {@code **}{@code /} any directories
 * or none; {@code ?} makes the character before it optional, {@code +} lets it repeat; {@code
 * [a-z0-9]} is one of those; {@code \} takes the meaning from what follows; {@code !} in front
 * excludes. Matching takes time proportional to pattern times text, whatever the pattern.
 */
public final class FilterPattern {
  private final String source;
  private final boolean excludes;
  private final List<Step> steps;

  private FilterPattern(String source, boolean excludes, List<Step> steps) {
    this.source = source;
    this.excludes = excludes;
    this.steps = steps;
  }

  /**
   * Reads a pattern.
   *
   * @throws FilterException when it has no meaning
   */
  public static FilterPattern parse(String pattern) {
    boolean excludes = pattern.startsWith("!");
    int start = excludes ? 1 : 0;
    if (pattern.length() == start) {
      throw new FilterException("a pattern may not be empty", start);
    }
    return new FilterPattern(pattern, excludes, PatternCompiler.compile(pattern, start));
  }

  /** Whether it starts with {@code !}: what it matches is excluded. */
  public boolean excludes() {
    return excludes;
  }

  /** Whether the whole of {@code name} fits, leaving {@code !} aside. */
  public boolean matches(String name) {
    var states = new BitSet(steps.size() + 1);
    states.set(0);
    follow(states);
    for (int i = 0; i < name.length() && !states.isEmpty(); i++) {
      states = take(states, name.charAt(i));
      follow(states);
    }
    return states.get(steps.size());
  }

  private BitSet take(BitSet states, char c) {
    var next = new BitSet(steps.size() + 1);
    for (int at = states.nextSetBit(0);
        at >= 0 && at < steps.size();
        at = states.nextSetBit(at + 1)) {
      switch (steps.get(at)) {
        case Step.One(var characters) when characters.contains(c) -> next.set(at + 1);
        case Step.Loop(var characters) when characters.contains(c) -> next.set(at);
        default -> {}
      }
    }
    return next;
  }

  /** Adds the states that are reached without taking a character; they all lie ahead. */
  private void follow(BitSet states) {
    for (int at = states.nextSetBit(0);
        at >= 0 && at < steps.size();
        at = states.nextSetBit(at + 1)) {
      switch (steps.get(at)) {
        case Step.Loop _ -> states.set(at + 1);
        case Step.Fork(var skip) -> {
          states.set(at + 1);
          states.set(at + skip);
        }
        case Step.One _ -> {}
      }
    }
  }

  @Override
  public String toString() {
    return source;
  }
}
