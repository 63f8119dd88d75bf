package dev.slipway.dockerfile.plan;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The variables of a stage at one place: ENV beats ARG. Both flow into a stage that is built FROM
 * this one, and into no other.
 */
final class Scope {
  private final Map<String, Optional<String>> arguments;
  private final Map<String, String> environment;

  private Scope(Map<String, Optional<String>> arguments, Map<String, String> environment) {
    this.arguments = new LinkedHashMap<>(arguments);
    this.environment = new LinkedHashMap<>(environment);
  }

  static Scope of(Map<String, String> environment) {
    return new Scope(Map.of(), environment);
  }

  Scope copy() {
    return new Scope(arguments, environment);
  }

  void argument(String name, Optional<String> value) {
    arguments.put(name, value);
  }

  void environment(String name, String value) {
    environment.put(name, value);
  }

  Map<String, String> environment() {
    return Collections.unmodifiableMap(environment);
  }

  boolean declares(String name) {
    return arguments.containsKey(name);
  }

  /** What words are expanded with and commands see. */
  Map<String, String> variables() {
    var all = new LinkedHashMap<String, String>();
    arguments.forEach((name, value) -> value.ifPresent(v -> all.put(name, v)));
    all.putAll(environment);
    return all;
  }

  /** The declared arguments with the values commands see, as histories list them. */
  Map<String, String> declared() {
    var all = new LinkedHashMap<String, String>();
    arguments.forEach(
        (name, value) -> all.put(name, environment.getOrDefault(name, value.orElse(""))));
    return all;
  }
}
