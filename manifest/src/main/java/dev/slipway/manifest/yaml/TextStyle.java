package dev.slipway.manifest.yaml;

/** How a text is written: in the lightest way that reads back as the same text. */
enum TextStyle {
  /** As it stands. */
  PLAIN,
  /** In single quotes, where every character but the quote stands for itself. */
  SINGLE_QUOTED,
  /** In double quotes, with escapes. */
  DOUBLE_QUOTED,
  /** Line by line, indented below a {@code |}. */
  BLOCK;

  private static final String INDICATORS = "#,[]{}&*!|>'\"%@`";

  static TextStyle of(String text) {
    if (Scalars.needsQuotes(text)) {
      return DOUBLE_QUOTED;
    }
    boolean lines = false;
    boolean otherBreaks = false;
    boolean spaceBefore = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (isBreak(c)) {
        // Space at the end of a line would be lost outside of double quotes.
        if (spaceBefore || c == '\r') {
          return DOUBLE_QUOTED;
        }
        lines |= c == '\n';
        otherBreaks |= c != '\n';
      } else if (needsEscape(c)) {
        return DOUBLE_QUOTED;
      }
      spaceBefore = c == ' ';
    }
    if (lines) {
      return spaceBefore ? DOUBLE_QUOTED : BLOCK;
    }
    return otherBreaks || !isPlain(text) ? SINGLE_QUOTED : PLAIN;
  }

  /** Whether a single line means nothing but itself to a reader of YAML. */
  private static boolean isPlain(String text) {
    int last = text.length() - 1;
    char first = text.charAt(0);
    if (first == ' '
        || text.charAt(last) == ' '
        || INDICATORS.indexOf(first) >= 0
        || text.startsWith("---")
        || text.startsWith("...")) {
      return false;
    }
    boolean marks = first == '-' || first == '?' || first == ':';
    if (marks && (last == 0 || text.charAt(1) == ' ')) {
      return false;
    }
    for (int i = 1; i <= last; i++) {
      char c = text.charAt(i);
      boolean value = c == ':' && (i == last || text.charAt(i + 1) == ' ');
      if (value || (c == '#' && text.charAt(i - 1) == ' ')) {
        return false;
      }
    }
    return true;
  }

  /** The line breaks of YAML 1.1. */
  static boolean isBreak(char c) {
    return c == '\n' || c == '\r' || c == '\u0085' || c == '\u2028' || c == '\u2029';
  }

  /**
   * Whether a character is written as an escape: controls, and what is beyond 16 bits, which YAML
   * could print and the tools do not.
   */
  static boolean needsEscape(char c) {
    boolean printable =
        (c >= ' ' && c < 0x7f)
            || (c >= 0xa0 && c < Character.MIN_SURROGATE)
            || (c > Character.MAX_SURROGATE && c < 0xfffe && c != 0xfeff);
    return !printable;
  }
}
