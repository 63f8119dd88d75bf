package dev.slipway.dockerfile.syntax;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as Go and Dockerfiles write them: {@code 1m30s}, {@code 1.5h}, {@code 500ms}. */
public final class GoDuration {
  private static final Pattern PART =
      Pattern.compile("(\\d+\\.?\\d*|\\.\\d+)(ns|us|µs|μs|ms|s|m|h)");
  private static final long SECOND = 1_000_000_000;
  private static final int MAX_LENGTH = 64;
  private static final Map<String, Long> NANOS =
      Map.of(
          "ns", 1L,
          "us", 1_000L,
          "µs", 1_000L,
          "μs", 1_000L,
          "ms", 1_000_000L,
          "s", 1_000_000_000L,
          "m", 60_000_000_000L,
          "h", 3_600_000_000_000L);

  private GoDuration() {}

  /** The duration; empty when {@code text} is none or does not fit 64 bits of nanoseconds. */
  static Optional<Duration> parse(String text) {
    boolean negative = text.startsWith("-");
    String rest = negative || text.startsWith("+") ? text.substring(1) : text;
    if (rest.equals("0")) {
      return Optional.of(Duration.ZERO);
    }
    if (rest.isEmpty() || rest.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    BigDecimal nanos = BigDecimal.ZERO;
    Matcher part = PART.matcher(rest);
    int at = 0;
    while (at < rest.length()) {
      if (!part.find(at) || part.start() != at) {
        return Optional.empty();
      }
      var unit = BigDecimal.valueOf(NANOS.getOrDefault(part.group(2), 0L));
      nanos = nanos.add(new BigDecimal(part.group(1)).multiply(unit));
      at = part.end();
    }
    var whole = nanos.toBigInteger();
    if (whole.bitLength() > 63) {
      return Optional.empty();
    }
    return Optional.of(Duration.ofNanos(negative ? -whole.longValue() : whole.longValue()));
  }

  /** As Go prints it. */
  public static String text(Duration duration) {
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
