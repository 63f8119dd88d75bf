package dev.slipway.node.pod;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** Until when a pod may run: without end at first, then until its grace is over. */
final class PodClock {
  private final Clock clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private Optional<Instant> end = Optional.empty();
  private long nudges;

  PodClock(Clock clock) {
    this.clock = clock;
  }

  Instant now() {
    return clock.instant();
  }

  /** The pod is to end by then; an earlier time replaces a later one, never the reverse. */
  void endBy(Instant time) {
    lock.lock();
    try {
      end = Optional.of(end.filter(e -> e.isBefore(time)).orElse(time));
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
      Duration left = end.map(e -> Duration.between(now(), e)).orElse(Duration.ofDays(1));
      return left.isNegative() ? Duration.ZERO : left;
    } finally {
      lock.unlock();
    }
  }

  /** How much is left of a time that begins now, or of the pod's own when that is over sooner. */
  Supplier<Duration> countDown(Duration time) {
    Instant over = now().plus(time);
    return () -> {
      Duration left = Duration.between(now(), over);
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
    return pause(duration, Wake.AT_THE_END);
  }

  /** What ends a pause early. */
  enum Wake {
    AT_THE_END,
    ALSO_BY_NUDGES
  }

  boolean pause(Duration duration, Wake wake) throws InterruptedException {
    long nanos = duration.toNanos();
    lock.lock();
    try {
      long before = nudges;
      while (nanos > 0 && end.isEmpty() && (wake == Wake.AT_THE_END || nudges == before)) {
        nanos = changed.awaitNanos(Math.min(nanos, TimeUnit.HOURS.toNanos(1)));
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
