package dev.slipway.node.pod;

import dev.slipway.node.probe.Probe;
import dev.slipway.node.probe.ProbeResult;
import dev.slipway.node.probe.Prober;
import dev.slipway.node.probe.Thresholds;
import dev.slipway.node.probe.Thresholds.Verdict;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Repeats one probe of a running container until its thread is interrupted.
 *
 * <p>The first attempt comes when the container runs (or its initial delay is over), the next after
 * each period. Until a container was well for the first time, attempts in between make its start
 * visible sooner; their failures do not count.
 */
final class ProbeLoop {
  private static final Duration FIRST_LOOK = Duration.ofMillis(50);
  private static final int ATTEMPTS = 3;

  /** Hears what the probe finds. */
  interface Listener {
    /** One attempt that counts failed. */
    void failed(String message);

    /** The verdict changed; false ends the loop. */
    boolean decided(Verdict verdict);
  }

  private final Probe probe;
  private final Prober prober;
  private final Thresholds thresholds;
  private final Listener listener;
  private final Clock clock;

  ProbeLoop(Probe probe, Prober prober, Verdict initial, Listener listener, Clock clock) {
    this.probe = probe;
    this.prober = prober;
    this.thresholds = new Thresholds(probe, initial);
    this.listener = listener;
    this.clock = clock;
  }

  /**
   * Probes until interrupted.
   *
   * @param since when the container started
   */
  void run(Instant since) throws InterruptedException {
    Duration delay = Duration.between(clock.instant(), since.plus(probe.initialDelay()));
    if (delay.isPositive()) {
      // Of a container that was adopted, the clock may have been set back since its start.
      Thread.sleep(delay.compareTo(probe.initialDelay()) < 0 ? delay : probe.initialDelay());
    }
    boolean goOn = true;
    while (goOn) {
      long begin = System.nanoTime();
      goOn = attempt();
      if (goOn) {
        goOn = lookAhead(begin + probe.period().toNanos());
      }
    }
  }

  private boolean attempt() throws InterruptedException {
    ProbeResult result = ask();
    if (result instanceof ProbeResult.Failure(String message)) {
      listener.failed(message);
    }
    return count(result);
  }

  private boolean count(ProbeResult result) {
    Optional<Verdict> verdict = thresholds.count(result);
    return verdict.isEmpty() || listener.decided(verdict.get());
  }

  /** An attempt that cannot be made is repeated, then it does not count. */
  private ProbeResult ask() throws InterruptedException {
    ProbeResult result = new ProbeResult.Unknown("not asked");
    for (int i = 0; i < ATTEMPTS && result instanceof ProbeResult.Unknown; i++) {
      result = prober.attempt(probe.check(), probe.timeout());
    }
    return result;
  }

  /** Waits for the next attempt; meanwhile looks whether an ill container has become well. */
  private boolean lookAhead(long next) throws InterruptedException {
    Duration pause = FIRST_LOOK;
    boolean cheap = !(probe.check() instanceof Probe.Check.Exec);
    while (true) {
      Duration left = Duration.ofNanos(next - System.nanoTime());
      if (!left.isPositive()) {
        return true;
      }
      boolean looking =
          cheap && thresholds.verdict() != Verdict.WELL && probe.successThreshold() == 1;
      if (!looking || pause.compareTo(left) >= 0) {
        Thread.sleep(left);
        return true;
      }
      Thread.sleep(pause);
      ProbeResult result = prober.attempt(probe.check(), probe.timeout());
      if (result instanceof ProbeResult.Success && !count(result)) {
        return false;
      }
      pause = pause.multipliedBy(3).dividedBy(2);
    }
  }
}
