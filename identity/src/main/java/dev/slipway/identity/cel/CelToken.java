package dev.slipway.identity.cel;

/**
 * A piece of source.
 *
 * @param text the identifier or symbol; a literal's source
 * @param start the offset of its first character
 * @param end the offset behind its last
 */
record CelToken(Type type, String text, CelValue value, int start, int end) {
  enum Type {
    IDENTIFIER,
    LITERAL,
    SYMBOL,
    END
  }

  boolean is(String symbol) {
    return type == Type.SYMBOL && text.equals(symbol);
  }
}
