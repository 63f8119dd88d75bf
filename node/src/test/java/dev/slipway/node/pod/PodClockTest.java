package dev.slipway.node.pod;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.base.Json;
import dev.slipway.manifest.KubeObject;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/** What has begun to count does not care about the machine's clock. */
class PodClockTest {
  private final SetClock shown = new SetClock();
  private final PodClock clock = new PodClock(shown);

  private static final class SetClock extends Clock {
    private Instant now = Instant.parse("2026-05-01T10:00:00Z");

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    void move(Duration by) {
      now = now.plus(by);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {3600, -3600})
  void graceStaysAsLongAsItWas(long seconds) {
    clock.endBy(shown.instant().plusSeconds(30));
    var countDown = clock.countDown(Duration.ofSeconds(20));

    shown.move(Duration.ofSeconds(seconds));

    assertThat(clock.left()).isBetween(Duration.ofSeconds(25), Duration.ofSeconds(30));
    assertThat(countDown.get()).isBetween(Duration.ofSeconds(15), Duration.ofSeconds(20));
  }

  @Test
  void anEarlierEndReplacesALaterOneAlsoAfterAJump() {
    clock.endBy(shown.instant().plusSeconds(30));
    shown.move(Duration.ofHours(-1));
    clock.endBy(shown.instant().plusSeconds(5));
    assertThat(clock.left()).isLessThanOrEqualTo(Duration.ofSeconds(5));

    clock.endBy(shown.instant().plusSeconds(60));
    assertThat(clock.left()).isLessThanOrEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void backOffIsNotForgottenByAJump() {
    var backOff = new BackOff();
    backOff.next(clock.steady());
    backOff.next(clock.steady());

    shown.move(Duration.ofHours(1));

    assertThat(backOff.next(clock.steady())).isEqualTo(Duration.ofSeconds(20));
  }

  @Test
  void whatRanForLongDoesNotWaitForFailuresBefore() {
    var backOff = new BackOff();
    backOff.resume(6, clock.steady(shown.instant().minus(Duration.ofHours(2))));

    assertThat(backOff.next(clock.steady())).isZero();
  }

  @Test
  void aDeadlineIsNotReachedByAJump() throws Exception {
    String text =
        "{\"spec\":{\"activeDeadlineSeconds\":600},\"status\":{\"startTime\":\"2026-05-01T09:59:00Z\"}}";
    KubeObject pod =
        KubeObject.of((ObjectNode) Json.parse(text.getBytes(StandardCharsets.UTF_8), "pod"));
    var looked = new CountDownLatch(2);
    var reached = new AtomicBoolean();
    var deadline =
        new PodDeadline(
            clock,
            () -> {
              looked.countDown();
              return pod;
            });
    Thread waiting =
        Thread.ofVirtual()
            .start(() -> {
              try {
                reached.set(deadline.await());
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    assertThat(looked.await(10, TimeUnit.SECONDS)).isTrue();
    shown.move(Duration.ofHours(1));
    clock.nudge();
    clock.endBy(shown.instant());
    waiting.join();

    assertThat(reached).isFalse();
  }
}
