package dev.slipway.node.proxy;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Who talks to which pod at this moment: the proxies note every use, and a pod that is to end gets
 * no new ones and is told when the last has finished.
 */
public final class Traffic {
  /** A connection without a byte for so long is between two requests, as far as one can tell. */
  private static final Duration QUIET = Duration.ofMillis(500);

  /** How a drain ended. */
  public enum Drained {
    /** Nobody uses the pod any more. */
    COMPLETELY,
    /** The time was over before that. */
    OUT_OF_TIME
  }

  /** What kind of use it is. */
  enum Use {
    /** One request: over when it has been answered. */
    EXCHANGE,
    /** A connection whose requests cannot be told apart: over when closed or quiet. */
    CONNECTION
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Map<String, Set<Lease>> leases = new HashMap<>();
  private final Set<String> draining = new HashSet<>();
  private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();

  /** One use of a pod, until closed. */
  final class Lease implements AutoCloseable {
    private final String address;
    private final Use use;
    private final Runnable end;
    private volatile long touched = System.nanoTime();

    private Lease(String address, Use use, Runnable end) {
      this.address = address;
      this.use = use;
      this.end = end;
    }

    /** Bytes went by. */
    void touch() {
      touched = System.nanoTime();
    }

    /** How long this use still stands in the way of a drain; negative when it does not. */
    private long blockingNanos() {
      return use == Use.EXCHANGE ? Long.MAX_VALUE : QUIET.toNanos() - (System.nanoTime() - touched);
    }

    @Override
    public void close() {
      lock.lock();
      try {
        Set<Lease> all = leases.get(address);
        if (all != null && all.remove(this) && all.isEmpty()) {
          leases.remove(address);
        }
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }

  /** Called with the address of each pod that begins to drain. */
  void onDrain(Consumer<String> listener) {
    listeners.add(listener);
  }

  boolean isDraining(String address) {
    lock.lock();
    try {
      return draining.contains(address);
    } finally {
      lock.unlock();
    }
  }

  /** How many use the pod now. */
  int count(String address) {
    lock.lock();
    try {
      return leases.getOrDefault(address, Set.of()).size();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Begins to use a pod; empty when it is draining.
   *
   * @param end breaks the use off, when the drain is over and it is only quiet
   */
  Optional<Lease> begin(String address, Use use, Runnable end) {
    lock.lock();
    try {
      if (draining.contains(address)) {
        return Optional.empty();
      }
      var lease = new Lease(address, use, end);
      leases.computeIfAbsent(address, a -> new HashSet<>()).add(lease);
      return Optional.of(lease);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Sends nobody to a pod any more, from now on, and waits until those who are there have finished.
   *
   * @param limit how long to wait at most
   */
  public Drained drain(String address, Duration limit) throws InterruptedException {
    lock.lock();
    try {
      draining.add(address);
    } finally {
      lock.unlock();
    }
    listeners.forEach(listener -> listener.accept(address));
    Drained drained = await(address, limit);
    endQuiet(address);
    return drained;
  }

  private Drained await(String address, Duration limit) throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    lock.lock();
    try {
      while (true) {
        long blocking =
            leases.getOrDefault(address, Set.of()).stream()
                .mapToLong(Lease::blockingNanos)
                .max()
                .orElse(0);
        long left = end - System.nanoTime();
        if (blocking <= 0) {
          return Drained.COMPLETELY;
        }
        if (left <= 0) {
          return Drained.OUT_OF_TIME;
        }
        changed.awaitNanos(Math.min(Math.min(blocking, left), TimeUnit.SECONDS.toNanos(60)));
      }
    } finally {
      lock.unlock();
    }
  }

  private void endQuiet(String address) {
    List<Lease> quiet;
    lock.lock();
    try {
      quiet =
          leases.getOrDefault(address, Set.of()).stream()
              .filter(l -> l.use == Use.CONNECTION && l.blockingNanos() <= 0)
              .toList();
    } finally {
      lock.unlock();
    }
    quiet.forEach(lease -> lease.end.run());
  }

  /** The pod is gone; its address may come back as another pod's. */
  public void forget(String address) {
    lock.lock();
    try {
      draining.remove(address);
    } finally {
      lock.unlock();
    }
  }
}
