package dev.slipway.kubernetes.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.testing.ManualClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class WorkQueueTest {
  private final ManualClock clock = new ManualClock(Instant.EPOCH.plus(Duration.ofDays(9000)));
  private final WorkQueue<String> queue = new WorkQueue<>(clock);

  @Test
  void aKeyThatIsDueLaterComesInItsTurn() throws InterruptedException {
    queue.addAfter("late", Duration.ofMinutes(2));
    queue.addAfter("soon", Duration.ofMinutes(1));
    clock.pass(Duration.ofMinutes(1));
    assertThat(queue.take()).contains("soon");
    clock.pass(Duration.ofMinutes(1));
    assertThat(queue.take()).contains("late");
  }

  @Test
  void nothingWaitsLongerBecauseTheClockWasSetBack() throws InterruptedException {
    queue.addAfter("retried", Duration.ofSeconds(30));
    clock.pass(Duration.ofDays(-400));
    queue.add("now");
    assertThat(queue.take()).contains("now");
    clock.pass(Duration.ofSeconds(30));
    assertThat(queue.take()).contains("retried");
  }
}
