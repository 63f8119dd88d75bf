package dev.slipway.delivery;

import dev.slipway.delivery.ledger.LeaseLostException;
import dev.slipway.manifest.KubeObject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One environment's virtual thread: settles it whenever something changed or a deadline comes. An
 * environment that fails holds up no other.
 */
final class EnvironmentLoop implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(EnvironmentLoop.class.getName());
  private static final Duration RETRY = Duration.ofSeconds(2);

  private final Supplier<Reconciler> start;
  private final Clock clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition news = lock.newCondition();
  private final List<KubeObject> landed = new ArrayList<>();
  private final Thread thread;

  /** Held while the reconciler works. */
  private final ReentrantLock work = new ReentrantLock();

  /** Absent until it is needed, and after its lease was lost; guarded by {@link #work}. */
  private @Nullable Reconciler current;

  private boolean changed = true;
  private boolean closed;
  private long settled;

  /**
   * @param start makes the reconciler, at first and again when its lease was lost
   */
  EnvironmentLoop(String namespace, Supplier<Reconciler> start, Clock clock) {
    this.start = start;
    this.clock = clock;
    this.thread = Thread.ofVirtual().name("delivery-" + namespace).unstarted(this::run);
  }

  EnvironmentLoop started() {
    thread.start();
    return this;
  }

  void landed(KubeObject deployment) {
    tell(() -> landed.add(deployment));
  }

  void changed() {
    tell(() -> {});
  }

  private void tell(Runnable what) {
    lock.lock();
    try {
      what.run();
      changed = true;
      news.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** What callers may do with an environment while nothing else happens to it. */
  interface Task<T> extends Function<Reconciler, T> {}

  private Reconciler reconciler() {
    Reconciler present = current;
    if (present == null) {
      present = start.get();
      current = present;
    }
    return present;
  }

  /** Runs a task between two rounds; the next round begins at once. */
  <T> T between(Task<T> task) {
    try {
      return peek(task);
    } finally {
      changed();
    }
  }

  /** Runs a task that changes nothing between two rounds. */
  <T> T peek(Task<T> task) {
    work.lock();
    try {
      Reconciler reconciler = reconciler();
      reconciler.landed(drain());
      return task.apply(reconciler);
    } finally {
      work.unlock();
    }
  }

  /**
   * Waits for the end of a round that began after {@code seen}; answers how many have ended.
   *
   * @throws InterruptedException also when the loop is closed
   */
  long awaitRound(long seen, Duration atMost) throws InterruptedException {
    long nanos = atMost.toNanos();
    lock.lock();
    try {
      while (settled <= seen && nanos > 0 && !closed) {
        nanos = news.awaitNanos(nanos);
      }
      if (closed) {
        throw new InterruptedException("deliveries are ending");
      }
      return settled;
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    Instant until = clock.instant();
    try {
      while (awaitNews(until)) {
        until = round();
        lock.lock();
        try {
          settled++;
          news.signalAll();
        } finally {
          lock.unlock();
        }
      }
    } catch (InterruptedException e) {
      // close() ends the wait.
      Thread.currentThread().interrupt();
    }
  }

  private boolean awaitNews(Instant until) throws InterruptedException {
    lock.lock();
    try {
      long millis = Duration.between(clock.instant(), until).toMillis();
      while (!changed && !closed && millis > 0) {
        news.await(millis, TimeUnit.MILLISECONDS);
        millis = Duration.between(clock.instant(), until).toMillis();
      }
      changed = false;
      return !closed;
    } finally {
      lock.unlock();
    }
  }

  private Instant round() {
    work.lock();
    try {
      Reconciler reconciler = reconciler();
      reconciler.landed(drain());
      return reconciler.settle();
    } catch (LeaseLostException e) {
      LOG.log(System.Logger.Level.WARNING, e.getMessage());
      current = null;
      return clock.instant().plus(RETRY);
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "looking after " + thread.getName() + " failed", e);
      return clock.instant().plus(RETRY);
    } finally {
      work.unlock();
    }
  }

  private List<KubeObject> drain() {
    lock.lock();
    try {
      List<KubeObject> all = List.copyOf(landed);
      landed.clear();
      return all;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      news.signalAll();
    } finally {
      lock.unlock();
    }
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
