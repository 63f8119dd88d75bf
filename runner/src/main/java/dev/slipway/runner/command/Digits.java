package dev.slipway.runner.command;

import java.util.OptionalInt;

/** Numbers of lines and columns as programs print them. */
final class Digits {
  private Digits() {}

  /** A whole number from 1; empty for everything else. */
  static OptionalInt positive(String text) {
    try {
      int number = Integer.parseInt(text.strip());
      return number > 0 ? OptionalInt.of(number) : OptionalInt.empty();
    } catch (NumberFormatException e) {
      return OptionalInt.empty();
    }
  }
}
