package dev.slipway.node.pod;

import dev.slipway.manifest.KubeObject;
import dev.slipway.manifest.Timestamps;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

/** Until when a pod may be active on its node: {@code activeDeadlineSeconds} after its start. */
final class PodDeadline {
  static final PodBoard.Failure EXCEEDED =
      new PodBoard.Failure(
          "DeadlineExceeded", "Pod was active on the node longer than the specified deadline");

  private final PodClock clock;
  private final Supplier<KubeObject> pod;

  PodDeadline(PodClock clock, Supplier<KubeObject> pod) {
    this.clock = clock;
    this.pod = pod;
  }

  /** Waits for it, wherever it is moved meanwhile; false when the pod is to end before. */
  boolean await() throws InterruptedException {
    Duration left = left();
    while (left.isPositive()) {
      if (clock.pause(left, PodClock.Wake.ALSO_BY_NUDGES)) {
        return false;
      }
      left = left();
    }
    return true;
  }

  private Duration left() {
    Instant since =
        Timestamps.parse(pod.get().status().path("startTime").asString("")).orElseGet(clock::now);
    long seconds = pod.get().spec().path("activeDeadlineSeconds").asLong(0);
    return Duration.between(clock.now(), since.plusSeconds(seconds));
  }
}
