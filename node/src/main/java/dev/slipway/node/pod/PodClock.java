package dev.slipway.node.pod;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Until when a pod may run: without end at first, then until its grace is over.
 *
 * <p>What has begun to count goes on evenly, whatever is done to the machine's clock meanwhile.
 */
final class PodClock {
  private final Clock clock;
  private final Instant origin;
  private final long originNanos = System.nanoTime();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  /** In {@link #steady} time. */
  private Optional<Instant> end = Optional.empty();

  private long nudges;

  PodClock(Clock clock) {
    this.clock = clock;
    this.origin = clock.instant();
  }

  /** What the clock shows: for telling the time, which others may set. */
  Instant now() {
    return clock.instant();
  }

  /** A time that nobody sets: for telling how long things take. */
  Instant steady() {
    return origin.plusNanos(System.nanoTime() - originNanos);
  }

  /** The steady time of a moment that the clock shows. */
  Instant steady(Instant shown) {
    return steady().plus(Duration.between(now(), shown));
  }

  /** The pod is to end by then; an earlier time replaces a later one, never the reverse. */
  void endBy(Instant time) {
    lock.lock();
    try {
      Instant over = steady(time);
      end = Optional.of(end.filter(e -> e.isBefore(over)).orElse(over));
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Something changed that a waiting container may want to know. */
  void nudge() {
    lock.lock();
    try {
      nudges++;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  boolean isEnding() {
    lock.lock();
    try {
      return end.isPresent();
    } finally {
      lock.unlock();
    }
  }

  /** How much of the grace is left; zero when it is over. */
  Duration left() {
    lock.lock();
    try {
      Duration left = end.map(e -> Duration.between(steady(), e)).orElse(Duration.ofDays(1));
      return left.isNegative() ? Duration.ZERO : left;
    } finally {
      lock.unlock();
    }
  }

  /** How much is left of a time that begins now, or of the pod's own when that is over sooner. */
  Supplier<Duration> countDown(Duration time) {
    Instant over = steady().plus(time);
    return () -> {
      Duration left = Duration.between(steady(), over);
      Duration least = left.compareTo(left()) < 0 ? left : left();
      return least.isNegative() ? Duration.ZERO : least;
    };
  }

  /** Waits until the pod is to end. */
  void awaitEnding() throws InterruptedException {
    lock.lock();
    try {
      while (end.isEmpty()) {
        changed.await();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Waits, but not longer than until the pod is to end; true when it is. */
  boolean pause(Duration duration) throws InterruptedException {
    return pause(duration, () -> false);
  }

  /** As above, but not longer than to the next nudge either. */
  boolean pauseUntilNudged(Duration duration) throws InterruptedException {
    lock.lock();
    try {
      long before = nudges;
      return pause(duration, () -> nudges != before);
    } finally {
      lock.unlock();
    }
  }

  /**
   * As above.
   *
   * @param enough ends the pause, looked at after each nudge
   */
  boolean pause(Duration duration, BooleanSupplier enough) throws InterruptedException {
    long nanos = duration.toNanos();
    lock.lock();
    try {
      while (nanos > 0 && end.isEmpty() && !enough.getAsBoolean()) {
        long part = Math.min(nanos, TimeUnit.HOURS.toNanos(1));
        nanos -= part - changed.awaitNanos(part);
      }
      return end.isPresent();
    } finally {
      lock.unlock();
    }
  }

  /** For failures: under an interrupt they come from it, and there is nothing to report. */
  static void stopWhenInterrupted() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
  }
}
