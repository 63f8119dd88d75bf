package dev.slipway.runner.run;

import java.util.Locale;

/** Where a run, a job or a step is. */
public enum RunStatus {
  /** It will run. */
  QUEUED,
  /** It cannot run yet; the reason says why. */
  WAITING,
  RUNNING,
  COMPLETED;

  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  static RunStatus of(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT));
  }
}
