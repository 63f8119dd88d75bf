package dev.slipway.dockerfile.syntax;

import java.util.ArrayList;
import java.util.List;

/**
 * The words starting with {@code --} between a keyword and its arguments, unquoted; {@code --}
 * alone ends them.
 */
final class FlagScanner {
  private final String text;
  private final List<Token.Word> flags = new ArrayList<>();
  private int at;

  FlagScanner(String text, int start) {
    this.text = text;
    this.at = start;
  }

  List<Token.Word> scan() {
    at = Text.skipSpace(text, at);
    while (text.startsWith("--", at)) {
      int start = at;
      String flag = word();
      if (flag.equals("--")) {
        break;
      }
      flags.add(new Token.Word(flag, start));
      at = Text.skipSpace(text, at);
    }
    return flags;
  }

  /** Where the arguments start. */
  int end() {
    return at;
  }

  private String word() {
    var word = new StringBuilder();
    char quote = 0;
    while (at < text.length() && (quote != 0 || !Text.isSpace(text.charAt(at)))) {
      char c = text.charAt(at++);
      if (c == '\\') {
        if (at < text.length()) {
          word.append(text.charAt(at++));
        }
      } else if (quote == 0 && (c == '\'' || c == '"')) {
        quote = c;
      } else if (c == quote) {
        quote = 0;
      } else {
        word.append(c);
      }
    }
    return word.toString();
  }
}
