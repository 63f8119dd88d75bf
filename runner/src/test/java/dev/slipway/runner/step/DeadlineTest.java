package dev.slipway.runner.step;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class DeadlineTest {
  @Test
  void theEarlierOneIsBeforeAlsoWhenTheCounterTurnsOver() {
    var early = new Deadline(Long.MAX_VALUE - 1);
    var late = new Deadline(Long.MIN_VALUE + 1);

    assertThat(early.isBefore(late)).isTrue();
    assertThat(late.isBefore(early)).isFalse();
  }

  @Test
  void whatIsLeftOfAPassedOneIsNegative() {
    assertThat(Deadline.after(Duration.ofSeconds(-1)).left()).isNegative();
    assertThat(Deadline.after(Duration.ofDays(365)).left()).isPositive();
  }
}
