package dev.slipway.manifest.yaml;

/** A place in a text and the line it is in: where {@link SimpleYaml} has come to. */
final class SimpleLines {
  private final String text;
  private int lineStart;
  private int line = 1;
  private int at;
  private int indent;

  SimpleLines(String text) {
    this.text = text;
    moveTo(0);
  }

  /** There is more in the text than the simple reader understands, or a mistake. */
  static final class NotSimple extends RuntimeException {
    NotSimple() {
      super("not simple", null, false, false);
    }
  }

  /** Where reading is. */
  int at() {
    return at;
  }

  void at(int position) {
    at = position;
  }

  /** The column of what stands here, from 0; -1 where a document ends. */
  int indent() {
    return indent;
  }

  /** Takes what stands here for the beginning of a block of its own. */
  void beginBlock() {
    indent = at - lineStart;
  }

  /** The number of the line, from 1. */
  int line() {
    return line;
  }

  /** The column here, from 1. */
  int column() {
    return at - lineStart + 1;
  }

  /** The beginning of the next line. */
  int nextLine() {
    int end = text.indexOf('\n', at);
    return end < 0 ? text.length() : end + 1;
  }

  boolean isEnd() {
    return at >= text.length();
  }

  /** The character here; a line break at the end of the text. */
  char here() {
    return charAt(at);
  }

  char charAt(int position) {
    return position < text.length() ? text.charAt(position) : '\n';
  }

  /** Whether a separator of documents begins here, in the first column. */
  boolean isSeparator() {
    return at == lineStart && text.startsWith("---", at) && isSpace(charAt(at + 3));
  }

  /** Whether an element of a list begins here. */
  boolean isDash() {
    return here() == '-' && isSpace(charAt(at + 1));
  }

  static boolean isSpace(char c) {
    return c == ' ' || c == '\n';
  }

  void skipSpaces() {
    while (here() == ' ') {
      at++;
    }
    if (here() == '\t') {
      throw new NotSimple();
    }
  }

  /** Whether nothing but a comment follows in this line. */
  boolean isLineDone() {
    skipSpaces();
    return here() == '\n' || (here() == '#' && (at == lineStart || charAt(at - 1) == ' '));
  }

  /** Goes to the next line with something in it; nothing else may follow in this one. */
  void next() {
    if (!isLineDone()) {
      throw new NotSimple();
    }
    line++;
    moveTo(nextLine());
  }

  /** Goes over so many lines, to the one that begins at {@code start}. */
  void next(int lines, int start) {
    line += lines;
    moveTo(start);
  }

  private void moveTo(int start) {
    lineStart = start;
    at = start;
    while (!isEnd() && isLineDone()) {
      line++;
      lineStart = nextLine();
      at = lineStart;
    }
    boolean ends = isEnd() || isSeparator();
    indent = ends ? -1 : at - lineStart;
    if (!ends && indent == 0 && text.startsWith("...", at)) {
      throw new NotSimple();
    }
  }
}
