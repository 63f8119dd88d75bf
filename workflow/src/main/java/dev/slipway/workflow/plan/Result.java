package dev.slipway.workflow.plan;

import java.util.Locale;

/** How a job or a run ended. */
public enum Result {
  SUCCESS,
  FAILURE,
  CANCELLED,
  SKIPPED;

  /** As contexts and APIs spell it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
