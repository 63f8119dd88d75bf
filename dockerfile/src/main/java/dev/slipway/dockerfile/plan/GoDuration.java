package dev.slipway.dockerfile.plan;

import java.math.BigDecimal;
import java.time.Duration;

/** A duration as Go prints it: {@code 1m30s}, {@code 1.5s}, {@code 100ms}. */
final class GoDuration {
  private static final long SECOND = 1_000_000_000;

  private GoDuration() {}

  static String text(Duration duration) {
    long nanos = duration.toNanos();
    if (nanos == 0) {
      return "0s";
    }
    if (nanos < 1_000) {
      return nanos + "ns";
    }
    if (nanos < 1_000_000) {
      return plain(nanos, 3) + "µs";
    }
    if (nanos < SECOND) {
      return plain(nanos, 6) + "ms";
    }
    long hours = duration.toHours();
    long minutes = duration.toMinutesPart();
    String seconds = plain(nanos % (60 * SECOND), 9) + "s";
    if (hours > 0) {
      return hours + "h" + minutes + "m" + seconds;
    }
    return minutes > 0 ? minutes + "m" + seconds : seconds;
  }

  private static String plain(long nanos, int digits) {
    var value = BigDecimal.valueOf(nanos, digits);
    return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
  }
}
