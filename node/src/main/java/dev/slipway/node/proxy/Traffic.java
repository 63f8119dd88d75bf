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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Who talks to which pod at this moment: the proxies note every use, and a pod that is to end gets
 * no new ones and is told when the last has finished.
 */
public final class Traffic {
  /** A connection without a byte for so long is between two requests, as far as one can tell. */
  private static final Duration QUIET = Duration.ofMillis(500);

  /** How often a pod that is to end and still needed looks whether another one has come. */
  private static final Duration LOOK = Duration.ofMillis(100);

  /** How long the end of all waits for connections of which nobody knows whether they are busy. */
  private static final Duration UNKNOWN = Duration.ofSeconds(1);

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
    /** A connection that stays: between two requests where it can tell, else when quiet. */
    CONNECTION
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Map<String, Set<Lease>> leases = new HashMap<>();
  private final Set<String> draining = new HashSet<>();

  /** Those that drain and still serve, since nobody else can. */
  private final Set<String> needed = new HashSet<>();

  private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();
  private volatile Predicate<String> indispensable = address -> false;
  private volatile boolean finishing;

  /** One use of a pod, until closed. */
  final class Lease implements AutoCloseable {
    private final String address;

    /** Requests that wait for their answers. */
    private final AtomicInteger asked = new AtomicInteger();

    private volatile Runnable end = () -> {};
    private volatile boolean opaque;
    private volatile long touched = System.nanoTime();

    private Lease(String address) {
      this.address = address;
    }

    /** Names what ends the use, when the drain is over and it is only quiet. */
    void onEnd(Runnable action) {
      end = action;
    }

    /** Bytes went by. */
    void touch() {
      touched = System.nanoTime();
    }

    /** A request went to the pod. */
    void asked() {
      asked.incrementAndGet();
    }

    /** One request has its answer, or can be told apart no more. */
    void answered() {
      touch();
      if (asked.decrementAndGet() == 0) {
        signal();
      }
    }

    /** From here on nobody can tell when something is asked. */
    void opaque() {
      opaque = true;
    }

    /** Whether the next answer is the last one on this connection. */
    boolean isDraining() {
      return finishing || Traffic.this.isDraining(address);
    }

    /** How long this use still stands in the way of a drain; negative when it does not. */
    private long blockingNanos() {
      return asked.get() > 0 ? Long.MAX_VALUE : QUIET.toNanos() - (System.nanoTime() - touched);
    }

    /** How long this use still stands in the way of the end of all; negative when it does not. */
    private long delayingNanos(long age) {
      if (asked.get() > 0) {
        return Long.MAX_VALUE;
      }
      return opaque ? Math.min(blockingNanos(), UNKNOWN.toNanos() - age) : 0;
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

  private void signal() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Called with the address of each pod that begins to drain. */
  void onDrain(Consumer<String> listener) {
    listeners.add(listener);
  }

  /**
   * Names who knows whether a pod is all that some Service has, while others are on their way: then
   * it goes on serving at the beginning of its drain.
   */
  void indispensable(Predicate<String> knowing) {
    indispensable = knowing;
  }

  boolean isDraining(String address) {
    lock.lock();
    try {
      return draining.contains(address);
    } finally {
      lock.unlock();
    }
  }

  /** Whether nobody may begin to use the pod. */
  boolean isClosed(String address) {
    lock.lock();
    try {
      return draining.contains(address) && !needed.contains(address);
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

  /** Begins to use a pod; empty when it is draining. */
  Optional<Lease> begin(String address, Use use) {
    lock.lock();
    try {
      if (isClosed(address)) {
        return Optional.empty();
      }
      var lease = new Lease(address);
      if (use == Use.EXCHANGE) {
        lease.asked();
      }
      leases.computeIfAbsent(address, a -> new HashSet<>()).add(lease);
      return Optional.of(lease);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Sends nobody to a pod any more, as soon as others can serve in its place, and waits until those
   * who are there have finished.
   *
   * @param limit how long to wait at most
   */
  public Drained drain(String address, Duration limit) throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    boolean isNeeded = indispensable.test(address);
    lock.lock();
    try {
      draining.add(address);
      if (isNeeded) {
        needed.add(address);
      }
    } finally {
      lock.unlock();
    }
    listeners.forEach(listener -> listener.accept(address));
    awaitOthers(address, end);
    await(address, end);
    endQuiet(address);
    // Who asked for something just then has its answer, too.
    return await(address, end);
  }

  private void awaitOthers(String address, long end) throws InterruptedException {
    try {
      while (needed(address) && indispensable.test(address) && end - System.nanoTime() > 0) {
        lock.lock();
        try {
          changed.awaitNanos(LOOK.toNanos());
        } finally {
          lock.unlock();
        }
      }
    } finally {
      lock.lock();
      try {
        needed.remove(address);
      } finally {
        lock.unlock();
      }
    }
  }

  private boolean needed(String address) {
    lock.lock();
    try {
      return needed.contains(address);
    } finally {
      lock.unlock();
    }
  }

  private Drained await(String address, long end) throws InterruptedException {
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
              .filter(l -> l.blockingNanos() <= 0)
              .toList();
    } finally {
      lock.unlock();
    }
    quiet.forEach(lease -> lease.end.run());
  }

  /** Whether this is the end of all: each client's next answer is its last here. */
  boolean isFinishing() {
    return finishing;
  }

  /**
   * Ends every use that waits for nothing, and gives the others time for their answers.
   *
   * @param limit how long to wait at most
   */
  Drained finish(Duration limit) throws InterruptedException {
    long begun = System.nanoTime();
    finishing = true;
    while (true) {
      all().stream().filter(lease -> lease.asked.get() == 0).forEach(lease -> lease.end.run());
      lock.lock();
      try {
        long age = System.nanoTime() - begun;
        long delay = all().stream().mapToLong(lease -> lease.delayingNanos(age)).max().orElse(0);
        if (delay <= 0) {
          return Drained.COMPLETELY;
        }
        if (age >= limit.toNanos()) {
          return Drained.OUT_OF_TIME;
        }
        changed.awaitNanos(Math.min(delay, limit.toNanos() - age));
      } finally {
        lock.unlock();
      }
    }
  }

  private List<Lease> all() {
    lock.lock();
    try {
      return leases.values().stream().flatMap(Set::stream).toList();
    } finally {
      lock.unlock();
    }
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
