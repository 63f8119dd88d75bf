package dev.slipway.kubernetes.controller;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Keys that need work: each is handed to one worker at a time, and a key added while it is worked
 * on comes again afterwards, so no wake-up is lost and none is done twice in vain.
 */
public final class WorkQueue<K> implements AutoCloseable {
  private static final Duration FIRST_RETRY = Duration.ofMillis(5);
  private static final Duration LAST_RETRY = Duration.ofSeconds(30);
  private static final int MAX_DOUBLINGS = 16;

  private final Clock clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  // All guarded by the lock.
  private final Set<K> ready = new LinkedHashSet<>();
  private final Set<K> working = new HashSet<>();
  private final Set<K> again = new HashSet<>();
  private final Map<K, Instant> later = new HashMap<>();
  private final Map<K, Integer> failures = new HashMap<>();
  private boolean closed;

  /** The latest look at the clock, with the time that no one sets. */
  private Instant latest = Instant.MIN;

  private long latestNanos;

  public WorkQueue(Clock clock) {
    this.clock = clock;
  }

  /** The key needs work, now. */
  public void add(K key) {
    lock.lock();
    try {
      addLocked(key);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void addLocked(K key) {
    later.remove(key);
    if (working.contains(key)) {
      again.add(key);
    } else {
      ready.add(key);
    }
  }

  /** The key needs work after a while; the earliest of several such times counts. */
  public void addAfter(K key, Duration delay) {
    lock.lock();
    try {
      later.merge(key, now().plus(delay), (a, b) -> a.isBefore(b) ? a : b);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** The work failed: the key comes again, each time after twice the time, at most 30 s. */
  public void retry(K key) {
    int count;
    lock.lock();
    try {
      count = failures.merge(key, 1, Integer::sum);
    } finally {
      lock.unlock();
    }
    Duration delay = FIRST_RETRY.multipliedBy(1L << Math.min(count - 1, MAX_DOUBLINGS));
    addAfter(key, delay.compareTo(LAST_RETRY) > 0 ? LAST_RETRY : delay);
  }

  /** The work succeeded: the next failure starts from the shortest delay. */
  public void forget(K key) {
    lock.lock();
    try {
      failures.remove(key);
    } finally {
      lock.unlock();
    }
  }

  /** Waits for the next key; empty when the queue is closed. */
  public Optional<K> take() throws InterruptedException {
    lock.lock();
    try {
      while (!closed) {
        Optional<Duration> untilNext = wakeDue();
        Optional<K> key = next();
        if (key.isPresent()) {
          return key;
        }
        if (untilNext.isEmpty()) {
          changed.await();
        } else {
          long nanos = Math.max(1, untilNext.get().toNanos());
          changed.awaitNanos(Math.min(nanos, TimeUnit.HOURS.toNanos(1)));
        }
      }
      return Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  /** What waits does not wait longer because the clock was set back. */
  private Instant now() {
    Instant now = clock.instant();
    long nanos = System.nanoTime();
    if (now.isBefore(latest)) {
      Duration back = Duration.between(now, latest.plusNanos(nanos - latestNanos));
      later.replaceAll((key, at) -> at.minus(back));
    }
    latest = now;
    latestNanos = nanos;
    return now;
  }

  private Optional<K> next() {
    var iterator = ready.iterator();
    if (!iterator.hasNext()) {
      return Optional.empty();
    }
    K key = iterator.next();
    iterator.remove();
    working.add(key);
    return Optional.of(key);
  }

  /** Moves due keys to the ready ones; tells how long the earliest other one still has. */
  private Optional<Duration> wakeDue() {
    Instant now = now();
    var due = later.entrySet().stream().filter(e -> !e.getValue().isAfter(now)).toList();
    due.stream().map(Map.Entry::getKey).toList().forEach(this::addLocked);
    return later.values().stream().min(Instant::compareTo).map(t -> Duration.between(now, t));
  }

  /** The worker has finished with the key, well or not. */
  public void done(K key) {
    lock.lock();
    try {
      working.remove(key);
      if (again.remove(key)) {
        ready.add(key);
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Lets waiting workers go home. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
