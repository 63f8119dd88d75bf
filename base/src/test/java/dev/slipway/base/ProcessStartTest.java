package dev.slipway.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProcessStartTest {
  @Test
  void knowsHowOldThisProcessIs() {
    // The virtual machine counts from a moment when the process was already there.
    var lived = Duration.ofMillis(ManagementFactory.getRuntimeMXBean().getUptime());

    Duration age = ProcessStart.ageOfThis();

    // Both figures of the kernel are rounded to a hundredth of a second.
    assertThat(age).isBetween(lived.minusMillis(20), lived.plusSeconds(10));
  }

  @Test
  void knowsNoProcessWithoutThatNumber() {
    assertThat(ProcessStart.of("self")).hasValue(ProcessStart.ofThis());
    assertThat(ProcessStart.of("0")).isEmpty();
  }
}
