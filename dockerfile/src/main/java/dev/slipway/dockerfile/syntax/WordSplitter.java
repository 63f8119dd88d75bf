package dev.slipway.dockerfile.syntax;

import java.util.ArrayList;
import java.util.List;

/** Collects words: unquoted white space ends one, quoted white space is part of it. */
final class WordSplitter {
  private final List<String> words = new ArrayList<>();
  private final StringBuilder word = new StringBuilder();

  /** An unquoted character. */
  void add(int c) {
    if (Text.isSpace(c)) {
      end();
    } else {
      word.appendCodePoint(c);
    }
  }

  /** The value of an unquoted variable. */
  void split(String value) {
    value.codePoints().forEach(this::add);
  }

  /** Quoted or escaped text. */
  void keep(String value) {
    word.append(value);
  }

  List<String> finish() {
    end();
    return List.copyOf(words);
  }

  private void end() {
    if (!word.isEmpty()) {
      words.add(word.toString());
      word.setLength(0);
    }
  }
}
