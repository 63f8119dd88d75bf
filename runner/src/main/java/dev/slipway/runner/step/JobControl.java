package dev.slipway.runner.step;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Lets others cancel a job, and the job wait for that, for an end or for a time. */
public final class JobControl {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private Optional<String> reason = Optional.empty();
  private boolean seen;
  private int ended;

  /** What the wait ended with. */
  enum Event {
    STEP_ENDED,
    CANCELLED,
    TIMED_OUT
  }

  /** Ends the job early; the first reason counts. */
  public void cancel(String why) {
    lock.lock();
    try {
      if (reason.isEmpty()) {
        reason = Optional.of(why);
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Why the job is to end early. */
  public Optional<String> cancelReason() {
    lock.lock();
    try {
      return reason;
    } finally {
      lock.unlock();
    }
  }

  /** The next wait is for a step that begins now. */
  void stepBegins() {
    lock.lock();
    try {
      ended = 0;
    } finally {
      lock.unlock();
    }
  }

  void stepEnded() {
    lock.lock();
    try {
      ended++;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits for the step's end, for being cancelled (told once), or for the time to pass. */
  Event await(Duration most) throws InterruptedException {
    long left = most.toNanos();
    lock.lockInterruptibly();
    try {
      while (true) {
        if (ended > 0) {
          return Event.STEP_ENDED;
        }
        if (reason.isPresent() && !seen) {
          seen = true;
          return Event.CANCELLED;
        }
        if (left <= 0) {
          return Event.TIMED_OUT;
        }
        left = changed.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  /** How long {@link #await} may wait at most. */
  static Duration minutes(double minutes) {
    double nanos = Math.clamp(minutes, 0, 60 * 24 * 365) * TimeUnit.MINUTES.toNanos(1);
    return Duration.ofNanos((long) nanos);
  }
}
