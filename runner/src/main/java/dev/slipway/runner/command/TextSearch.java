package dev.slipway.runner.command;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Finds many words in one pass over a text, in time that does not depend on how many there are (the
 * algorithm of Aho and Corasick).
 */
final class TextSearch {
  private final State start;

  /** Everything that is known after a character: the longest start of a word that ends here. */
  static final class State {
    private final Map<Character, State> next = new HashMap<>();
    private final int depth;
    private int longestWord;
    private Optional<State> shorter = Optional.empty();

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
  }

  TextSearch(Collection<String> words) {
    start = new State(0);
    words.forEach(this::add);
    link();
  }

  State start() {
    return start;
  }

  State after(State state, char c) {
    var from = state;
    var to = from.next.get(c);
    while (to == null && from.shorter.isPresent()) {
      from = from.shorter.get();
      to = from.next.get(c);
    }
    return to == null ? start : to;
  }

  private void add(String word) {
    var state = start;
    for (int i = 0; i < word.length(); i++) {
      int depth = i + 1;
      state = state.next.computeIfAbsent(word.charAt(i), c -> new State(depth));
    }
    state.longestWord = word.length();
  }

  /** Level by level, so that what a state falls back to is finished before it. */
  private void link() {
    Deque<State> waiting = new ArrayDeque<>();
    for (var child : start.next.values()) {
      child.shorter = Optional.of(start);
      waiting.add(child);
    }
    while (!waiting.isEmpty()) {
      var state = waiting.remove();
      var fallback = state.shorter.orElseThrow();
      state.next.forEach((c, child) -> {
        child.shorter = Optional.of(after(fallback, c));
        child.longestWord = Math.max(child.longestWord, child.shorter.get().longestWord);
        waiting.add(child);
      });
    }
  }
}
