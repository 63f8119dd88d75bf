package dev.slipway.workflow.expression;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Finished operands and waiting operators of an expression being read. Both are kept on stacks of
 * their own, so that ten thousand brackets cost no call stack; the depth of the tree is limited.
 */
final class TreeBuilder {
  static final int MAX_DEPTH = 50;

  private final Deque<Pending> pending = new ArrayDeque<>();
  private final Deque<Operand> operands = new ArrayDeque<>();

  private record Operand(Node node, int depth) {}

  void leaf(Node node) {
    push(node, 1);
  }

  /** Puts a node above the last operand. */
  void wrap(UnaryOperator<Node> parent) {
    combine(1, nodes -> parent.apply(nodes.getFirst()));
  }

  void index() {
    combine(2, nodes -> new Node.Index(nodes.get(0), nodes.get(1)));
  }

  void call(Pending.Call call) {
    combine(call.arguments(), call.callee()::call);
  }

  void await(Pending what) {
    pending.push(what);
  }

  void await(Operator operator) {
    while (!pending.isEmpty() && bindsTighter(pending.element(), operator)) {
      reduce();
    }
    pending.push(new Pending.Binary(operator));
  }

  /**
   * Finishes all operators since the last bracket and takes that bracket; empty if there is none.
   */
  Optional<Pending> closeBracket() {
    while (pending.peek() instanceof Pending.Binary || pending.peek() instanceof Pending.Not) {
      reduce();
    }
    return Optional.ofNullable(pending.poll());
  }

  Node root() {
    return operands.pop().node();
  }

  private static boolean bindsTighter(Pending left, Operator right) {
    return switch (left) {
      case Pending.Not() -> true;
      case Pending.Binary(var operator) -> operator.takesOperandFrom(right);
      case Pending.Group(), Pending.Index() -> false;
      case Pending.Call _ -> false;
    };
  }

  /** Finishes the topmost operator, or the whole chain of one logical operator. */
  private void reduce() {
    if (pending.pop() instanceof Pending.Binary binary) {
      reduce(binary);
    } else {
      wrap(Node.Not::new);
    }
  }

  private void reduce(Pending.Binary binary) {
    var operator = binary.operator();
    int count = 2;
    while (operator.logical() && binary.equals(pending.peek())) {
      pending.pop();
      count++;
    }
    combine(
        count,
        nodes ->
            switch (operator) {
              case AND -> new Node.And(nodes);
              case OR -> new Node.Or(nodes);
              default -> new Node.Compare(operator, nodes.get(0), nodes.get(1));
            });
  }

  private void combine(int count, Function<List<Node>, Node> parent) {
    List<Node> children = new ArrayList<>(count);
    int depth = 0;
    for (int i = 0; i < count; i++) {
      var child = operands.pop();
      children.add(child.node());
      depth = Math.max(depth, child.depth());
    }
    Collections.reverse(children);
    push(parent.apply(List.copyOf(children)), depth + 1);
  }

  private void push(Node node, int depth) {
    if (depth > MAX_DEPTH) {
      throw new ExpressionException(
          ExpressionException.Kind.PARSING, "Exceeded max expression depth " + MAX_DEPTH, 0);
    }
    operands.push(new Operand(node, depth));
  }
}
