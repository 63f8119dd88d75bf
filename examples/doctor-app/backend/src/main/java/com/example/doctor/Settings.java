package com.example.doctor;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * What the environment decides; every variable has a default that works without any other service.
 */
record Settings(int port, Build build, Shutdown shutdown, Optional<LanguageModel.Settings> model) {

  /** What is running: shown by {@code /health}, so that a rollout can be watched from outside. */
  record Build(String version, String commit) {}

  /**
   * How the service leaves.
   *
   * @param drain how long it still accepts requests after SIGTERM, while load balancers learn of it
   * @param grace how long it then waits for requests in flight
   */
  record Shutdown(Duration drain, Duration grace) {}

  /** Thrown when a variable's value cannot be used; the message names variable and remedy. */
  static final class InvalidException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    InvalidException(String variable, String value, String wanted) {
      super("%s is \"%s\"; it must be %s".formatted(variable, value, wanted));
    }
  }

  static Settings from(Map<String, String> environment) {
    return new Settings(
        number(environment, "PORT", 8000, 0, 65535),
        new Build(
            text(environment, "APP_VERSION").orElse("development"),
            text(environment, "APP_COMMIT").orElse("unknown")),
        new Shutdown(
            Duration.ofSeconds(number(environment, "SHUTDOWN_DRAIN_SECONDS", 0, 0, 600)),
            Duration.ofSeconds(number(environment, "SHUTDOWN_GRACE_SECONDS", 20, 0, 600))),
        text(environment, "CLAUDE_API_KEY").map(key -> model(environment, key)));
  }

  private static LanguageModel.Settings model(Map<String, String> environment, String key) {
    return new LanguageModel.Settings(
        address(environment, "CLAUDE_API_URL", "https://api.anthropic.com"),
        new Secret(key),
        text(environment, "CLAUDE_MODEL").orElse("claude-sonnet-4-5"),
        Duration.ofMillis(number(environment, "CLAUDE_TIMEOUT_MS", 15_000, 1, 120_000)));
  }

  private static Optional<String> text(Map<String, String> environment, String variable) {
    return Optional.ofNullable(environment.get(variable))
        .map(String::strip)
        .filter(v -> !v.isEmpty());
  }

  private static int number(
      Map<String, String> environment, String variable, int otherwise, int least, int most) {
    Optional<String> value = text(environment, variable);
    if (value.isEmpty()) {
      return otherwise;
    }
    try {
      int number = Integer.parseInt(value.get());
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Falls through: the message below is the same for "abc" and for a number out of range.
    }
    throw new InvalidException(
        variable, value.get(), "a whole number from %d to %d".formatted(least, most));
  }

  private static URI address(Map<String, String> environment, String variable, String otherwise) {
    String value = text(environment, variable).orElse(otherwise);
    try {
      URI address = URI.create(value);
      if (address.getHost() != null
          && ("https".equals(address.getScheme()) || "http".equals(address.getScheme()))) {
        return address;
      }
    } catch (IllegalArgumentException e) {
      // Falls through: not an address at all, or not one of http.
    }
    throw new InvalidException(variable, value, "an http or https address");
  }
}
