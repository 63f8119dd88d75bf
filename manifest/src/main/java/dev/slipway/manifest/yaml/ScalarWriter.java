package dev.slipway.manifest.yaml;

import java.util.Locale;

/** Writes one scalar in the style the libyaml emitter would choose, folding long lines. */
final class ScalarWriter {
  private static final int WIDTH = 80;
  private static final String[] ESCAPES = new String[0x100];

  static {
    ESCAPES[0x00] = "0";
    ESCAPES[0x07] = "a";
    ESCAPES[0x08] = "b";
    ESCAPES[0x09] = "t";
    ESCAPES[0x0A] = "n";
    ESCAPES[0x0B] = "v";
    ESCAPES[0x0C] = "f";
    ESCAPES[0x0D] = "r";
    ESCAPES[0x1B] = "e";
    ESCAPES['"'] = "\"";
    ESCAPES['\\'] = "\\";
    ESCAPES[0x85] = "N";
    ESCAPES[0xA0] = "_";
  }

  private final StringBuilder out;
  private int lineStart;

  ScalarWriter(StringBuilder out) {
    this.out = out;
  }

  /** Tells the writer that a new line begins here. */
  void lineBegins() {
    lineStart = out.length();
  }

  /** A map key: never folded, never a block. */
  void key(String text, ScalarShape shape) {
    boolean plain = shape.plain() && !text.isEmpty() && !Scalars.needsQuotes(text);
    if (plain) {
      out.append(text);
    } else if (!Scalars.needsQuotes(text) && shape.singleQuoted() && !shape.multiline()) {
      singleQuoted(text, -1);
    } else if (text.isEmpty()) {
      out.append("\"\"");
    } else {
      doubleQuoted(text, -1);
    }
  }

  /**
   * A value.
   *
   * @param indent where continuation lines begin
   */
  void value(String text, int indent) {
    ScalarShape shape = ScalarShape.of(text);
    if (text.indexOf('\n') >= 0) {
      if (shape.literal()) {
        literal(text, indent);
      } else {
        doubleQuoted(text, indent);
      }
    } else if (Scalars.needsQuotes(text)) {
      doubleQuoted(text, indent);
    } else if (shape.plain()) {
      plain(text, indent);
    } else if (shape.singleQuoted()) {
      singleQuoted(text, indent);
    } else {
      doubleQuoted(text, indent);
    }
  }

  private void plain(String text, int indent) {
    boolean afterSpace = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == ' ' && !afterSpace && tooLong() && !spaceAt(text, i + 1)) {
        newLine(indent);
      } else {
        out.append(c);
      }
      afterSpace = c == ' ';
    }
  }

  private void singleQuoted(String text, int indent) {
    out.append('\'');
    boolean afterSpace = false;
    boolean afterBreak = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (ScalarShape.isBreak(c)) {
        out.append(c);
        lineBegins();
        afterBreak = true;
        continue;
      }
      if (afterBreak) {
        out.repeat(' ', Math.max(indent, 0));
        afterBreak = false;
      }
      boolean inside = i > 0 && i < text.length() - 1;
      if (c == ' ' && indent >= 0 && inside && !afterSpace && tooLong() && !spaceAt(text, i + 1)) {
        newLine(indent);
      } else {
        out.append(c == '\'' ? "''" : String.valueOf(c));
      }
      afterSpace = c == ' ';
    }
    out.append('\'');
  }

  private void doubleQuoted(String text, int indent) {
    out.append('"');
    boolean afterSpace = false;
    for (int i = 0; i < text.length(); i++) {
      int c = text.codePointAt(i);
      i += Character.charCount(c) - 1;
      boolean inside = i > 0 && i < text.length() - 1;
      if (c == '"' || c == '\\' || !ScalarShape.isPrintable(c) || ScalarShape.isBreak(c)) {
        escape(c);
      } else if (c == ' ' && indent >= 0 && inside && !afterSpace && tooLong()) {
        newLine(indent);
        if (spaceAt(text, i + 1)) {
          out.append('\\');
        }
      } else {
        out.appendCodePoint(c);
      }
      afterSpace = c == ' ';
    }
    out.append('"');
  }

  private void escape(int c) {
    out.append('\\');
    if (c == 0x2028 || c == 0x2029) {
      out.append(c == 0x2028 ? 'L' : 'P');
    } else if (c < ESCAPES.length && ESCAPES[c] != null) {
      out.append(ESCAPES[c]);
    } else if (c <= 0xFF) {
      out.append(String.format(Locale.ROOT, "x%02X", c));
    } else if (c <= 0xFFFF) {
      out.append(String.format(Locale.ROOT, "u%04X", c));
    } else {
      out.append(String.format(Locale.ROOT, "U%08X", c));
    }
  }

  private void literal(String text, int indent) {
    out.append('|');
    if (text.charAt(0) == ' ' || ScalarShape.isBreak(text.charAt(0))) {
      out.append('2');
    }
    chomping(text);
    out.append('\n');
    boolean lineStarts = true;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean isBreak = ScalarShape.isBreak(c);
      if (lineStarts && !isBreak) {
        out.repeat(' ', indent);
      }
      out.append(c);
      lineStarts = isBreak;
    }
    if (text.endsWith("\n")) {
      // The next item starts on the line the text has already begun.
      out.setLength(out.length() - 1);
    }
  }

  private void chomping(String text) {
    int last = text.length() - 1;
    if (!ScalarShape.isBreak(text.charAt(last))) {
      out.append('-');
    } else if (last == 0 || ScalarShape.isBreak(text.charAt(last - 1))) {
      out.append('+');
    }
  }

  private boolean tooLong() {
    return out.length() - lineStart > WIDTH;
  }

  private static boolean spaceAt(String text, int i) {
    return i < text.length() && text.charAt(i) == ' ';
  }

  private void newLine(int indent) {
    out.append('\n');
    lineBegins();
    out.repeat(' ', indent);
  }
}
