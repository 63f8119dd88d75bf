package dev.slipway.manifest.yaml;

import java.util.Collection;
import java.util.Comparator;

/**
 * The order of the keys of a map, as kustomize was seen to print them: a prefix comes first, signs
 * come before digits, digits before letters, and {@code b9} before {@code b10}.
 *
 * <p>The order has circles, such as {@code a2 < a10 < a1b < a2}. There kustomize prints now this,
 * now that; we go by the order in which the keys came.
 */
final class NaturalOrder implements Comparator<String> {
  static final NaturalOrder INSTANCE = new NaturalOrder();

  private static final int FEW = 16;

  private enum Rank {
    SIGN,
    DIGIT,
    LETTER;

    static Rank of(int character) {
      if (character < 0x80) {
        boolean letter =
            (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z');
        return letter ? LETTER : character >= '0' && character <= '9' ? DIGIT : SIGN;
      }
      return Character.isLetter(character) ? LETTER : Character.isDigit(character) ? DIGIT : SIGN;
    }
  }

  private NaturalOrder() {}

  /** The keys in order. The sort of the JDK will not do: it may refuse an order with circles. */
  static String[] sorted(Collection<String> keys) {
    String[] array = keys.toArray(String[]::new);
    if (array.length > FEW) {
      merge(array, array.clone(), 0, array.length);
    } else {
      insert(array, 0, array.length);
    }
    return array;
  }

  private static void insert(String[] array, int from, int to) {
    for (int end = from + 1; end < to; end++) {
      String key = array[end];
      int place = end;
      for (; place > from && INSTANCE.compare(array[place - 1], key) > 0; place--) {
        array[place] = array[place - 1];
      }
      array[place] = key;
    }
  }

  /** Sorts a part of {@code array}; {@code spare} holds the same and is overwritten. */
  private static void merge(String[] array, String[] spare, int from, int to) {
    if (to - from <= FEW) {
      insert(array, from, to);
      return;
    }
    int middle = (from + to) >>> 1;
    merge(spare, array, from, middle);
    merge(spare, array, middle, to);
    int left = from;
    int right = middle;
    for (int i = from; i < to; i++) {
      boolean takeLeft =
          left < middle && (right == to || INSTANCE.compare(spare[left], spare[right]) <= 0);
      array[i] = takeLeft ? spare[left++] : spare[right++];
    }
  }

  @Override
  public int compare(String a, String b) {
    int shared = Math.min(a.length(), b.length());
    int i = 0;
    while (i < shared && a.charAt(i) == b.charAt(i)) {
      i++;
    }
    if (i == shared) {
      return a.length() - b.length();
    }
    int left = characterAt(a, i);
    int right = characterAt(b, i);
    Rank rank = Rank.of(left);
    int ranks = rank.compareTo(Rank.of(right));
    if (ranks != 0) {
      return ranks;
    }
    int numbers = rank == Rank.DIGIT ? compareNumbers(a, b, i) : 0;
    return numbers != 0 ? numbers : Integer.compare(left, right);
  }

  private static int characterAt(String text, int index) {
    boolean inside = index > 0 && Character.isLowSurrogate(text.charAt(index));
    return text.codePointAt(inside ? index - 1 : index);
  }

  /** The numbers around the first difference; of equal ones the one with fewer zeros is first. */
  private static int compareNumbers(String a, String b, int difference) {
    int start = difference;
    while (start > 0 && isDigit(a.charAt(start - 1))) {
      start--;
    }
    int values = Long.compare(number(a, start), number(b, start));
    return values != 0 ? values : Integer.compare(digits(a, start), digits(b, start));
  }

  private static boolean isDigit(char c) {
    return c < 0x80 ? c >= '0' && c <= '9' : Character.isDigit(c);
  }

  private static int digits(String text, int start) {
    int end = start;
    while (end < text.length() && isDigit(text.charAt(end))) {
      end++;
    }
    return end - start;
  }

  /** Numbers beyond 64 bits wrap around, there as here. */
  private static long number(String text, int start) {
    long value = 0;
    for (int i = start; i < text.length() && isDigit(text.charAt(i)); i++) {
      value = value * 10 + (text.charAt(i) - '0');
    }
    return value;
  }
}
