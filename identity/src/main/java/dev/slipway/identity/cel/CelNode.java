package dev.slipway.identity.cel;

import java.util.List;
import java.util.Optional;

/** A part of an expression; {@link #start} and {@link #end} are its place in the source. */
sealed interface CelNode {
  int start();

  int end();

  /** A constant. */
  record Literal(CelValue value, int start, int end) implements CelNode {}

  /** A variable. */
  record Name(String name, int start, int end) implements CelNode {}

  /** {@code target.field}. */
  record Select(CelNode target, String field, int start, int end) implements CelNode {}

  /** {@code has(target.field)}. */
  record Has(Select select, int start, int end) implements CelNode {}

  /** {@code target[index]}. */
  record Index(CelNode target, CelNode index, int start, int end) implements CelNode {}

  /** A function, or a method of {@code target}. */
  record Call(
      Optional<CelNode> target, String function, List<CelNode> arguments, int start, int end)
      implements CelNode {}

  /** {@code !operand} or {@code -operand}. */
  record Unary(char operator, CelNode operand, int start, int end) implements CelNode {}

  /** A comparison or a calculation. */
  record Binary(String operator, CelNode left, CelNode right, int start, int end)
      implements CelNode {}

  /** {@code &&} or {@code ||}. */
  record Logical(String operator, CelNode left, CelNode right, int start, int end)
      implements CelNode {
    boolean isAnd() {
      return operator.equals("&&");
    }
  }

  /** {@code condition ? yes : no}. */
  record Conditional(CelNode condition, CelNode yes, CelNode no, int start, int end)
      implements CelNode {}

  /** {@code [a, b]}. */
  record Items(List<CelNode> items, int start, int end) implements CelNode {}

  /** {@code {k: v}}. */
  record Entries(List<CelNode> keys, List<CelNode> values, int start, int end) implements CelNode {}

  /** The parts it is made of, in the order of the source. */
  default List<CelNode> children() {
    return switch (this) {
      case Literal l -> List.of();
      case Name n -> List.of();
      case Select s -> List.of(s.target());
      case Has h -> List.of(h.select().target());
      case Index i -> List.of(i.target(), i.index());
      case Call c ->
          java.util.stream.Stream.concat(c.target().stream(), c.arguments().stream()).toList();
      case Unary u -> List.of(u.operand());
      case Binary b -> List.of(b.left(), b.right());
      case Logical l -> List.of(l.left(), l.right());
      case Conditional c -> List.of(c.condition(), c.yes(), c.no());
      case Items i -> i.items();
      case Entries e ->
          java.util.stream.Stream.concat(e.keys().stream(), e.values().stream()).toList();
    };
  }
}
