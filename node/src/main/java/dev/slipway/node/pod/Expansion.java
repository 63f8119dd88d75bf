package dev.slipway.node.pod;

import java.util.Map;

/** Kubernetes' own variable syntax: {@code $(NAME)}, with {@code $$} for a dollar sign. */
final class Expansion {
  private Expansion() {}

  /** Replaces references to known variables; unknown ones stay as they are written. */
  static String expand(String text, Map<String, String> variables) {
    if (text.indexOf('$') < 0) {
      return text;
    }
    var result = new StringBuilder();
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i);
      char next = i + 1 < text.length() ? text.charAt(i + 1) : 0;
      int end = c == '$' && next == '(' ? text.indexOf(')', i) : -1;
      if (c == '$' && next == '$') {
        result.append('$');
        i += 2;
      } else if (end > 0) {
        String name = text.substring(i + 2, end);
        String value = variables.get(name);
        result.append(value == null ? "$(" + name + ")" : value);
        i = end + 1;
      } else {
        result.append(c);
        i++;
      }
    }
    return result.toString();
  }
}
