package dev.slipway.runner.command;

import java.util.Map;

/** Whether output may set variables and PATH: anything a step prints could then do so. */
public enum UnsecureCommands {
  REFUSED,
  ALLOWED;

  static final String VARIABLE = "ACTIONS_ALLOW_UNSECURE_COMMANDS";

  /** What a step's environment says. */
  public static UnsecureCommands of(Map<String, String> environment) {
    return "true".equalsIgnoreCase(environment.getOrDefault(VARIABLE, "")) ? ALLOWED : REFUSED;
  }
}
