package dev.slipway.workflow.expression;

/** What a {@link Token} is. */
enum TokenType {
  NUMBER,
  STRING,
  CONSTANT,
  CONTEXT,
  FUNCTION,
  PROPERTY,
  OPEN,
  CLOSE,
  OPEN_INDEX,
  CLOSE_INDEX,
  COMMA,
  DOT,
  STAR,
  NOT,
  BINARY,
  END;

  /** Whether a value ends here, so that a dot behind it asks for a property of it. */
  boolean endsValue() {
    return switch (this) {
      case NUMBER, STRING, CONSTANT, CONTEXT, PROPERTY, CLOSE, CLOSE_INDEX, STAR, DOT -> true;
      case FUNCTION, OPEN, OPEN_INDEX, COMMA, NOT, BINARY, END -> false;
    };
  }
}
