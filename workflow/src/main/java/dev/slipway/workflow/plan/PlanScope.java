package dev.slipway.workflow.plan;

import dev.slipway.workflow.expression.NullValue;
import dev.slipway.workflow.expression.ObjectValue;
import dev.slipway.workflow.expression.Scope;
import dev.slipway.workflow.expression.Value;
import java.util.List;
import java.util.Map;

/**
 * The contexts and status functions of a job that is being planned.
 *
 * @param status answers {@code success()} and its kin
 */
record PlanScope(ObjectValue contexts, JobStatus status) implements Scope {
  @Override
  public Value context(String name) {
    return context(contexts, name);
  }

  @Override
  public Value call(String function, List<Value> arguments) {
    return Value.of(status.is(function, arguments.stream().map(Value::text).toList()));
  }

  static Value context(ObjectValue contexts, String name) {
    return contexts.get(name).orElse(NullValue.NULL);
  }

  /** {@code contexts} and more. */
  static ObjectValue with(ObjectValue contexts, Map<String, Value> more) {
    ObjectValue.Builder all = ObjectValue.builder();
    contexts.entries().forEach(all::put);
    more.forEach(all::put);
    return all.build();
  }
}
