package dev.slipway.workflow.expression;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Evaluates a tree. Its depth is limited, so this may recurse. */
final class Evaluator {
  private final Scope scope;
  private final Memory memory;

  Evaluator(Scope scope, Memory memory) {
    this.scope = scope;
    this.memory = memory;
  }

  /** The value of a node; of all that was needed to find it only the value stays in memory. */
  Value evaluate(Node node) {
    long mark = memory.used();
    var value = compute(node);
    memory.release(mark);
    memory.add(value);
    return value;
  }

  private Value compute(Node node) {
    return switch (node) {
      case Node.Literal(var value) -> value;
      case Node.Context(var name) -> scope.context(name);
      case Node.BuiltInCall(var function, var arguments) ->
          function.call(new Arguments(arguments.size(), i -> evaluate(arguments.get(i)), memory));
      case Node.ScopeCall(var function, var arguments) ->
          scope.call(function, arguments.stream().map(this::evaluate).toList());
      case Node.Index(var target, var key) -> index(evaluate(target), evaluate(key));
      case Node.Every(var target) -> every(evaluate(target));
      case Node.Not(var operand) -> Value.of(!evaluate(operand).truthy());
      case Node.And(var operands) -> firstThat(false, operands);
      case Node.Or(var operands) -> firstThat(true, operands);
      case Node.Compare(var operator, var left, var right) ->
          Value.of(Comparison.test(operator, evaluate(left), evaluate(right)));
    };
  }

  private Value firstThat(boolean decides, List<Node> operands) {
    Value value = NullValue.NULL;
    for (var operand : operands) {
      value = evaluate(operand);
      if (value.truthy() == decides) {
        break;
      }
    }
    return value;
  }

  private static Value index(Value target, Value key) {
    if (target instanceof ArrayValue array && array.filtered()) {
      return ArrayValue.filtered(
          array.items().stream().flatMap(item -> child(item, key).stream()).toList());
    }
    return child(target, key).orElse(NullValue.NULL);
  }

  private static Optional<Value> child(Value target, Value key) {
    return switch (target) {
      case ObjectValue object when key.primitive() -> object.get(key.text());
      case ArrayValue array -> item(array.items(), key.number());
      default -> Optional.empty();
    };
  }

  private static Optional<Value> item(List<Value> items, double position) {
    return position >= 0 && position < items.size()
        ? Optional.of(items.get((int) position))
        : Optional.empty();
  }

  private static Value every(Value target) {
    if (!(target instanceof ArrayValue array && array.filtered())) {
      return ArrayValue.filtered(List.copyOf(children(target)));
    }
    List<Value> all = new ArrayList<>();
    array.items().forEach(item -> all.addAll(children(item)));
    return ArrayValue.filtered(all);
  }

  private static Collection<Value> children(Value value) {
    return switch (value) {
      case ArrayValue array -> array.items();
      case ObjectValue object -> object.values();
      default -> List.of();
    };
  }
}
