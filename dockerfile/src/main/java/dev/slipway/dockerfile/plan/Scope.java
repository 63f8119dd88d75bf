package dev.slipway.dockerfile.plan;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The variables of a stage at one place. ENV beats the ARG before it; an ARG that has a value and
 * comes after an ENV is seen by commands and words from there on, as in BuildKit, while the image
 * keeps the ENV's. Both flow into a stage that is built FROM this one, and into no other.
 */
final class Scope {
  private final Map<String, Optional<String>> arguments;
  private final Map<String, String> environment;
  private final Map<String, String> variables;

  private Scope(
      Map<String, Optional<String>> arguments,
      Map<String, String> environment,
      Map<String, String> variables) {
    this.arguments = new LinkedHashMap<>(arguments);
    this.environment = new LinkedHashMap<>(environment);
    this.variables = new LinkedHashMap<>(variables);
  }

  static Scope of(Map<String, String> environment) {
    return new Scope(Map.of(), environment, environment);
  }

  /**
   * For a stage that is built from this one: it has the values, but declared nothing itself. There
   * ENV beats every ARG: it is in the image that the stage begins with.
   */
  Scope child() {
    var all = new LinkedHashMap<>(variables);
    all.putAll(environment);
    return new Scope(Map.of(), environment, all);
  }

  void argument(String name, Optional<String> value) {
    arguments.put(name, value);
    value.ifPresent(v -> variables.put(name, v));
  }

  void environment(String name, String value) {
    environment.put(name, value);
    variables.put(name, value);
  }

  Map<String, String> environment() {
    return Collections.unmodifiableMap(environment);
  }

  /** What words are expanded with and commands see. */
  Map<String, String> variables() {
    return Collections.unmodifiableMap(new LinkedHashMap<>(variables));
  }

  /** The declared arguments with the values commands see, as histories list them. */
  Map<String, String> declared() {
    var all = new LinkedHashMap<String, String>();
    arguments.forEach(
        (name, value) -> all.put(name, variables.getOrDefault(name, value.orElse(""))));
    return all;
  }
}
