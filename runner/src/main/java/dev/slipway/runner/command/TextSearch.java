package dev.slipway.runner.command;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds many words in one pass over a text, in time that does not depend on how many there are (the
 * algorithm of Aho and Corasick).
 */
final class TextSearch {
  private static final int ASCII = 128;

  private final State start = new State(0);

  /** Where most characters of a text lead from the start; the rest is looked up. */
  private final State[] fromStart = new State[ASCII];

  /** Everything that is known after a character: the longest start of a word that ends here. */
  static final class State {
    private final int depth;
    private int longestWord;
    private State shorter = this;

    // Nearly all states have one successor: those need no map.
    private char onlyKey;
    private @Nullable State only;
    private @Nullable Map<Character, State> more;

    private State(int depth) {
      this.depth = depth;
    }

    /** How many of the last characters may belong to a word that is not complete yet. */
    int depth() {
      return depth;
    }

    /** The length of the longest word that ends here, 0 for none. */
    int longestWord() {
      return longestWord;
    }

    private @Nullable State next(char c) {
      if (only != null && onlyKey == c) {
        return only;
      }
      return more == null ? null : more.get(c);
    }

    private State nextOrNew(char c) {
      var known = next(c);
      if (known != null) {
        return known;
      }
      var added = new State(depth + 1);
      if (only == null) {
        onlyKey = c;
        only = added;
      } else {
        more = more == null ? new HashMap<>() : more;
        more.put(c, added);
      }
      return added;
    }

    private void forEachNext(BiConsumer<Character, State> action) {
      if (only != null) {
        action.accept(onlyKey, only);
      }
      if (more != null) {
        more.forEach(action);
      }
    }
  }

  TextSearch(Collection<String> words) {
    words.forEach(this::add);
    for (char c = 0; c < ASCII; c++) {
      var next = start.next(c);
      fromStart[c] = next == null ? start : next;
    }
    link();
  }

  State start() {
    return start;
  }

  State after(State state, char c) {
    var from = state;
    while (from != start) {
      var next = from.next(c);
      if (next != null) {
        return next;
      }
      from = from.shorter;
    }
    if (c < ASCII) {
      return fromStart[c];
    }
    var next = start.next(c);
    return next == null ? start : next;
  }

  /** Whether a word is in the text. */
  boolean finds(String text) {
    State state = start;
    for (int i = 0; i < text.length(); i++) {
      state = after(state, text.charAt(i));
      if (state.longestWord() > 0) {
        return true;
      }
    }
    return false;
  }

  private void add(String word) {
    var state = start;
    for (int i = 0; i < word.length(); i++) {
      state = state.nextOrNew(word.charAt(i));
    }
    state.longestWord = word.length();
  }

  /** Level by level, so that what a state falls back to is finished before it. */
  private void link() {
    Deque<State> waiting = new ArrayDeque<>();
    start.forEachNext((c, child) -> {
      child.shorter = start;
      waiting.add(child);
    });
    while (!waiting.isEmpty()) {
      var state = waiting.remove();
      state.forEachNext((c, child) -> {
        child.shorter = after(state.shorter, c);
        child.longestWord = Math.max(child.longestWord, child.shorter.longestWord);
        waiting.add(child);
      });
    }
  }
}
