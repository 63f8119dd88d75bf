package dev.slipway.workflow.expression;

import java.util.List;
import java.util.Optional;

/** What waits, while an expression is read, for operands that come later. */
sealed interface Pending {
  record Binary(Operator operator) implements Pending {}

  record Not() implements Pending {}

  record Group() implements Pending {}

  record Index() implements Pending {}

  record Call(Token token, Callee callee, int arguments) implements Pending {
    Call withArgument() {
      return new Call(token, callee, arguments + 1);
    }
  }

  /** A function by its proper name; one without a built-in is the scope's. */
  record Callee(String name, Arity arity, Optional<BuiltIn> builtIn) {
    Node call(List<Node> arguments) {
      return builtIn
          .<Node>map(function -> new Node.BuiltInCall(function, arguments))
          .orElseGet(() -> new Node.ScopeCall(name, arguments));
    }
  }
}
