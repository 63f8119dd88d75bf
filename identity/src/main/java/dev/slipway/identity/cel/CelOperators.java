package dev.slipway.identity.cel;

import dev.slipway.identity.cel.CelValue.Bool;
import dev.slipway.identity.cel.CelValue.Int;
import dev.slipway.identity.cel.CelValue.Mapping;
import dev.slipway.identity.cel.CelValue.Real;
import dev.slipway.identity.cel.CelValue.Sequence;
import dev.slipway.identity.cel.CelValue.Text;
import java.util.ArrayList;
import java.util.Optional;

/** What the binary operators do. */
final class CelOperators {
  private CelOperators() {}

  static CelValue apply(String operator, CelValue left, CelValue right, int offset) {
    return switch (operator) {
      case "==" -> new Bool(equal(left, right));
      case "!=" -> new Bool(!equal(left, right));
      case "in" -> new Bool(contains(left, right, offset));
      case "<" -> new Bool(compare(operator, left, right, offset) < 0);
      case "<=" -> new Bool(compare(operator, left, right, offset) <= 0);
      case ">" -> new Bool(compare(operator, left, right, offset) > 0);
      case ">=" -> new Bool(compare(operator, left, right, offset) >= 0);
      default -> calculate(operator, left, right, offset);
    };
  }

  static boolean equal(CelValue left, CelValue right) {
    return switch (left) {
      case Int(long a) when right instanceof Real(double b) -> (double) a == b;
      case Real(double a) when right instanceof Int(long b) -> a == (double) b;
      case Real(double a) when right instanceof Real(double b) -> a == b;
      case Sequence(var a) when right instanceof Sequence(var b) -> {
        boolean same = a.size() == b.size();
        for (int i = 0; same && i < a.size(); i++) {
          same = equal(a.get(i), b.get(i));
        }
        yield same;
      }
      case Mapping(var a) when right instanceof Mapping(var b) ->
          a.size() == b.size()
              && a.entrySet().stream()
                  .allMatch(e ->
                      Optional.ofNullable(b.get(e.getKey()))
                          .filter(v -> equal(e.getValue(), v))
                          .isPresent());
      default -> left.equals(right);
    };
  }

  private static boolean contains(CelValue item, CelValue container, int offset) {
    return switch (container) {
      case Sequence(var items) -> items.stream().anyMatch(i -> equal(i, item));
      case Mapping(var entries) -> entries.containsKey(item);
      default -> throw noOverload("in", item, container, offset);
    };
  }

  private static int compare(String operator, CelValue left, CelValue right, int offset) {
    return switch (left) {
      case Int(long a) when right instanceof Int(long b) -> Long.compare(a, b);
      case Int(long a) when right instanceof Real(double b) -> Double.compare((double) a, b);
      case Real(double a) when right instanceof Int(long b) -> Double.compare(a, (double) b);
      case Real(double a) when right instanceof Real(double b) -> Double.compare(a, b);
      case Text(String a) when right instanceof Text(String b) -> a.compareTo(b);
      case Bool(boolean a) when right instanceof Bool(boolean b) -> Boolean.compare(a, b);
      default -> throw noOverload(operator, left, right, offset);
    };
  }

  private static CelValue calculate(String operator, CelValue left, CelValue right, int offset) {
    return switch (left) {
      case Int(long a) when right instanceof Int(long b) -> whole(operator, a, b, offset);
      case Real(double a) when right instanceof Real(double b) && !operator.equals("%") ->
          new Real(
              switch (operator) {
                case "+" -> a + b;
                case "-" -> a - b;
                case "*" -> a * b;
                default -> a / b;
              });
      case Text(String a) when right instanceof Text(String b) && operator.equals("+") ->
          new Text(a + b);
      case Sequence(var a) when right instanceof Sequence(var b) && operator.equals("+") -> {
        var all = new ArrayList<>(a);
        all.addAll(b);
        yield new Sequence(all);
      }
      default -> throw noOverload(operator, left, right, offset);
    };
  }

  private static CelValue whole(String operator, long a, long b, int offset) {
    try {
      return new Int(
          switch (operator) {
            case "+" -> Math.addExact(a, b);
            case "-" -> Math.subtractExact(a, b);
            case "*" -> Math.multiplyExact(a, b);
            case "/" -> Math.divideExact(a, b);
            default -> a == Long.MIN_VALUE && b == -1 ? Math.negateExact(a) : a % b;
          });
    } catch (ArithmeticException e) {
      throw new CelException(offset, b == 0 ? "division by zero" : "the number is too large");
    }
  }

  private static CelException noOverload(
      String operator, CelValue left, CelValue right, int offset) {
    return new CelException(
        offset,
        "'"
            + operator
            + "' does not work between "
            + left.kind().text()
            + " and "
            + right.kind().text());
  }
}
