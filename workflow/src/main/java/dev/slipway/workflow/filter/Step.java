package dev.slipway.workflow.filter;

/** One instruction of a compiled pattern. All jumps go forward. */
sealed interface Step {
  /** Takes one character. */
  record One(Characters characters) implements Step {}

  /** Takes any number of characters, none as well. */
  record Loop(Characters characters) implements Step {}

  /** Goes on with the next step, or skips some. */
  record Fork(int skip) implements Step {}
}
