package dev.slipway.node.proxy;

import dev.slipway.manifest.ObjectName;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How the versions behind each Service answer the requests that came through Ingresses, since the
 * process began: what a judge of canaries compares.
 */
public final class AccessStatistics {
  /** Versions that nobody asked for longest are forgotten beyond so many. */
  private static final int MOST_VERSIONS = 1000;

  private static final int FAILURE = 500;
  private static final int BUCKETS = 32;

  private final Map<Version, Tally> tallies =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Version, Tally> eldest) {
          return size() > MOST_VERSIONS;
        }
      };

  /**
   * One version of what runs behind a Service.
   *
   * @param hash the label {@code pod-template-hash} of its pods; empty for pods without one
   */
  public record Version(ObjectName service, String hash) {}

  /**
   * What came of its requests.
   *
   * @param failures answers of 500 and above, and requests without any
   * @param retried requests that another pod answered in its place
   * @param median until the last byte of the answer, rounded up to a power of two of milliseconds
   * @param percentile99 as the median, of the slowest hundredth
   */
  public record Counts(
      long requests, long failures, long retried, Duration median, Duration percentile99) {}

  private static final class Tally {
    private long requests;
    private long failures;
    private long retried;
    private final long[] took = new long[BUCKETS];

    Counts counts() {
      return new Counts(requests, failures, retried, quantile(50), quantile(99));
    }

    private Duration quantile(int percent) {
      long wanted = (requests * percent + 99) / 100;
      long seen = 0;
      for (int bucket = 0; bucket < BUCKETS; bucket++) {
        seen += took[bucket];
        if (seen >= wanted && wanted > 0) {
          return Duration.ofMillis(1L << bucket);
        }
      }
      return Duration.ZERO;
    }
  }

  /** A request was answered by a pod, or broken off by it with this status as the answer. */
  synchronized void answered(ObjectName service, Backend backend, int status, Duration took) {
    Tally tally = tally(service, backend);
    tally.requests++;
    tally.failures += status >= FAILURE ? 1 : 0;
    // The bucket's number is the exponent of the next power of two.
    int bucket = Long.SIZE - Long.numberOfLeadingZeros(Math.max(0, took.toMillis() - 1));
    tally.took[Math.min(bucket, BUCKETS - 1)]++;
  }

  /** A pod gave no answer, and another one was asked. */
  synchronized void retried(ObjectName service, Backend backend) {
    tally(service, backend).retried++;
  }

  private Tally tally(ObjectName service, Backend backend) {
    return tallies.computeIfAbsent(new Version(service, backend.version()), v -> new Tally());
  }

  /** All of it at this moment. */
  public synchronized Map<Version, Counts> snapshot() {
    var all = new HashMap<Version, Counts>();
    tallies.forEach((version, tally) -> all.put(version, tally.counts()));
    return Map.copyOf(all);
  }
}
