package dev.slipway.runner;

import java.util.Locale;

/** How a step, a job or a run ended, in the words of workflow expressions. */
public enum Conclusion {
  SUCCESS,
  FAILURE,
  CANCELLED,
  SKIPPED;

  /** As expressions and the API spell it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Reads what {@link #text} wrote. */
  public static Conclusion of(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT));
  }
}
