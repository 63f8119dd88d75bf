package dev.slipway.daemon;

import dev.slipway.runner.RunSettings;
import java.util.Map;
import java.util.Optional;

/** The secrets and variables of runs, from identity. */
final class WorkflowSettings implements RunSettings {
  private final dev.slipway.identity.secret.Settings settings;

  WorkflowSettings(dev.slipway.identity.secret.Settings settings) {
    this.settings = settings;
  }

  @Override
  public Map<String, String> secrets(String repository, Optional<String> environment) {
    return settings.secretsForRun(repository, environment);
  }

  @Override
  public Map<String, String> variables(String repository, Optional<String> environment) {
    return settings.variablesForRun(repository, environment);
  }
}
