package dev.slipway.runner.step;

import dev.slipway.runner.Conclusion;
import dev.slipway.workflow.expression.ExpressionException;
import dev.slipway.workflow.expression.NullValue;
import dev.slipway.workflow.expression.Scope;
import dev.slipway.workflow.expression.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * The contexts and functions of a step's expressions.
 *
 * @param status of the job so far
 * @param hashFiles from patterns to a hash
 */
record StepScope(
    Map<String, Value> contexts, Conclusion status, Function<List<String>, String> hashFiles)
    implements Scope {
  StepScope {
    contexts = Map.copyOf(contexts);
  }

  /** The same with other contexts in the place of some. */
  StepScope with(Map<String, Value> others) {
    if (others.isEmpty()) {
      return this;
    }
    var all = new LinkedHashMap<>(contexts);
    all.putAll(others);
    return new StepScope(all, status, hashFiles);
  }

  /** The same with another status. */
  StepScope at(Conclusion other) {
    return new StepScope(contexts, other, hashFiles);
  }

  @Override
  public Value context(String name) {
    return contexts.getOrDefault(name, NullValue.NULL);
  }

  @Override
  public Value call(String function, List<Value> arguments) {
    return switch (function.toLowerCase(Locale.ROOT)) {
      case "success" -> Value.of(status == Conclusion.SUCCESS);
      case "failure" -> Value.of(status == Conclusion.FAILURE);
      case "cancelled" -> Value.of(status == Conclusion.CANCELLED);
      case "always" -> Value.of(true);
      case "hashfiles" -> Value.of(hashFiles.apply(arguments.stream().map(Value::text).toList()));
      default ->
          throw ExpressionException.evaluation("There is no function " + function + " here.");
    };
  }

  @Override
  public String toString() {
    return "StepScope[" + contexts.keySet() + "]";
  }
}
