package dev.slipway.workflow.filter;

import java.util.List;

/** A set of characters. */
sealed interface Characters {
  boolean contains(char c);

  /** Only this one. */
  record Exactly(char character) implements Characters {
    @Override
    public boolean contains(char c) {
      return c == character;
    }
  }

  /** What is listed between brackets. */
  record Listed(List<Range> ranges) implements Characters {
    @Override
    public boolean contains(char c) {
      return ranges.stream().anyMatch(range -> range.contains(c));
    }
  }

  /** From one character to another, both included. */
  record Range(char from, char to) implements Characters {
    @Override
    public boolean contains(char c) {
      return from <= c && c <= to;
    }
  }

  /** All but the slash. */
  record InName() implements Characters {
    @Override
    public boolean contains(char c) {
      return c != '/';
    }
  }

  /** All of them. */
  record Any() implements Characters {
    @Override
    public boolean contains(char c) {
      return true;
    }
  }
}
