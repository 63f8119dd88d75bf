package dev.slipway.workflow.plan;

import dev.slipway.workflow.expression.ObjectValue;
import dev.slipway.workflow.expression.Scope;
import dev.slipway.workflow.expression.Value;
import dev.slipway.workflow.plan.Concurrency.Queue;
import dev.slipway.workflow.plan.Concurrency.Request;
import dev.slipway.workflow.syntax.Data;
import dev.slipway.workflow.syntax.Evaluation;

/** What {@code concurrency:} asks for once evaluated. */
final class ConcurrencyRequests {
  private ConcurrencyRequests() {}

  static Request read(Data data, Scope scope) {
    Value value = Evaluation.value(data, scope);
    if (value instanceof ObjectValue object) {
      return new Request(
          group(object.get("group").map(Value::text).orElse("")),
          object.get("cancel-in-progress").map(Evaluation::isTrue).orElse(false),
          object.get("queue").filter(q -> q.text().equals("max")).isPresent()
              ? Queue.MAX
              : Queue.SINGLE);
    }
    return new Request(group(value.text()), false, Queue.SINGLE);
  }

  private static String group(String name) {
    if (name.isBlank()) {
      throw new PlanException("The concurrency group's name is empty");
    }
    return name;
  }
}
