package dev.slipway.delivery.release;

import java.util.Locale;

/** Where a release stands. */
public enum ReleaseState {
  /** It has landed; its pods are not all ready yet. */
  ROLLING_OUT,
  /** All its pods became ready and nothing newer has replaced it. */
  SERVING,
  /** It cannot become ready, and runs still, at least in part. */
  FAILED,
  /** An older release was put back in its place. */
  ROLLED_BACK,
  /** A newer one took its place. */
  SUPERSEDED;

  /** {@code rolling out}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
