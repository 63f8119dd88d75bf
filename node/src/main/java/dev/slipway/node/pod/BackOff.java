package dev.slipway.node.pod;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How long to wait before the next try: nothing the first time, then 10 s, doubling to 5 minutes;
 * forgotten when nothing went wrong for 10 minutes (kubelet.go). For one thread.
 */
final class BackOff {
  private static final Duration FIRST = Duration.ofSeconds(10);
  private static final Duration LAST = Duration.ofMinutes(5);
  private static final Duration FORGOTTEN = Duration.ofMinutes(10);

  private Duration delay = Duration.ZERO;
  private Optional<Instant> last = Optional.empty();

  /** Notes a failure and tells how long to wait. */
  Duration next(Instant now) {
    boolean fresh = last.filter(t -> t.plus(delay).plus(FORGOTTEN).isAfter(now)).isEmpty();
    Duration wait = fresh ? Duration.ZERO : delay.isZero() ? FIRST : delay.multipliedBy(2);
    delay = wait.compareTo(LAST) > 0 ? LAST : wait;
    last = Optional.of(now);
    return delay;
  }

  /** Goes on from what was known before this process started. */
  void resume(int failures, Instant lastFailure) {
    for (int i = 0; i < Math.min(failures, 8); i++) {
      next(lastFailure);
    }
  }
}
