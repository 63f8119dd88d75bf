package dev.slipway.runner.action;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What an action's {@code action.yml} would say.
 *
 * @param name as in {@code uses}, without the version: {@code actions/checkout}, {@code
 *     actions/cache/restore}
 * @param versions the majors that are understood, such as {@code v4}; a full version {@code v4.2.1}
 *     counts as its major
 * @param inputs in the order of the real action
 * @param outputs the names of its outputs
 * @param post whether there is something to do after the job's last step, and when
 */
public record ActionManifest(
    String name, Set<String> versions, List<Input> inputs, List<String> outputs, Post post) {
  public ActionManifest {
    versions = Set.copyOf(versions);
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }

  /** When the post step runs. */
  public enum Post {
    NONE,
    /** {@code post-if: always()}. */
    ALWAYS,
    /** {@code post-if: success()}: only when no step of the job has failed. */
    ON_SUCCESS
  }

  /**
   * One input.
   *
   * @param name as written in {@code with}
   * @param fallback its value when the step does not give one; empty for none
   * @param required whether the step must give it
   */
  public record Input(String name, String fallback, Need required) {}

  /** Whether a step must give an input. */
  public enum Need {
    OPTIONAL,
    REQUIRED
  }

  /**
   * The values of all inputs.
   *
   * @param with what the step gives
   */
  public Map<String, String> values(Map<String, String> with) {
    var given = new LinkedHashMap<String, String>();
    with.forEach((name, value) -> given.put(name.toLowerCase(Locale.ROOT), value));
    var values = new LinkedHashMap<String, String>();
    for (Input input : inputs) {
      values.put(
          input.name, given.getOrDefault(input.name.toLowerCase(Locale.ROOT), input.fallback));
    }
    return values;
  }

  /** What GitHub would warn about: inputs that the action does not have; empty when all is well. */
  public Optional<String> unexpected(Set<String> given) {
    var unknown = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    unknown.addAll(given);
    inputs.forEach(input -> unknown.remove(input.name));
    if (unknown.isEmpty()) {
      return Optional.empty();
    }
    var valid = inputs.stream().map(input -> "'" + input.name + "'").toList();
    return Optional.of(
        "Unexpected input(s) "
            + String.join(", ", unknown.stream().map(name -> "'" + name + "'").toList())
            + ", valid inputs are ["
            + String.join(", ", valid)
            + "]");
  }

  /** The inputs that must be given and are not. */
  public List<String> missing(Map<String, String> with) {
    var values = values(with);
    return inputs.stream()
        .filter(input -> input.required == Need.REQUIRED)
        .map(Input::name)
        .filter(name -> values.getOrDefault(name, "").isEmpty())
        .toList();
  }
}
