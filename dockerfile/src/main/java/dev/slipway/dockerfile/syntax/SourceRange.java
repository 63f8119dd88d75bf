package dev.slipway.dockerfile.syntax;

import dev.slipway.base.InputException;

/**
 * Where something stands in a Dockerfile.
 *
 * @param file the file as the user named it
 * @param firstLine its first line, counted from 1
 * @param lastLine its last line, continuation lines and heredocs included
 * @param column where it starts in its first line, counted from 1
 */
public record SourceRange(String file, int firstLine, int lastLine, int column) {
  /** Where it starts. */
  public InputException.Position start() {
    return new InputException.Position(file, firstLine, column);
  }

  /** A mistake at the start of this range. */
  public InputException mistake(String problem, String hint) {
    return new InputException(start(), problem, hint);
  }

  /** {@code file:line:column}. */
  @Override
  public String toString() {
    return start().toString();
  }
}
