package dev.slipway.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PreparedTest {
  @Test
  void isMadeOnceWhileOthersGoOn() {
    var begun = new CountDownLatch(1);
    var made = new AtomicInteger();
    Prepared<Integer> prepared =
        Prepared.begin(
            "count",
            () -> {
              begun.await();
              return made.incrementAndGet();
            });

    begun.countDown();

    assertThat(prepared.get()).isOne();
    assertThat(prepared.get()).isOne();
  }

  @Test
  void tellsEverybodyWhyItCouldNotBeMade() {
    Prepared<Integer> prepared =
        Prepared.begin(
            "read the stars",
            () -> {
              throw new IOException("it is cloudy");
            });

    for (int asked = 0; asked < 2; asked++) {
      assertThatThrownBy(prepared::get)
          .isInstanceOf(SlipwayException.class)
          .hasMessage("could not read the stars: it is cloudy");
    }
  }
}
