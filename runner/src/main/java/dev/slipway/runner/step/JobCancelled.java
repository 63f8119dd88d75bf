package dev.slipway.runner.step;

/** A job was cancelled before its first step; none of its steps is run, {@code always()} or not. */
public final class JobCancelled extends Exception {
  private static final long serialVersionUID = 1L;

  JobCancelled(String reason) {
    super(reason);
  }
}
