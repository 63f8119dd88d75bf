package dev.slipway.workflow.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.workflow.plan.Concurrency.Arrival;
import dev.slipway.workflow.plan.Concurrency.Queue;
import dev.slipway.workflow.plan.Concurrency.Request;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ConcurrencyTest {
  private static final Request SINGLE = new Request("g", false, Queue.SINGLE);
  private static final Request CANCELLING = new Request("g", true, Queue.SINGLE);
  private static final Request MAX = new Request("g", false, Queue.MAX);

  @Test
  void theFirstStartsTheSecondWaits() {
    Arrival first = Concurrency.FREE.arrive("1", SINGLE);
    assertThat(first.starts()).isTrue();
    Arrival second = first.after().arrive("2", SINGLE);
    assertThat(second.starts()).isFalse();
    assertThat(second.cancelled()).isEmpty();
    assertThat(second.after().waiting()).containsExactly("2");
  }

  @Test
  void aNewcomerReplacesTheOneThatWaits() {
    Concurrency busy = Concurrency.FREE.arrive("1", SINGLE).after().arrive("2", SINGLE).after();
    Arrival third = busy.arrive("3", SINGLE);
    assertThat(third.cancelled()).containsExactly("2");
    assertThat(third.after()).isEqualTo(new Concurrency(Optional.of("1"), java.util.List.of("3")));
  }

  @Test
  void withCancelInProgressTheRunningOneEndsToo() {
    Concurrency busy = Concurrency.FREE.arrive("1", SINGLE).after().arrive("2", SINGLE).after();
    Arrival third = busy.arrive("3", CANCELLING);
    assertThat(third.cancelled()).containsExactly("2", "1");
    assertThat(third.starts()).as("the running one still holds the group").isFalse();
    assertThat(third.after().leave("1").starts()).contains("3");
  }

  @Test
  void aLongQueueKeepsAllInOrder() {
    Concurrency group = Concurrency.FREE;
    for (int i = 0; i <= Concurrency.LONGEST_QUEUE; i++) {
      group = group.arrive(Integer.toString(i), MAX).after();
    }
    assertThat(group.waiting()).hasSize(Concurrency.LONGEST_QUEUE).startsWith("1", "2");
    assertThat(group.arrive("late", MAX).cancelled()).containsExactly("late");
    assertThat(group.leave("0").starts()).contains("1");
  }

  @Test
  void whoNoLongerWaitsLeavesTheQueue() {
    Concurrency busy = Concurrency.FREE.arrive("1", SINGLE).after().arrive("2", SINGLE).after();
    Concurrency.Departure departure = busy.leave("2");
    assertThat(departure.starts()).isEmpty();
    assertThat(departure.after().leave("1").after()).isEqualTo(Concurrency.FREE);
  }
}
