package dev.slipway.workflow.expression;

/**
 * How two values compare: text ignoring case, arrays and objects by identity, different kinds as
 * numbers.
 */
final class Comparison {
  private Comparison() {}

  static boolean test(Operator operator, Value left, Value right) {
    return switch (operator) {
      case EQUAL -> equal(left, right);
      case NOT_EQUAL -> !equal(left, right);
      case LESS -> less(left, right);
      case LESS_OR_EQUAL -> equal(left, right) || less(left, right);
      case GREATER -> less(right, left);
      case GREATER_OR_EQUAL -> equal(left, right) || less(right, left);
      case AND, OR -> throw new IllegalArgumentException(operator + " does not compare");
    };
  }

  @SuppressWarnings("ReferenceEquality") // arrays and objects have no other equality
  static boolean equal(Value left, Value right) {
    if (left instanceof StringValue(var one) && right instanceof StringValue(var other)) {
      return Folding.same(one, other);
    }
    if (left.kind() == right.kind() && !left.primitive()) {
      return left == right;
    }
    return left.number() == right.number();
  }

  private static boolean less(Value left, Value right) {
    if (left instanceof StringValue(var one) && right instanceof StringValue(var other)) {
      return Folding.compare(one, other) < 0;
    }
    return left.number() < right.number();
  }
}
