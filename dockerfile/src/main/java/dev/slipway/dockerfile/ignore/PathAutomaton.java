package dev.slipway.dockerfile.ignore;

import java.util.Arrays;
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
   * @param literal the one character it takes; -1 when {@code characters} decides
   * @param repeat whether it takes any number of them
   * @param optional how many elements after this one may be left out; it takes nothing itself then
   * @param atStart whether it takes nothing but matches only at the start of the path
   */
  record Element(
      Characters characters, int literal, boolean repeat, int optional, boolean atStart) {
    private static final Characters NONE = c -> false;

    static Element literal(int c) {
      return new Element(NONE, c, false, 0, false);
    }

    static Element one(Characters characters) {
      return new Element(characters, -1, false, 0, false);
    }

    static Element many(Characters characters) {
      return new Element(characters, -1, true, 0, false);
    }

    static Element start() {
      return new Element(NONE, -1, false, 0, true);
    }

    static Element optional(int elements) {
      return new Element(NONE, -1, false, elements, false);
    }

    boolean takes(int c) {
      return literal >= 0 ? literal == c : characters.contain(c);
    }
  }

  private final Element[] elements;
  private final int words;
  private final String tail;
  private final String nameTail;

  PathAutomaton(List<Element> elements) {
    this.elements = elements.toArray(new Element[0]);
    this.words = this.elements.length / 64 + 1;
    this.tail = tail(this.elements);
    this.nameTail = tail.substring(tail.lastIndexOf('/') + 1);
  }

  /** The literal characters that every match ends with. */
  private static String tail(Element[] elements) {
    int start = elements.length;
    while (start > 0 && elements[start - 1].literal >= 0) {
      start--;
    }
    var tail = new StringBuilder();
    for (int i = start; i < elements.length; i++) {
      tail.appendCodePoint(elements[i].literal);
    }
    return tail.toString();
  }

  /** Whether an entry of this name could match at all; a quick no for most. */
  boolean mayMatchName(String name) {
    return name.endsWith(nameTail);
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
    long[] now = states.clone();
    long[] next = new long[words];
    for (int i = 0; i < text.length() && !isDead(now); ) {
      int c = text.codePointAt(i);
      step(now, c, next);
      long[] free = now;
      now = next;
      next = free;
      i += Character.charCount(c);
    }
    return now;
  }

  private void step(long[] states, int c, long[] next) {
    Arrays.fill(next, 0);
    for (int word = 0; word < words; word++) {
      for (long bits = states[word]; bits != 0; bits &= bits - 1) {
        int state = word * 64 + Long.numberOfTrailingZeros(bits);
        if (state < elements.length && elements[state].takes(c)) {
          set(next, elements[state].repeat ? state : state + 1);
        }
      }
    }
    closure(next, false);
  }

  private void closure(long[] states, boolean start) {
    for (int state = next(states, 0); state >= 0; state = next(states, state + 1)) {
      if (state == elements.length) {
        return;
      }
      Element element = elements[state];
      if (element.repeat || element.optional > 0 || (element.atStart && start)) {
        set(states, state + 1);
      }
      if (element.optional > 0) {
        set(states, state + 1 + element.optional);
      }
    }
  }

  boolean accepts(long[] states) {
    return has(states, elements.length);
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
    int first = next(states, 0);
    return first >= 0 && first < elements.length;
  }

  /** Whether the whole path or one of the directories it lies in matches. */
  boolean matchesPathOrParent(String path) {
    if (!path.contains(tail)) {
      return false;
    }
    long[] states = initial();
    int start = 0;
    for (int end = path.indexOf('/'); end >= 0; end = path.indexOf('/', start)) {
      states = after(states, path.substring(start, end));
      if (accepts(states) || isDead(states)) {
        return accepts(states);
      }
      states = after(states, "/");
      start = end + 1;
    }
    return accepts(after(states, path.substring(start)));
  }

  private static void set(long[] states, int state) {
    states[state >> 6] |= 1L << (state & 63);
  }

  /** The first state from {@code from} on; -1 when there is none. */
  private int next(long[] states, int from) {
    int word = from >> 6;
    if (word >= words) {
      return -1;
    }
    long bits = states[word] & (-1L << (from & 63));
    while (bits == 0) {
      if (++word == words) {
        return -1;
      }
      bits = states[word];
    }
    return word * 64 + Long.numberOfTrailingZeros(bits);
  }

  private static boolean has(long[] states, int state) {
    return (states[state >> 6] & (1L << (state & 63))) != 0;
  }
}
