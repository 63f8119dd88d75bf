package dev.slipway.runner.step;

import dev.slipway.runner.Conclusion;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Lets others cancel a job, and the job wait for that, for an end or for a time. Whether a job was
 * cancelled is asked here and nowhere else: a job that was has not failed, whatever its end made of
 * what was under way.
 */
public final class JobControl {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private Optional<String> reason = Optional.empty();
  private boolean seen;
  private int ended;
  private @Nullable Thread waiting;
  private boolean interrupted;

  /** What the wait ended with. */
  enum Event {
    STEP_ENDED,
    CANCELLED,
    TIMED_OUT
  }

  /** Something that takes until others act, and that an interrupt ends without harm. */
  @FunctionalInterface
  public interface Wait {
    void go() throws InterruptedException;
  }

  /** Ends the job early; the first reason counts. */
  public void cancel(String why) {
    lock.lock();
    try {
      if (reason.isEmpty()) {
        reason = Optional.of(why);
        changed.signalAll();
        if (waiting != null) {
          interrupted = true;
          waiting.interrupt();
        }
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

  /**
   * Goes on only with a job that is not cancelled: between two parts of what comes before its first
   * step, none of which an interrupt may break.
   */
  public void proceed() throws JobCancelled {
    Optional<String> why = cancelReason();
    if (why.isPresent()) {
      throw new JobCancelled(why.get());
    }
  }

  /**
   * Waits as long as the job is not cancelled. Only here does a cancellation interrupt the thread
   * that brings the job to its steps; at any other moment it would break a write or a mount.
   *
   * @throws JobCancelled when it was cancelled before the wait was over
   * @throws InterruptedException when somebody else interrupts the thread: the process ends
   */
  public void whileWanted(Wait wait) throws InterruptedException, JobCancelled {
    begin();
    try {
      wait.go();
    } catch (InterruptedException e) {
      proceed();
      throw e;
    } finally {
      end();
    }
  }

  private void begin() throws JobCancelled {
    lock.lock();
    try {
      proceed();
      waiting = Thread.currentThread();
    } finally {
      lock.unlock();
    }
  }

  /** Takes back an interrupt of {@link #cancel}: it was meant for the wait alone. */
  private void end() {
    lock.lock();
    try {
      waiting = null;
      if (interrupted) {
        interrupted = false;
        Thread.interrupted();
      }
    } finally {
      lock.unlock();
    }
  }

  /** How a job has ended under which something broke outside of its steps. */
  public Conclusion broken() {
    return cancelReason().isPresent() ? Conclusion.CANCELLED : Conclusion.FAILURE;
  }

  /** Whether the job is cancelled and nobody has acted on that yet; told once. */
  boolean takeCancellation() {
    lock.lock();
    try {
      boolean untold = reason.isPresent() && !seen;
      seen |= untold;
      return untold;
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
        if (takeCancellation()) {
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
