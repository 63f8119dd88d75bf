package dev.slipway.workflow.expression;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.DoubleNode;
import tools.jackson.databind.node.LongNode;
import tools.jackson.databind.node.StringNode;

/**
 * A double-precision number.
 *
 * @param number any double, also NaN and the infinities
 */
public record NumberValue(double number) implements Value {
  /** Up to here every whole number has a double of its own. */
  private static final double EXACT = 1L << 53;

  @Override
  public Kind kind() {
    return Kind.NUMBER;
  }

  @Override
  public String text() {
    return Numbers.print(number);
  }

  @Override
  public boolean truthy() {
    return number != 0 && !Double.isNaN(number);
  }

  @Override
  public JsonNode json() {
    if (!Double.isFinite(number)) {
      return StringNode.valueOf(text());
    }
    return number == Math.rint(number) && Math.abs(number) <= EXACT
        ? LongNode.valueOf((long) number)
        : DoubleNode.valueOf(number);
  }
}
