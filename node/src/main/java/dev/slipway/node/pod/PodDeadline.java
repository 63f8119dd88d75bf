package dev.slipway.node.pod;

import dev.slipway.manifest.KubeObject;
import dev.slipway.manifest.Timestamps;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/** Until when a pod may be active on its node: {@code activeDeadlineSeconds} after its start. */
final class PodDeadline {
  static final PodBoard.Failure EXCEEDED =
      new PodBoard.Failure(
          "DeadlineExceeded", "Pod was active on the node longer than the specified deadline");

  private final PodClock clock;
  private final Supplier<KubeObject> pod;

  /** In steady time, once it is known. */
  private Optional<Instant> began = Optional.empty();

  PodDeadline(PodClock clock, Supplier<KubeObject> pod) {
    this.clock = clock;
    this.pod = pod;
  }

  /** Waits for it, wherever it is moved meanwhile; false when the pod is to end before. */
  boolean await() throws InterruptedException {
    Duration left = left();
    while (left.isPositive()) {
      if (clock.pauseUntilNudged(left)) {
        return false;
      }
      left = left();
    }
    return true;
  }

  private Duration left() {
    Instant now = clock.steady();
    if (began.isEmpty()) {
      began =
          Timestamps.parse(pod.get().status().path("startTime").asString(""))
              .map(clock::steady)
              .map(since -> since.isBefore(now) ? since : now);
    }
    long seconds = pod.get().spec().path("activeDeadlineSeconds").asLong(0);
    return Duration.between(now, began.orElse(now).plusSeconds(seconds));
  }
}
