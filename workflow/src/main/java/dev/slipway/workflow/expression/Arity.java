package dev.slipway.workflow.expression;

/**
 * How many arguments a function takes.
 *
 * @param least at least so many
 * @param most at most so many
 */
public record Arity(int least, int most) {
  /** As many as a call may have at all. */
  public static final int MANY = 255;

  public static Arity exactly(int count) {
    return new Arity(count, count);
  }

  public static Arity atLeast(int count) {
    return new Arity(count, MANY);
  }
}
