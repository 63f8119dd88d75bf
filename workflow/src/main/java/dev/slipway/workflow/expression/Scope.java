package dev.slipway.workflow.expression;

import java.util.List;
import java.util.Map;

/**
 * Where an expression gets its contexts from, and who evaluates functions it does not know itself.
 */
public interface Scope {
  /**
   * The value of a root context. Returning the same object each time keeps {@code x == x} true.
   *
   * @param name as spelled in the {@link Names} the expression was parsed with
   */
  Value context(String name);

  /**
   * Calls a function.
   *
   * @param function as spelled in the {@link Names} the expression was parsed with
   */
  Value call(String function, List<Value> arguments);

  /** Fixed contexts and no functions. */
  static Scope of(Map<String, Value> contexts) {
    Map<String, Value> fixed = Map.copyOf(contexts);
    return new Scope() {
      @Override
      public Value context(String name) {
        return fixed.getOrDefault(name, NullValue.NULL);
      }

      @Override
      public Value call(String function, List<Value> arguments) {
        throw ExpressionException.evaluation("The function '" + function + "' has no value here.");
      }
    };
  }
}
