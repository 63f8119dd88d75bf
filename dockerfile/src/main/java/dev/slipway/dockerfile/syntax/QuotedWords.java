package dev.slipway.dockerfile.syntax;

import java.util.ArrayList;
import java.util.List;

/** Splits text at white space outside of quotes; quotes and escapes stay in the words. */
final class QuotedWords {
  private final String text;
  private final int offset;
  private final char escape;
  private final List<Token.Word> words = new ArrayList<>();
  private final StringBuilder word = new StringBuilder();

  private QuotedWords(String text, int offset, char escape) {
    this.text = text;
    this.offset = offset;
    this.escape = escape;
  }

  static List<Token.Word> split(String text, int offset, char escape) {
    return new QuotedWords(text, offset, escape).split();
  }

  private List<Token.Word> split() {
    int at = Text.skipSpace(text, 0);
    while (at < text.length()) {
      int start = at;
      char quote = 0;
      while (at < text.length() && (quote != 0 || !Text.isSpace(text.charAt(at)))) {
        char c = text.charAt(at);
        if (quote == 0 && (c == '\'' || c == '"')) {
          quote = c;
        } else if (c == quote) {
          quote = 0;
        } else if (c == escape && quote != '\'') {
          // An escape character at the very end is dropped, any other keeps what it escapes.
          if (at + 1 < text.length()) {
            word.append(c).append(text.charAt(at + 1));
          }
          at += 2;
          continue;
        }
        word.append(c);
        at++;
      }
      if (!word.isEmpty()) {
        words.add(new Token.Word(word.toString(), offset + start));
        word.setLength(0);
      }
      at = Text.skipSpace(text, at);
    }
    return words;
  }
}
