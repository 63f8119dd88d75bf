package dev.slipway.manifest.yaml;

/**
 * Writes texts in their {@link TextStyle}, folding long lines. Knows the column it is in.
 *
 * <p>A line is broken at the first single space behind column 80.
 */
final class TextWriter {
  private static final int WIDTH = 80;

  private final StringBuilder out;
  private int lineStart;

  TextWriter(StringBuilder out) {
    this.out = out;
    this.lineStart = out.length();
  }

  /** Begins a line {@code indent} columns in. */
  void line(int indent) {
    out.append('\n');
    lineStart = out.length();
    out.repeat(' ', indent);
  }

  /** A text that ends the line; what does not fit continues {@code indent} columns in. */
  void text(String text, int indent) {
    write(text, TextStyle.of(text), indent);
  }

  void write(String text, TextStyle style, int indent) {
    switch (style) {
      case PLAIN -> plain(text, indent);
      case SINGLE_QUOTED -> singleQuoted(text, indent);
      case DOUBLE_QUOTED -> doubleQuoted(text, indent);
      case BLOCK -> block(text, indent);
    }
  }

  /** A text in one line, whatever its length: a key before its colon. */
  void oneLine(String text, TextStyle style) {
    write(text, style, -1);
  }

  private void plain(String text, int indent) {
    if (fits(text, indent)) {
      out.append(text);
      return;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == ' ' && isFull(indent) && isAlone(text, i)) {
        line(indent);
      } else {
        out.append(c);
      }
    }
  }

  private void singleQuoted(String text, int indent) {
    out.append('\'');
    int last = text.length() - 1;
    boolean broken = false;
    for (int i = 0; i <= last; i++) {
      char c = text.charAt(i);
      if (TextStyle.isBreak(c)) {
        out.append(c);
        lineStart = out.length();
        broken = true;
        continue;
      }
      if (broken) {
        out.repeat(' ', Math.max(indent, 0));
        broken = false;
      }
      if (c == ' ' && i > 0 && i < last && isFull(indent) && isAlone(text, i)) {
        line(indent);
      } else {
        out.append(c == '\'' ? "''" : String.valueOf(c));
      }
    }
    out.append('\'');
  }

  private void doubleQuoted(String text, int indent) {
    out.append('"');
    int last = text.length() - 1;
    boolean folded = false;
    for (int i = 0; i <= last; i++) {
      char c = text.charAt(i);
      boolean fold = c == ' ' && !folded && i > 0 && i < last && isFull(indent);
      if (fold) {
        line(indent);
        // Space at the beginning of a line would be lost.
        if (text.charAt(i + 1) == ' ') {
          out.append('\\');
        }
      } else {
        i += escaped(text, i);
      }
      folded = c == ' ';
    }
    out.append('"');
  }

  /** Writes a character; says how many more than one were taken. */
  private int escaped(String text, int index) {
    char c = text.charAt(index);
    if (c == '"' || c == '\\') {
      out.append('\\').append(c);
    } else if (!TextStyle.needsEscape(c) && !TextStyle.isBreak(c)) {
      out.append(c);
    } else {
      int character = text.codePointAt(index);
      out.append(escape(character));
      return Character.charCount(character) - 1;
    }
    return 0;
  }

  private static String escape(int character) {
    return switch (character) {
      case 0 -> "\\0";
      case 0x07 -> "\\a";
      case '\b' -> "\\b";
      case '\t' -> "\\t";
      case '\n' -> "\\n";
      case 0x0b -> "\\v";
      case '\f' -> "\\f";
      case '\r' -> "\\r";
      case 0x1b -> "\\e";
      case 0x85 -> "\\N";
      case 0x2028 -> "\\L";
      case 0x2029 -> "\\P";
      default ->
          character <= 0xff
              ? "\\x%02X".formatted(character)
              : (character <= 0xffff ? "\\u%04X" : "\\U%08X").formatted(character);
    };
  }

  private void block(String text, int indent) {
    out.append('|');
    if (text.charAt(0) == ' ' || TextStyle.isBreak(text.charAt(0))) {
      // A reader would take the first line's own spaces for indentation.
      out.append(YamlWriter.STEP);
    }
    int end = text.length();
    if (!text.endsWith("\n")) {
      out.append('-');
    } else {
      end--;
      if (end == 0 || text.charAt(end - 1) == '\n') {
        out.append('+');
      }
    }
    int start = 0;
    while (start <= end) {
      int next = text.indexOf('\n', start);
      int stop = next < 0 || next > end ? end : next;
      line(stop > start ? indent : 0);
      out.append(text, start, stop);
      start = stop + 1;
    }
  }

  private boolean fits(String text, int indent) {
    return indent < 0 || out.length() - lineStart + text.length() <= WIDTH;
  }

  private boolean isFull(int indent) {
    return indent >= 0 && out.length() - lineStart > WIDTH;
  }

  /** Whether the space at {@code index} has no other beside it. */
  private static boolean isAlone(String text, int index) {
    return text.charAt(index - 1) != ' ' && text.charAt(index + 1) != ' ';
  }
}
