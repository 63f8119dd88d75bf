package dev.slipway.workflow.expression;

/**
 * What "ignoring case" means: character by character, by simple upper case, without a language.
 *
 * <p>Unlike {@link String#equalsIgnoreCase} nothing outside ASCII becomes an ASCII letter: a
 * dotless i is not an I. All sigmas are one.
 */
final class Folding {
  private static final int ASCII = 0x80;

  private Folding() {}

  static String fold(String text) {
    int at = 0;
    while (at < text.length() && unchanged(text.charAt(at))) {
      at++;
    }
    if (at == text.length()) {
      return text;
    }
    var folded = new StringBuilder(text.length()).append(text, 0, at);
    while (at < text.length()) {
      int character = text.codePointAt(at);
      folded.appendCodePoint(fold(character));
      at += Character.charCount(character);
    }
    return folded.toString();
  }

  /** Compares up to the first difference; nothing is copied. */
  static int compare(String left, String right) {
    int end = Math.min(left.length(), right.length());
    int at = 0;
    while (at < end) {
      int one = fold(left.codePointAt(at));
      int other = fold(right.codePointAt(at));
      if (one != other) {
        return Integer.compare(one, other);
      }
      at += Character.charCount(one);
    }
    return Integer.compare(left.length(), right.length());
  }

  static boolean same(String left, String right) {
    return compare(left, right) == 0;
  }

  private static boolean unchanged(char c) {
    return c < ASCII && (c < 'a' || c > 'z');
  }

  private static int fold(int character) {
    int upper = Character.toUpperCase(character);
    return upper < ASCII && character >= ASCII ? character : upper;
  }
}
