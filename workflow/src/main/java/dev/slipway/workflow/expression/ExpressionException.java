package dev.slipway.workflow.expression;

/**
 * An expression is wrong or cannot be evaluated. The message is GitHub's wording, with the position
 * inside the expression where there is one.
 */
public final class ExpressionException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** When the mistake was found. */
  public enum Kind {
    LEXING,
    PARSING,
    EVALUATION
  }

  private final Kind kind;
  private final int offset;

  ExpressionException(Kind kind, String message, int offset) {
    super(message);
    this.kind = kind;
    this.offset = offset;
  }

  public Kind kind() {
    return kind;
  }

  /** Where, counted in characters from 0, in the text that was given to be parsed. */
  public int offset() {
    return offset;
  }

  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }

  ExpressionException movedBy(int distance) {
    var moved = new ExpressionException(kind, getMessage(), offset + distance);
    moved.setStackTrace(getStackTrace());
    return moved;
  }

  static ExpressionException at(Kind kind, String problem, Token token, String source) {
    return new ExpressionException(
        kind,
        problem
            + ": '"
            + token.text()
            + "'. Located at position "
            + (token.offset() + 1)
            + " within expression: "
            + source,
        token.offset());
  }

  /** What a {@link Scope} throws when it cannot evaluate a function. */
  public static ExpressionException evaluation(String message) {
    return new ExpressionException(Kind.EVALUATION, message, 0);
  }
}
