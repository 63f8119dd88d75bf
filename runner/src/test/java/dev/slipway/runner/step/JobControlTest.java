package dev.slipway.runner.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.runner.Conclusion;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class JobControlTest {
  private final JobControl control = new JobControl();

  @Test
  void aWaitEndsWhenTheJobIsCancelled() {
    Thread waiting = Thread.currentThread();
    Thread.ofVirtual()
        .start(() -> {
          while (waiting.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
          }
          control.cancel("enough");
        });

    assertThatThrownBy(() -> control.whileWanted(new CountDownLatch(1)::await))
        .isInstanceOf(JobCancelled.class)
        .hasMessage("enough");
    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  void aCancelledJobWaitsForNothing() {
    control.cancel("first");
    control.cancel("second");

    assertThatThrownBy(() -> control.whileWanted(() -> assertThat(false).isTrue()))
        .isInstanceOf(JobCancelled.class)
        .hasMessage("first");
    assertThatThrownBy(control::proceed).isInstanceOf(JobCancelled.class);
  }

  @Test
  void aWaitThatIsOverWhenTheJobIsCancelledHasBroughtWhatItWaitedFor() throws Exception {
    control.whileWanted(() -> control.cancel("late"));

    assertThat(Thread.interrupted()).isFalse();
    assertThatThrownBy(control::proceed).isInstanceOf(JobCancelled.class);
  }

  @Test
  void aCancellationInterruptsNothingButAWait() throws Exception {
    control.whileWanted(() -> {});
    control.cancel("enough");

    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  void theEndOfTheProcessIsNoCancellation() {
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> control.whileWanted(new CountDownLatch(1)::await))
        .isInstanceOf(InterruptedException.class);
  }

  @Test
  void isToldOnceThatItIsCancelled() throws Exception {
    assertThat(control.broken()).isEqualTo(Conclusion.FAILURE);
    assertThat(control.takeCancellation()).isFalse();

    control.cancel("enough");

    assertThat(control.broken()).isEqualTo(Conclusion.CANCELLED);
    assertThat(control.await(Duration.ZERO)).isEqualTo(JobControl.Event.CANCELLED);
    assertThat(control.takeCancellation()).isFalse();
    assertThat(control.await(Duration.ZERO)).isEqualTo(JobControl.Event.TIMED_OUT);
  }

  @Test
  void aStepThatHasEndedCountsBeforeACancellation() throws Exception {
    control.stepBegins();
    control.stepEnded();
    control.cancel("enough");

    assertThat(control.await(Duration.ZERO)).isEqualTo(JobControl.Event.STEP_ENDED);
    assertThat(control.takeCancellation()).isTrue();
  }
}
