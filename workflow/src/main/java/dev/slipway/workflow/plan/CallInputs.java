package dev.slipway.workflow.plan;

import dev.slipway.workflow.expression.ObjectValue;
import dev.slipway.workflow.expression.Scope;
import dev.slipway.workflow.expression.Value;
import dev.slipway.workflow.syntax.Evaluation;
import dev.slipway.workflow.syntax.Job;
import dev.slipway.workflow.syntax.Trigger;
import dev.slipway.workflow.syntax.Trigger.Input;
import dev.slipway.workflow.syntax.Workflow;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The context {@code inputs} of a called workflow. */
final class CallInputs {
  private CallInputs() {}

  /**
   * Resolves the inputs.
   *
   * @throws PlanException when a value has the wrong type
   */
  static ObjectValue resolve(Job.Call call, Workflow called, Scope caller) {
    List<Input> declared = called.call().map(Trigger.Call::inputs).orElse(List.of());
    Map<String, Value> given =
        call.with().map(with -> Evaluation.entries(with, caller)).orElse(Map.of());
    for (String name : given.keySet()) {
      if (declared.stream().noneMatch(input -> input.name().equalsIgnoreCase(name))) {
        throw new PlanException(call.uses() + " has no input " + name);
      }
    }
    ObjectValue values = ObjectValue.of(given);
    ObjectValue.Builder inputs = ObjectValue.builder();
    for (Input input : declared) {
      inputs.put(input.name(), value(call, input, values.get(input.name()), caller));
    }
    return inputs.build();
  }

  private static Value value(Job.Call call, Input input, Optional<Value> given, Scope caller) {
    Optional<Value> value =
        given.or(() -> input.fallback().map(data -> Evaluation.value(data, caller)));
    if (value.isEmpty() && input.required()) {
      throw new PlanException("The input " + input.name() + " of " + call.uses() + " is required");
    }
    return switch (input.type()) {
      case BOOLEAN -> bool(call, input, value.orElse(Value.of(false)));
      case NUMBER -> number(call, input, value.orElse(Value.of(0)));
      case STRING, CHOICE, ENVIRONMENT -> Value.of(value.map(Value::text).orElse(""));
    };
  }

  private static Value bool(Job.Call call, Input input, Value value) {
    return switch (value.text()) {
      case "true" -> Value.of(true);
      case "false", "" -> Value.of(false);
      default -> throw wrong(call, input, value, "true or false");
    };
  }

  private static Value number(Job.Call call, Input input, Value value) {
    if (Double.isNaN(value.number())) {
      throw wrong(call, input, value, "a number");
    }
    return Value.of(value.number());
  }

  private static PlanException wrong(Job.Call call, Input input, Value value, String wanted) {
    return new PlanException(
        "The input %s of %s must be %s, not %s"
            .formatted(input.name(), call.uses(), wanted, value.text()));
  }
}
