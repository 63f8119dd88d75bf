package dev.slipway.workflow.event;

import dev.slipway.base.InputException;
import dev.slipway.workflow.expression.ObjectValue;
import dev.slipway.workflow.expression.Value;
import dev.slipway.workflow.syntax.Data;
import dev.slipway.workflow.syntax.Trigger;
import dev.slipway.workflow.syntax.Trigger.Input;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The inputs of a manual start: what was given, defaults for the rest, everything checked. */
public final class DispatchInputs {
  private DispatchInputs() {}

  /**
   * The context {@code inputs}.
   *
   * @param given text by input name
   * @throws InputException for an unknown, missing or ill-typed input
   */
  public static ObjectValue resolve(Trigger trigger, Map<String, String> given) {
    for (String name : given.keySet()) {
      if (trigger.inputs().stream().noneMatch(i -> i.name().equalsIgnoreCase(name))) {
        throw wrong(
            name,
            "is not an input of this workflow",
            trigger.inputs().isEmpty()
                ? "The workflow takes none."
                : "It takes "
                    + trigger.inputs().stream().map(Input::name).collect(Collectors.joining(", "))
                    + ".");
      }
    }
    ObjectValue.Builder inputs = ObjectValue.builder();
    for (Input input : trigger.inputs()) {
      inputs.put(input.name(), value(input, find(given, input.name())));
    }
    return inputs.build();
  }

  private static Optional<String> find(Map<String, String> given, String name) {
    return given.entrySet().stream()
        .filter(e -> e.getKey().equalsIgnoreCase(name))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  private static Value value(Input input, Optional<String> given) {
    Optional<String> text = given.or(() -> input.fallback().flatMap(DispatchInputs::constant));
    if (input.required()
        && text.filter(t -> !t.isEmpty()).isEmpty()
        && given.isEmpty()
        && input.fallback().isEmpty()) {
      throw wrong(input.name(), "is required", "Give it a value.");
    }
    String written = text.orElse("");
    return switch (input.type()) {
      case BOOLEAN -> bool(input, written);
      case NUMBER -> number(input, written);
      case CHOICE -> choice(input, written);
      case STRING, ENVIRONMENT -> Value.of(written);
    };
  }

  private static Optional<String> constant(Data data) {
    return data instanceof Data.Literal literal
        ? Optional.of(literal.value().text())
        : Optional.empty();
  }

  private static Value bool(Input input, String text) {
    return switch (text) {
      case "true" -> Value.of(true);
      case "false", "" -> Value.of(false);
      default -> throw wrong(input.name(), "must be true or false, not " + text, "");
    };
  }

  private static Value number(Input input, String text) {
    double number = Value.of(text).number();
    if (text.isEmpty() || Double.isNaN(number)) {
      if (text.isEmpty()) {
        return Value.of("");
      }
      throw wrong(input.name(), "must be a number, not " + text, "");
    }
    return Value.of(number);
  }

  private static Value choice(Input input, String text) {
    if (text.isEmpty() && !input.options().isEmpty()) {
      return Value.of(input.options().getFirst());
    }
    if (!input.options().contains(text)) {
      throw wrong(input.name(), "must be one of " + input.options() + ", not " + text, "");
    }
    return Value.of(text);
  }

  private static InputException wrong(String input, String problem, String hint) {
    return new InputException(
        InputException.Position.of("inputs"), "the input '" + input + "' " + problem, hint);
  }
}
