package dev.slipway.manifest.yaml;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/**
 * Texts below a {@code >}. Kustomize writes and reads them once before it prints them, and gains a
 * line break each time an ordinary line is followed by an indented one, or by several breaks at the
 * end.
 */
final class FoldedText {
  private FoldedText() {}

  static JsonNode node(String text, YamlDialect dialect) {
    return dialect == YamlDialect.KUSTOMIZE
        ? new QuotedText(rewritten(text))
        : StringNode.valueOf(text);
  }

  private static String rewritten(String text) {
    var out = new StringBuilder(text.length());
    boolean ordinary = false;
    int start = 0;
    while (start < text.length()) {
      int stop = text.indexOf('\n', start);
      int end = stop < 0 ? text.length() : stop;
      int next = end;
      while (next < text.length() && text.charAt(next) == '\n') {
        next++;
      }
      if (end > start) {
        ordinary = !isBlank(text.charAt(start));
      }
      out.append(text, start, next);
      boolean before =
          next < text.length() ? next > end && isBlank(text.charAt(next)) : next - end > 1;
      if (ordinary && before) {
        out.append('\n');
      }
      start = next;
    }
    return out.toString();
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }
}
