package dev.slipway.workflow.expression;

import java.util.Arrays;
import java.util.Optional;

/** The operators between two operands, and how tightly they bind. */
enum Operator {
  OR("||", 1),
  AND("&&", 2),
  EQUAL("==", 3),
  NOT_EQUAL("!=", 3),
  LESS("<", 4),
  LESS_OR_EQUAL("<=", 4),
  GREATER(">", 4),
  GREATER_OR_EQUAL(">=", 4);

  private final String symbol;
  private final int strength;

  Operator(String symbol, int strength) {
    this.symbol = symbol;
    this.strength = strength;
  }

  static Optional<Operator> of(String symbol) {
    return Arrays.stream(values()).filter(o -> o.symbol.equals(symbol)).findFirst();
  }

  /** Whether it is {@code &&} or {@code ||}, whose chains are one node however long they are. */
  boolean logical() {
    return this == AND || this == OR;
  }

  /** Whether this one, standing to the left, takes the operand between the two. */
  boolean takesOperandFrom(Operator right) {
    return logical() ? strength > right.strength : strength >= right.strength;
  }
}
