package dev.slipway.runner.action;

import dev.slipway.base.InputException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Inputs as actions read them: trimmed text, YAML's booleans, lists by line or comma. */
public record ActionInputs(Map<String, String> values) {
  public ActionInputs {
    values = Map.copyOf(values);
  }

  public static ActionInputs of(ActionRun run) {
    return new ActionInputs(run.inputs());
  }

  /** Trimmed; empty when it was not given and has no default. */
  public String text(String name) {
    return values.getOrDefault(name, "").strip();
  }

  /** The value when there is one. */
  public Optional<String> optional(String name) {
    String text = text(name);
    return text.isEmpty() ? Optional.empty() : Optional.of(text);
  }

  /**
   * A boolean as YAML 1.2's core schema writes it; an empty one is false.
   *
   * @throws InputException in the words of the actions toolkit
   */
  public boolean isTrue(String name) {
    return switch (text(name)) {
      case "true", "True", "TRUE" -> true;
      case "false", "False", "FALSE", "" -> false;
      default ->
          throw invalid(
              name,
              "Input does not meet YAML 1.2 \"Core Schema\" specification: " + name,
              "write true or false");
    };
  }

  /** A whole number of at least {@code least}. */
  public int number(String name, int least) {
    try {
      int number = Integer.parseInt(text(name));
      if (number >= least) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw invalid(name, "\"" + text(name) + "\" is not a number", "write a whole number");
    }
    throw invalid(name, text(name) + " is too small", "write " + least + " or more");
  }

  /** The lines that are not blank, trimmed. */
  public List<String> lines(String name) {
    return text(name).lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
  }

  /** Lines and, within them, what stands between commas. */
  public List<String> words(String name) {
    return lines(name).stream()
        .flatMap(line -> Stream.of(line.split(",")))
        .map(String::strip)
        .filter(word -> !word.isEmpty())
        .toList();
  }

  /** A mistake in an input. */
  public InputException invalid(String name, String problem, String hint) {
    return new InputException(InputException.Position.of("input " + name), problem, hint);
  }

  /**
   * Refuses inputs that a native action does not have yet, rather than to ignore them.
   *
   * @param instead what to do about it
   */
  public void refuse(String instead, String... names) {
    for (String name : names) {
      if (optional(name).isPresent() && !text(name).equalsIgnoreCase("false")) {
        throw invalid(name, "this input is not supported by the built-in action", instead);
      }
    }
  }
}
