package dev.slipway.manifest.validation;

import dev.slipway.manifest.LabelSelector;
import dev.slipway.manifest.LabelSelector.Requirement;
import java.util.List;
import java.util.Optional;

/** Rules for selectors that a client writes as text. */
public final class SelectorText {
  private SelectorText() {}

  /** The first problem of the keys and values of {@code selector}; empty when there is none. */
  public static Optional<FieldProblem> problem(LabelSelector selector) {
    return selector.requirements().stream().flatMap(r -> problem(r).stream()).findFirst();
  }

  private static Optional<FieldProblem> problem(Requirement requirement) {
    List<String> ofKey = Names.qualified(requirement.key());
    if (!ofKey.isEmpty()) {
      return invalid("key", requirement.key(), ofKey);
    }
    boolean compares =
        switch (requirement.operator()) {
          case GREATER, LESS -> true;
          case IN, NOT_IN, EXISTS, DOES_NOT_EXIST -> false;
        };
    int index = 0;
    for (String value : requirement.values()) {
      if (compares && !value.matches("[+-]?[0-9]{1,18}")) {
        return invalid(
            "values[" + index + "]",
            value,
            List.of("for 'Gt', 'Lt' operators, the value must be an integer"));
      }
      List<String> ofValue = Names.labelValue(value);
      if (!ofValue.isEmpty()) {
        return invalid("values[" + index + "][" + requirement.key() + "]", value, ofValue);
      }
      index++;
    }
    return Optional.empty();
  }

  private static Optional<FieldProblem> invalid(String field, String value, List<String> why) {
    return Optional.of(FieldProblem.invalidText(field, value, String.join("; ", why)));
  }
}
