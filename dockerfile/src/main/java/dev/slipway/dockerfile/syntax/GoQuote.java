package dev.slipway.dockerfile.syntax;

import java.util.List;
import java.util.stream.Collectors;

/** Text as Go's {@code %q} prints it: so messages quote words and image histories show lists. */
public final class GoQuote {
  private GoQuote() {}

  public static String list(List<String> values) {
    return values.stream().map(GoQuote::text).collect(Collectors.joining(" ", "[", "]"));
  }

  public static String text(String value) {
    var out = new StringBuilder("\"");
    value.codePoints().forEach(c -> append(out, c));
    return out.append('"').toString();
  }

  /** A number as Go quotes it: as the character with that code. */
  public static String character(int code) {
    var out = new StringBuilder("'");
    if (code == '\'') {
      out.append("\\'");
    } else if (code == '"') {
      out.append('"');
    } else {
      append(out, code);
    }
    return out.append('\'').toString();
  }

  private static void append(StringBuilder out, int c) {
    switch (c) {
      case '"' -> out.append("\\\"");
      case '\\' -> out.append("\\\\");
      case 7 -> out.append("\\a");
      case '\b' -> out.append("\\b");
      case '\f' -> out.append("\\f");
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      case 11 -> out.append("\\v");
      default -> appendOther(out, c);
    }
  }

  private static void appendOther(StringBuilder out, int c) {
    if (c < 0x20 || c == 0x7f) {
      out.append(String.format("\\x%02x", c));
    } else if (isPrintable(c)) {
      out.appendCodePoint(c);
    } else if (c < 0x10000) {
      out.append(String.format("\\u%04x", c));
    } else {
      out.append(String.format("\\U%08x", c));
    }
  }

  private static boolean isPrintable(int c) {
    return c == ' '
        || switch (Character.getType(c)) {
          case Character.CONTROL,
              Character.FORMAT,
              Character.SURROGATE,
              Character.PRIVATE_USE,
              Character.UNASSIGNED,
              Character.LINE_SEPARATOR,
              Character.PARAGRAPH_SEPARATOR,
              Character.SPACE_SEPARATOR ->
              false;
          default -> true;
        };
  }
}
