package dev.slipway.dockerfile.ignore;

import java.util.List;

/**
 * A compiled pattern: elements in a row, each of which takes one character, or any number of them.
 *
 * <p>A set of states is a bit set over the elements; bit {@code n} says that everything before
 * element {@code n} has matched. All states advance together, so no pattern takes longer than its
 * length times that of the path.
 */
final class PathAutomaton {
  /** Which characters an element takes. */
  @FunctionalInterface
  interface Characters {
    boolean contain(int c);
  }

  /**
   * One element.
   *
   * @param characters what it takes
   * @param repeat whether it takes any number of them
   * @param optional how many elements after this one may be left out; it takes nothing itself then
   * @param atStart whether it takes nothing but matches only at the start of the path
   */
  record Element(Characters characters, boolean repeat, int optional, boolean atStart) {
    static Element one(Characters characters) {
      return new Element(characters, false, 0, false);
    }

    static Element many(Characters characters) {
      return new Element(characters, true, 0, false);
    }

    static Element start() {
      return new Element(c -> false, false, 0, true);
    }

    static Element optional(int elements) {
      return new Element(c -> false, false, elements, false);
    }
  }

  private final List<Element> elements;
  private final int words;

  PathAutomaton(List<Element> elements) {
    this.elements = List.copyOf(elements);
    this.words = elements.size() / 64 + 1;
  }

  /** The states before the first character. */
  long[] initial() {
    long[] states = new long[words];
    set(states, 0);
    closure(states, true);
    return states;
  }

  /** The states after {@code text}; never changes {@code states}. */
  long[] after(long[] states, String text) {
    long[] now = states;
    for (int i = 0; i < text.length() && !isDead(now); ) {
      int c = text.codePointAt(i);
      now = after(now, c);
      i += Character.charCount(c);
    }
    return now;
  }

  long[] after(long[] states, int c) {
    long[] next = new long[words];
    for (int word = 0; word < words; word++) {
      for (long bits = states[word]; bits != 0; bits &= bits - 1) {
        int state = word * 64 + Long.numberOfTrailingZeros(bits);
        if (state < elements.size() && elements.get(state).characters.contain(c)) {
          set(next, elements.get(state).repeat ? state : state + 1);
        }
      }
    }
    closure(next, false);
    return next;
  }

  private void closure(long[] states, boolean start) {
    for (int state = 0; state < elements.size(); state++) {
      if (!has(states, state)) {
        continue;
      }
      Element element = elements.get(state);
      if (element.repeat || element.optional > 0 || (element.atStart && start)) {
        set(states, state + 1);
      }
      if (element.optional > 0) {
        set(states, state + 1 + element.optional);
      }
    }
  }

  boolean accepts(long[] states) {
    return has(states, elements.size());
  }

  /** Whether nothing can match any more, whatever follows. */
  static boolean isDead(long[] states) {
    for (long word : states) {
      if (word != 0) {
        return false;
      }
    }
    return true;
  }

  /** Whether the pattern still has something to match after at least one more character. */
  boolean mayMatchLonger(long[] states) {
    for (int state = 0; state < elements.size(); state++) {
      if (has(states, state)) {
        return true;
      }
    }
    return false;
  }

  /** Whether the whole path or one of the directories it lies in matches. */
  boolean matchesPathOrParent(String path) {
    long[] states = initial();
    for (int i = 0; i < path.length(); ) {
      int c = path.codePointAt(i);
      if (c == '/' && accepts(states)) {
        return true;
      }
      if (isDead(states)) {
        return false;
      }
      states = after(states, c);
      i += Character.charCount(c);
    }
    return accepts(states);
  }

  private static void set(long[] states, int state) {
    states[state >> 6] |= 1L << (state & 63);
  }

  private static boolean has(long[] states, int state) {
    return (states[state >> 6] & (1L << (state & 63))) != 0;
  }
}
