package dev.slipway.workflow.syntax;

import dev.slipway.base.InputException.Position;
import dev.slipway.workflow.expression.Value;
import dev.slipway.workflow.syntax.Trigger.Input;
import dev.slipway.workflow.syntax.Trigger.InputType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Inputs of manual starts and of calls. */
final class InputBuilder {
  private static final int MOST = 25;

  private final Problems problems;

  InputBuilder(Problems problems) {
    this.problems = problems;
  }

  List<Input> dispatch(Fields settings, Position at) {
    List<Input> inputs = inputs(settings.map("inputs"));
    if (inputs.size() > MOST) {
      problems.add(
          at,
          "workflow_dispatch has " + inputs.size() + " inputs, at most " + MOST + " are possible",
          "Put several values into one input, as JSON.");
    }
    inputs.forEach(input -> checkOptions(input, Fields.of(field(settings, input))));
    return inputs;
  }

  private static Data field(Fields settings, Input input) {
    return settings
        .map("inputs")
        .get(input.name())
        .orElseGet(() -> new Data.Entries(input.at(), List.of()));
  }

  List<Input> call(Fields settings) {
    return inputs(settings.map("inputs"));
  }

  private List<Input> inputs(Fields inputs) {
    List<Input> result = new ArrayList<>();
    for (Fields.Field field : inputs.all()) {
      Fields settings = Fields.of(field.value());
      Input input =
          new Input(
              field.name(),
              field.at(),
              type(settings.text("type").orElse("string")),
              settings.text("description").orElse(""),
              settings.isTrue("required"),
              settings.get("default"),
              settings.oneOrMore("options").stream()
                  .flatMap(d -> Fields.text(d).stream())
                  .toList());
      checkDefault(input);
      result.add(input);
    }
    return result;
  }

  private static InputType type(String word) {
    for (InputType type : InputType.values()) {
      if (type.name().toLowerCase(Locale.ROOT).equals(word)) {
        return type;
      }
    }
    return InputType.STRING;
  }

  private void checkOptions(Input input, Fields settings) {
    boolean choice = input.type() == InputType.CHOICE;
    if (choice && input.options().isEmpty()) {
      problems.add(
          input.at(), "The choice '" + input.name() + "' has no options", "List them in options.");
    }
    if (!choice && settings.has("options")) {
      problems.add(
          input.at(),
          "The input '" + input.name() + "' has options but is no choice",
          "Write type: choice.");
    }
    Set<String> seen = new HashSet<>();
    for (Data option : settings.oneOrMore("options")) {
      Fields.text(option)
          .filter(text -> !seen.add(text))
          .ifPresent(text -> problems.add(option.at(), "The option '" + text + "' appears twice"));
    }
  }

  private void checkDefault(Input input) {
    if (!(input.fallback().orElse(null) instanceof Data.Literal literal)) {
      return;
    }
    Optional<String> wanted = mismatch(input, literal.value());
    wanted.ifPresent(want ->
        problems.add(
            literal.at(),
            "The default of the input '%s' must be %s, not '%s'"
                .formatted(input.name(), want, literal.value().text()),
            "Its type is " + input.type().name().toLowerCase(Locale.ROOT) + "."));
  }

  private static Optional<String> mismatch(Input input, Value value) {
    boolean fits =
        switch (input.type()) {
          case BOOLEAN -> value.kind() == Value.Kind.BOOLEAN;
          case NUMBER -> value.kind() == Value.Kind.NUMBER;
          case STRING, ENVIRONMENT -> value.kind() != Value.Kind.BOOLEAN;
          case CHOICE -> input.options().isEmpty() || input.options().contains(value.text());
        };
    String want =
        switch (input.type()) {
          case BOOLEAN -> "true or false";
          case NUMBER -> "a number";
          case STRING, ENVIRONMENT -> "text";
          case CHOICE -> "one of its options";
        };
    return fits ? Optional.empty() : Optional.of(want);
  }
}
