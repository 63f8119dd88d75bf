package dev.slipway.workflow.syntax;

import dev.slipway.workflow.expression.Value;
import dev.slipway.workflow.syntax.Trigger.Input;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Inputs and secrets of a call against what the called workflow declares. */
final class CallChecker {
  private final Job.Call call;
  private final Trigger.Call declared;
  private final Problems problems;

  CallChecker(Job.Call call, Workflow workflow, Problems problems) {
    this.call = call;
    this.declared =
        workflow.call().orElseGet(() -> new Trigger.Call(List.of(), List.of(), List.of()));
    this.problems = problems;
  }

  void check() {
    List<Fields.Field> given = call.with().map(Fields::of).map(Fields::all).orElse(List.of());
    given.forEach(this::checkInput);
    boolean dynamic = call.with().map(CallChecker::hasDynamicKeys).orElse(false);
    for (Input input : declared.inputs()) {
      if (input.required() && !dynamic && missing(given, input.name())) {
        problems.add(
            call.usesAt(),
            "Input " + input.name() + " is required, but not provided while calling.",
            "Add it to with.");
      }
    }
    if (call.secrets() instanceof Job.NamedSecrets named) {
      checkSecrets(named.secrets().map(Fields::new).map(Fields::all).orElse(List.of()));
    }
  }

  /** Inputs that come from an expression are known only in a run. */
  private static boolean hasDynamicKeys(Data with) {
    return !(with instanceof Data.Entries entries)
        || entries.entries().stream().anyMatch(e -> !(e.key() instanceof Data.Key.Name));
  }

  private static boolean missing(List<Fields.Field> given, String name) {
    return given.stream().noneMatch(field -> field.name().equalsIgnoreCase(name));
  }

  private void checkInput(Fields.Field field) {
    Optional<Input> input =
        declared.inputs().stream().filter(i -> i.name().equalsIgnoreCase(field.name())).findFirst();
    if (input.isEmpty()) {
      problems.add(
          field.value().at(),
          "Invalid input, " + field.name() + " is not defined in the referenced workflow.",
          Wording.keys(
              declared.inputs().stream().map(Input::name).collect(Collectors.toSet()),
              field.name()));
    } else if (field.value() instanceof Data.Literal literal && !fits(input.get(), literal)) {
      problems.add(
          literal.at(),
          "The input '%s' is a %s, and '%s' is none"
              .formatted(
                  field.name(),
                  input.get().type().name().toLowerCase(Locale.ROOT),
                  literal.value().text()));
    }
  }

  private static boolean fits(Input input, Data.Literal literal) {
    Value.Kind kind = literal.value().kind();
    return switch (input.type()) {
      case BOOLEAN -> kind == Value.Kind.BOOLEAN;
      case NUMBER -> kind == Value.Kind.NUMBER;
      case STRING, CHOICE, ENVIRONMENT -> true;
    };
  }

  private void checkSecrets(List<Fields.Field> given) {
    for (Fields.Field field : given) {
      if (declared.secrets().stream().noneMatch(s -> s.name().equalsIgnoreCase(field.name()))) {
        problems.add(
            field.value().at(),
            "Invalid secret, " + field.name() + " is not defined in the referenced workflow.",
            Wording.keys(
                declared.secrets().stream().map(Trigger.Secret::name).collect(Collectors.toSet()),
                field.name()));
      }
    }
    for (Trigger.Secret secret : declared.secrets()) {
      if (secret.required() && missing(given, secret.name())) {
        problems.add(
            call.usesAt(),
            "Secret " + secret.name() + " is required, but not provided while calling.",
            "Add it to secrets, or write secrets: inherit.");
      }
    }
  }
}
