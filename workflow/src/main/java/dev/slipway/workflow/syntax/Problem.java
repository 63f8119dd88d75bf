package dev.slipway.workflow.syntax;

import dev.slipway.base.InputException;
import dev.slipway.base.InputException.Position;

/**
 * One mistake in a workflow file: where, what, and what to do about it.
 *
 * @param at file, line and column; line 0 when the whole file is meant
 * @param message what is wrong, without the position
 * @param hint what to do about it; empty when the message says it all
 */
public record Problem(Position at, String message, String hint) {
  public String file() {
    return at.file();
  }

  public int line() {
    return at.line();
  }

  public int column() {
    return at.column();
  }

  /** The same as an exception, for callers that stop at the first problem. */
  public InputException exception() {
    return new InputException(at, message, hint);
  }

  /** {@code file:line:column: message}, the hint indented on the next line. */
  @Override
  public String toString() {
    return at + ": " + message + (hint.isEmpty() ? "" : "\n  " + hint);
  }
}
