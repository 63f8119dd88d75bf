package dev.slipway.dockerfile.syntax;

import java.util.Arrays;
import java.util.function.IntUnaryOperator;

/**
 * A pattern of {@code ${v#p}} and its relatives: {@code *} is any text, {@code ?} any character,
 * neither crosses a line end; a backslash takes the next character literally.
 *
 * <p>Matching walks the value once and carries all possible states along, so its time is bounded by
 * the product of both lengths and no pattern can make it explode.
 */
final class ShellPattern {
  /** Which of several matches counts. */
  enum Length {
    SHORTEST,
    LONGEST
  }

  private static final int ANY_TEXT = -1;
  private static final int ANY_CHARACTER = -2;
  private static final long MAX_WORK = 400_000_000L;

  private final int[] elements;

  private record Match(int start, int end) {}

  private ShellPattern(int[] elements) {
    this.elements = elements;
  }

  static ShellPattern parse(String pattern) throws WordException {
    int[] codes = pattern.codePoints().toArray();
    int[] elements = new int[codes.length];
    int size = 0;
    for (int i = 0; i < codes.length; i++) {
      elements[size++] =
          switch (codes[i]) {
            case '*' -> ANY_TEXT;
            case '?' -> ANY_CHARACTER;
            case '\\' -> escaped(pattern, codes, ++i);
            default -> codes[i];
          };
    }
    return new ShellPattern(Arrays.copyOf(elements, size));
  }

  private static int escaped(String pattern, int[] codes, int at) throws WordException {
    // } and / are escaped to get past the parser of ${}, the others to get past this one.
    if (at < codes.length && "}/*?\\".indexOf(codes[at]) >= 0) {
      return codes[at];
    }
    String escape = at < codes.length ? Character.toString(codes[at]) : "";
    throw new WordException(
        "invalid pattern (" + pattern + ") in substitution: invalid escape '\\" + escape + "'",
        "a backslash may stand before * ? \\ / and }");
  }

  String withoutPrefix(String value, Length length) throws WordException {
    int[] codes = value.codePoints().toArray();
    int end = prefixEnd(elements, codes.length, i -> codes[i], length);
    return end < 0 ? value : new String(codes, end, codes.length - end);
  }

  String withoutSuffix(String value, Length length) throws WordException {
    int[] codes = value.codePoints().toArray();
    int last = codes.length - 1;
    int end = prefixEnd(reversed(elements), codes.length, i -> codes[last - i], length);
    return end < 0 ? value : new String(codes, 0, codes.length - end);
  }

  String replaceFirst(String value, String replacement) throws WordException {
    int[] codes = value.codePoints().toArray();
    Match match = find(codes, 0);
    if (match.start < 0) {
      return value;
    }
    return new String(codes, 0, match.start)
        + replacement
        + new String(codes, match.end, codes.length - match.end);
  }

  String replaceAll(String value, String replacement) throws WordException {
    int[] codes = value.codePoints().toArray();
    var out = new StringBuilder();
    int done = 0;
    int from = 0;
    while (from <= codes.length) {
      Match match = find(codes, from);
      if (match.start < 0) {
        break;
      }
      out.append(new String(codes, done, match.start - done));
      // Nothing is put between a match and an empty one right behind it.
      if (match.end > done || match.start == 0) {
        out.append(replacement);
      }
      done = match.end;
      from = Math.max(match.end, from + 1);
      if (match.end == match.start) {
        from = match.end + 1;
      }
    }
    return out.append(new String(codes, done, codes.length - done)).toString();
  }

  private static int prefixEnd(int[] elements, int length, IntUnaryOperator code, Length wanted)
      throws WordException {
    checkWork(elements.length, length);
    boolean[] states = new boolean[elements.length + 1];
    states[0] = true;
    int end = -1;
    for (int i = 0; ; i++) {
      boolean alive = false;
      for (int s = 0; s < elements.length; s++) {
        alive |= states[s];
        if (states[s] && elements[s] == ANY_TEXT) {
          states[s + 1] = true;
        }
      }
      if (states[elements.length]) {
        end = i;
      }
      if (!alive || i == length || (end >= 0 && wanted == Length.SHORTEST)) {
        return end;
      }
      int c = code.applyAsInt(i);
      for (int s = elements.length; s >= 0; s--) {
        boolean stays = states[s] && s < elements.length && elements[s] == ANY_TEXT && c != '\n';
        states[s] = stays || (s > 0 && states[s - 1] && consumes(elements[s - 1], c));
      }
    }
  }

  /** The leftmost match from {@code from} on, and of those the longest; start -1 when none. */
  private Match find(int[] codes, int from) throws WordException {
    checkWork(elements.length, codes.length - from);
    int[] starts = new int[elements.length + 1];
    Arrays.fill(starts, Integer.MAX_VALUE);
    var best = new Match(-1, -1);
    for (int i = from; ; i++) {
      if (best.start < 0) {
        starts[0] = Math.min(starts[0], i);
      }
      boolean alive = false;
      for (int s = 0; s < elements.length; s++) {
        if (best.start >= 0 && starts[s] > best.start) {
          starts[s] = Integer.MAX_VALUE;
        }
        alive |= starts[s] != Integer.MAX_VALUE;
        if (elements[s] == ANY_TEXT) {
          starts[s + 1] = Math.min(starts[s + 1], starts[s]);
        }
      }
      int start = starts[elements.length];
      if (start != Integer.MAX_VALUE && (best.start < 0 || start <= best.start)) {
        best = new Match(start, i);
      }
      if (i == codes.length || (best.start >= 0 && !alive)) {
        return best;
      }
      step(starts, codes[i]);
    }
  }

  private void step(int[] starts, int c) {
    for (int s = elements.length; s >= 0; s--) {
      boolean stays = s < elements.length && elements[s] == ANY_TEXT && c != '\n';
      int kept = stays ? starts[s] : Integer.MAX_VALUE;
      boolean moves = s > 0 && consumes(elements[s - 1], c);
      starts[s] = moves ? Math.min(kept, starts[s - 1]) : kept;
    }
  }

  private static boolean consumes(int element, int c) {
    return element == c || (element == ANY_CHARACTER && c != '\n');
  }

  private static int[] reversed(int[] elements) {
    int[] out = new int[elements.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = elements[elements.length - 1 - i];
    }
    return out;
  }

  private static void checkWork(int pattern, int value) throws WordException {
    if ((long) pattern * value > MAX_WORK) {
      throw new WordException(
          "a pattern of " + pattern + " characters on a value of " + value + " is too much work",
          "");
    }
  }
}
