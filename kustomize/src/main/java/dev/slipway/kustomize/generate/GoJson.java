package dev.slipway.kustomize.generate;

import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;

/** JSON as Go's encoder writes it: the bytes matter because names are hashed from them. */
final class GoJson {
  private GoJson() {}

  static String object(SortedMap<String, String> rawValues) {
    var out = new StringBuilder("{");
    for (Map.Entry<String, String> entry : rawValues.entrySet()) {
      if (out.length() > 1) {
        out.append(',');
      }
      out.append(text(entry.getKey())).append(':').append(entry.getValue());
    }
    return out.append('}').toString();
  }

  /** A string; characters that mean something in HTML are escaped, as are two line separators. */
  static String text(String value) {
    var out = new StringBuilder("\"");
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '"', '\\' -> out.append('\\').append(c);
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        case '\b' -> out.append("\\b");
        case '\f' -> out.append("\\f");
        case '<', '>', '&', '\u2028', '\u2029' -> escape(c, out);
        default -> {
          if (c < 0x20) {
            escape(c, out);
          } else {
            out.append(c);
          }
        }
      }
    }
    return out.append('"').toString();
  }

  private static void escape(char c, StringBuilder out) {
    out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
  }
}
