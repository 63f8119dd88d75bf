package dev.slipway.node.proxy;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * How long things took, in buckets that are an eighth of their power of two wide: a quantile is
 * never too small, and at most an eighth too large.
 */
public final class Latencies {
  /** Eight buckets to a power of two. */
  private static final int FINENESS = 3;

  private static final int EACH = 1 << FINENESS;
  private static final int BUCKETS = (Long.SIZE - FINENESS) * EACH;

  private final long[] buckets;
  private final long count;

  private Latencies(long[] buckets) {
    this.buckets = buckets;
    long sum = 0;
    for (long bucket : buckets) {
      sum += bucket;
    }
    this.count = sum;
  }

  /** Collects them; not for several threads. */
  static final class Recorder {
    private final long[] buckets = new long[BUCKETS];

    void add(Duration took) {
      buckets[bucket(Math.max(0, TimeUnit.NANOSECONDS.toMicros(took.toNanos())))]++;
    }

    Latencies latencies() {
      return new Latencies(buckets.clone());
    }
  }

  private static int bucket(long micros) {
    if (micros < EACH) {
      return Math.toIntExact(micros);
    }
    int exponent = Long.SIZE - 1 - Long.numberOfLeadingZeros(micros);
    int step = exponent - FINENESS;
    return (step + 1) * EACH + (int) (micros >> step) - EACH;
  }

  /** The largest value of a bucket, in microseconds. */
  private static long end(int bucket) {
    if (bucket < EACH) {
      return bucket;
    }
    int step = bucket / EACH - 1;
    return ((bucket % EACH + EACH + 1L) << step) - 1;
  }

  /**
   * The time within which so many of a hundred were over; zero when there was none.
   *
   * @param percent from 1 to 100
   */
  public Duration quantile(int percent) {
    long wanted = Math.ceilDiv(count * percent, 100);
    long seen = 0;
    for (int bucket = 0; bucket < buckets.length && wanted > 0; bucket++) {
      seen += buckets[bucket];
      if (seen >= wanted) {
        return Duration.of(end(bucket), java.time.temporal.ChronoUnit.MICROS);
      }
    }
    return Duration.ZERO;
  }
}
