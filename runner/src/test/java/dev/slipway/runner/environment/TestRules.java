package dev.slipway.runner.environment;

import dev.slipway.base.Json;
import java.nio.charset.StandardCharsets;

/** Sets rules as the API would. */
public final class TestRules {
  private TestRules() {}

  /** Of an environment of {@code local/app}. */
  public static void set(EnvironmentStore store, String environment, String rules) {
    store.set(
        "local/app",
        environment,
        RulesJson.read(Json.parse(rules.getBytes(StandardCharsets.UTF_8), "test")),
        "admin");
  }
}
