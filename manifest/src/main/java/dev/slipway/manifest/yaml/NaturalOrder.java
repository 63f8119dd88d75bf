package dev.slipway.manifest.yaml;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.TreeSet;

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
      return Character.isLetter(character) ? LETTER : Character.isDigit(character) ? DIGIT : SIGN;
    }
  }

  private NaturalOrder() {}

  /** The keys in order. The sort of the JDK will not do: it may refuse an order with circles. */
  static Collection<String> sorted(Collection<String> keys) {
    if (keys.size() > FEW) {
      var tree = new TreeSet<>(INSTANCE);
      tree.addAll(keys);
      return tree;
    }
    String[] array = keys.toArray(String[]::new);
    for (int end = 1; end < array.length; end++) {
      String key = array[end];
      int place = end;
      for (; place > 0 && INSTANCE.compare(array[place - 1], key) > 0; place--) {
        array[place] = array[place - 1];
      }
      array[place] = key;
    }
    return Arrays.asList(array);
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
    while (start > 0 && Character.isDigit(a.charAt(start - 1))) {
      start--;
    }
    int values = Long.compare(number(a, start), number(b, start));
    return values != 0 ? values : Integer.compare(digits(a, start), digits(b, start));
  }

  private static int digits(String text, int start) {
    int end = start;
    while (end < text.length() && Character.isDigit(text.charAt(end))) {
      end++;
    }
    return end - start;
  }

  /** Numbers beyond 64 bits wrap around, there as here. */
  private static long number(String text, int start) {
    long value = 0;
    for (int i = start; i < text.length() && Character.isDigit(text.charAt(i)); i++) {
      value = value * 10 + (text.charAt(i) - '0');
    }
    return value;
  }
}
