package dev.slipway.manifest.yaml;

import java.util.Comparator;

/**
 * The order in which the Go YAML library prints map keys: letters by code point, runs of digits by
 * value, everything else before letters.
 */
final class KeyOrder implements Comparator<String> {
  static final KeyOrder INSTANCE = new KeyOrder();

  private KeyOrder() {}

  @Override
  public int compare(String a, String b) {
    int shorter = Math.min(a.length(), b.length());
    boolean digits = false;
    for (int i = 0; i < shorter; i++) {
      char x = a.charAt(i);
      char y = b.charAt(i);
      if (x != y) {
        return compareFrom(a, b, i, digits);
      }
      digits = Character.isDigit(x);
    }
    return Integer.compare(a.length(), b.length());
  }

  private static int compareFrom(String a, String b, int at, boolean afterDigit) {
    int x = codePoint(a, at);
    int y = codePoint(b, at);
    boolean xLetter = Character.isLetter(x);
    boolean yLetter = Character.isLetter(y);
    if (xLetter && yLetter) {
      return Integer.compare(x, y);
    }
    if (xLetter || yLetter) {
      // After a digit a letter ends the number and comes first, elsewhere it comes last.
      return afterDigit == xLetter ? -1 : 1;
    }
    return compareNumbers(a, b, at, x, y);
  }

  private static int compareNumbers(String a, String b, int at, int x, int y) {
    long start = (x == '0' || y == '0') && followsNonZeroDigit(a, at) ? 1 : 0;
    int aEnd = endOfDigits(a, at);
    int bEnd = endOfDigits(b, at);
    long aValue = value(a, at, aEnd, start);
    long bValue = value(b, at, bEnd, start);
    if (aValue != bValue) {
      return Long.compare(aValue, bValue);
    }
    return aEnd != bEnd ? Integer.compare(aEnd, bEnd) : Integer.compare(x, y);
  }

  private static boolean followsNonZeroDigit(String text, int at) {
    for (int j = at - 1; j >= 0 && Character.isDigit(text.charAt(j)); j--) {
      if (text.charAt(j) != '0') {
        return true;
      }
    }
    return false;
  }

  private static int endOfDigits(String text, int from) {
    int end = from;
    while (end < text.length() && Character.isDigit(text.charAt(end))) {
      end++;
    }
    return end;
  }

  /** Wraps around like the 64-bit sum it imitates. */
  private static long value(String text, int from, int end, long start) {
    long value = start;
    for (int i = from; i < end; i++) {
      value = value * 10 + (text.charAt(i) - '0');
    }
    return value;
  }

  private static int codePoint(String text, int at) {
    boolean inPair = at > 0 && Character.isLowSurrogate(text.charAt(at));
    return text.codePointAt(inPair ? at - 1 : at);
  }
}
