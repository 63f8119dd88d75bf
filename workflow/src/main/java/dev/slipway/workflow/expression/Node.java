package dev.slipway.workflow.expression;

import java.util.List;

/** A parsed expression. */
sealed interface Node {
  record Literal(Value value) implements Node {}

  record Context(String name) implements Node {}

  /** A function of the language. */
  record BuiltInCall(BuiltIn function, List<Node> arguments) implements Node {}

  /** A function the scope evaluates. */
  record ScopeCall(String function, List<Node> arguments) implements Node {}

  record Index(Node target, Node key) implements Node {}

  /** {@code .*} or {@code [*]}. */
  record Every(Node target) implements Node {}

  record Not(Node operand) implements Node {}

  /** A chain of {@code &&}: the first operand that is not true, or the last. */
  record And(List<Node> operands) implements Node {}

  /** A chain of {@code ||}: the first operand that is true, or the last. */
  record Or(List<Node> operands) implements Node {}

  record Compare(Operator operator, Node left, Node right) implements Node {}
}
