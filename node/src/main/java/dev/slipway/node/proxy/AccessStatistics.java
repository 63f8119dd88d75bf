package dev.slipway.node.proxy;

import dev.slipway.manifest.ObjectName;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
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

  private static final int FIRST_REFUSED = 400;
  private static final int FIRST_FAILED = 500;

  private final Clock clock;
  private final Map<Version, Tally> tallies =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Version, Tally> eldest) {
          return size() > MOST_VERSIONS;
        }
      };

  AccessStatistics(Clock clock) {
    this.clock = clock;
  }

  /**
   * One version of what runs behind a Service.
   *
   * @param hash the label {@code pod-template-hash} of its pods; empty for pods without one
   */
  public record Version(ObjectName service, String hash) {}

  /** What became of a request. */
  public enum Outcome {
    /** An answer below 400. */
    SUCCEEDED,
    /** An answer from 400 to 499: the client's mistake, as far as the application says. */
    REFUSED,
    /** An answer of 500 and above. */
    FAILED,
    /** The pod broke off before its answer. */
    UNANSWERED,
    /** The pod took longer than the proxy waits. */
    LATE,
    /** The client did not wait for the answer, which says nothing about the pod. */
    LEFT;

    /** Whether the version is to blame. */
    public boolean isFailure() {
      return switch (this) {
        case FAILED, UNANSWERED, LATE -> true;
        case SUCCEEDED, REFUSED, LEFT -> false;
      };
    }

    static Outcome ofAnswer(int status) {
      return status >= FIRST_FAILED ? FAILED : status >= FIRST_REFUSED ? REFUSED : SUCCEEDED;
    }
  }

  /**
   * What came of its requests.
   *
   * @param since when the first one came
   * @param outcomes how many ended in each way; all ways are there
   * @param retried requests that another pod answered in its place, not among the outcomes
   * @param latencies until the last byte of the answer
   */
  public record Counts(
      Instant since, Map<Outcome, Long> outcomes, long retried, Latencies latencies) {
    public Counts {
      outcomes = Collections.unmodifiableMap(new EnumMap<>(outcomes));
    }

    /** All of them. */
    public long requests() {
      return outcomes.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Those that the version is to blame for. */
    public long failures() {
      return outcomes.entrySet().stream()
          .filter(e -> e.getKey().isFailure())
          .mapToLong(Map.Entry::getValue)
          .sum();
    }
  }

  private final class Tally {
    private final Instant since = clock.instant();
    private final Map<Outcome, Long> outcomes = new EnumMap<>(Outcome.class);
    private final Latencies.Recorder took = new Latencies.Recorder();
    private long retried;

    Tally() {
      for (Outcome outcome : Outcome.values()) {
        outcomes.put(outcome, 0L);
      }
    }

    Counts counts() {
      return new Counts(since, outcomes, retried, took.latencies());
    }
  }

  /** A request went to a pod, and this became of it. */
  synchronized void ended(ObjectName service, Backend backend, Outcome outcome, Duration took) {
    Tally tally = tally(service, backend);
    tally.outcomes.merge(outcome, 1L, Long::sum);
    tally.took.add(took);
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
