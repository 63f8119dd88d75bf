package dev.slipway.runner.step;

import java.time.Duration;

/**
 * A moment to come. How much is left until then does not change when somebody sets the machine's
 * clock, nor while the machine sleeps.
 *
 * @param nanos by {@link System#nanoTime}
 */
record Deadline(long nanos) {

  static Deadline after(Duration time) {
    return new Deadline(System.nanoTime() + time.toNanos());
  }

  /** Negative when it has passed. */
  Duration left() {
    return Duration.ofNanos(nanos - System.nanoTime());
  }

  boolean isBefore(Deadline other) {
    return nanos - other.nanos < 0;
  }
}
