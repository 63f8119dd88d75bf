package dev.slipway.manifest.yaml;

/** In which styles a text can be written, by the rules of the libyaml emitter. */
record ScalarShape(boolean plain, boolean singleQuoted, boolean literal, boolean multiline) {
  private static final ScalarShape EMPTY = new ScalarShape(true, true, false, false);
  private static final String NOT_FIRST = "#,[]{}&*!|>'\"%@`";

  static ScalarShape of(String text) {
    return text.isEmpty() ? EMPTY : new Analysis(text).shape();
  }

  static boolean isBreak(int c) {
    return c == '\n' || c == '\r' || c == 0x85 || c == 0x2028 || c == 0x2029;
  }

  /** Tabs and characters beyond the basic plane count as unprintable, as they do upstream. */
  static boolean isPrintable(int c) {
    return c == '\n'
        || (c >= 0x20 && c <= 0x7E)
        || (c >= 0xA0 && c <= 0xFFFD && c != 0xFEFF && (c < 0xD800 || c > 0xDFFF));
  }

  private static final class Analysis {
    private final String text;
    private boolean indicators;
    private boolean special;
    private boolean breaks;
    private boolean edgeSpace;
    private boolean trailingSpace;
    private boolean breakSpace;
    private boolean spaceBreak;

    Analysis(String text) {
      this.text = text;
      indicators = text.startsWith("---") || text.startsWith("...");
      boolean afterSpace = false;
      boolean afterBreak = false;
      for (int i = 0; i < text.length(); i++) {
        char c = text.charAt(i);
        indicators |= isIndicator(c, i);
        special |= !isPrintable(c);
        boolean edge = i == 0 || i == text.length() - 1;
        if (c == ' ') {
          edgeSpace |= edge;
          trailingSpace |= i == text.length() - 1;
          breakSpace |= afterBreak;
        } else if (isBreak(c)) {
          breaks = true;
          spaceBreak |= afterSpace;
        }
        afterSpace = c == ' ';
        afterBreak = isBreak(c);
      }
    }

    private boolean isIndicator(char c, int i) {
      if (i == 0 && NOT_FIRST.indexOf(c) >= 0) {
        return true;
      }
      return switch (c) {
        case ':' -> blankAt(i + 1);
        case '?', '-' -> i == 0 && blankAt(i + 1);
        case '#' -> i > 0 && (blankAt(i - 1) || isBreak(text.charAt(i - 1)));
        default -> false;
      };
    }

    /** The end of the text counts as blank. */
    private boolean blankAt(int i) {
      return i >= text.length() || text.charAt(i) == ' ' || text.charAt(i) == '\t';
    }

    ScalarShape shape() {
      return new ScalarShape(
          !indicators && !special && !breaks && !edgeSpace && !breakSpace && !spaceBreak,
          !special && !breakSpace && !spaceBreak,
          !special && !spaceBreak && !trailingSpace,
          breaks);
    }
  }
}
