package dev.slipway.dockerfile.ignore;

/**
 * What the patterns say about the entries of one directory; remembers how far each pattern has got,
 * so that nothing is matched twice on the way down. Immutable.
 *
 * {@snippet :
 * void walk(IgnoreMatcher here) {
 *   for (var file : files) {
 *     if (!here.ignores(file)) { take(file); }
 *   }
 *   for (var directory : directories) {
 *     IgnoreMatcher below = here.directory(directory);
 *     if (!below.nothingBelow()) { walk(below); }
 *   }
 * }
 * }
 */
public final class IgnoreMatcher {
  private final IgnorePatterns patterns;
  private final long[][] states;
  private final boolean[] matched;
  private final boolean ignored;

  private IgnoreMatcher(
      IgnorePatterns patterns, long[][] states, boolean[] matched, boolean ignored) {
    this.patterns = patterns;
    this.states = states;
    this.matched = matched;
    this.ignored = ignored;
  }

  static IgnoreMatcher root(IgnorePatterns patterns) {
    long[][] states = new long[patterns.size()][];
    for (int i = 0; i < states.length; i++) {
      states[i] = patterns.automaton(i).initial();
    }
    return new IgnoreMatcher(patterns, states, new boolean[states.length], false);
  }

  /** Whether this directory itself is ignored; entries below may be kept nevertheless. */
  public boolean ignored() {
    return ignored;
  }

  /** Whether this directory and everything that could ever be below it is ignored. */
  public boolean nothingBelow() {
    if (!ignored) {
      return false;
    }
    // Only a ! after the pattern that decided here can decide otherwise below.
    for (int i = patterns.size() - 1; i >= 0; i--) {
      if (patterns.ignores(i)) {
        if (matched[i]) {
          return true;
        }
      } else if (!matched[i] && patterns.automaton(i).mayMatchLonger(states[i])) {
        return false;
      }
    }
    return true;
  }

  /** Whether the file {@code name} in this directory is ignored. */
  public boolean ignores(String name) {
    boolean result = false;
    for (int i = 0; i < patterns.size(); i++) {
      var automaton = patterns.automaton(i);
      if (matched[i]
          || (automaton.mayMatchName(name)
              && automaton.accepts(automaton.after(states[i], name)))) {
        result = patterns.ignores(i);
      }
    }
    return result;
  }

  /** The directory {@code name} in this directory. */
  public IgnoreMatcher directory(String name) {
    long[][] below = new long[states.length][];
    boolean[] now = new boolean[states.length];
    boolean result = false;
    for (int i = 0; i < states.length; i++) {
      var automaton = patterns.automaton(i);
      long[] after = automaton.after(states[i], name);
      now[i] = matched[i] || automaton.accepts(after);
      below[i] = automaton.after(after, "/");
      if (now[i]) {
        result = patterns.ignores(i);
      }
    }
    return new IgnoreMatcher(patterns, below, now, result);
  }
}
