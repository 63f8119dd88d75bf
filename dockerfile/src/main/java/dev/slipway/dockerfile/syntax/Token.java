package dev.slipway.dockerfile.syntax;

/** One element of a statement. */
public sealed interface Token {
  /**
   * Text as written, quotes included.
   *
   * @param offset where it starts in {@link Source#text}
   */
  record Word(String text, int offset) implements Token {}

  /** The statement inside ONBUILD. */
  record Nested(Statement statement) implements Token {}
}
