package dev.slipway.kubernetes.store;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The recent changes of one resource, bounded by number and by size.
 *
 * <p>Memory is bounded whatever watchers do: a watcher keeps only the version it has seen, and one
 * that falls behind the oldest change kept is told so.
 */
final class History {
  private static final int MAX_EVENTS = 4096;
  private static final long MAX_BYTES = 8L << 20;

  /** A change with the size of its object on disk. */
  private record Entry(StoreEvent event, int bytes) {}

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ArrayDeque<Entry> entries = new ArrayDeque<>();
  private long bytes;

  /** Everything after this version is in {@link #entries}. */
  private long oldest;

  /** No change up to this version is missing. */
  private long current;

  private boolean closed;

  /**
   * @param oldest a version after which this resource has not changed yet
   * @param current the global version now
   */
  History(long oldest, long current) {
    this.oldest = oldest;
    this.current = current;
  }

  /** Called by the writer, in order of versions. */
  void append(StoreEvent event, int size) {
    lock.lock();
    try {
      entries.addLast(new Entry(event, size));
      bytes += size;
      while (entries.size() > MAX_EVENTS || (bytes > MAX_BYTES && entries.size() > 1)) {
        Entry dropped = entries.removeFirst();
        bytes -= dropped.bytes();
        oldest = dropped.event().version();
      }
      current = event.version();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Changes of other resources moved the global version; nobody needs to wake for that. */
  void advance(long version) {
    lock.lock();
    try {
      current = Math.max(current, version);
    } finally {
      lock.unlock();
    }
  }

  void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** What a watcher gets: changes, and the version up to which it has now seen everything. */
  record Batch(List<StoreEvent> events, long seen, boolean closed) {}

  /** The changes after {@code version}, waiting up to {@code timeout} for the first. */
  Batch after(long version, Duration timeout) throws InterruptedException {
    long nanos = timeout.toNanos();
    lock.lockInterruptibly();
    try {
      while (true) {
        if (version < oldest) {
          throw new VersionTooOldException(version, oldest);
        }
        List<StoreEvent> found = since(version);
        if (!found.isEmpty() || closed || nanos <= 0) {
          return new Batch(found, Math.max(current, version), closed);
        }
        nanos = changed.awaitNanos(nanos);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Walks back from the newest, because watchers are usually almost up to date. */
  private List<StoreEvent> since(long version) {
    var found = new ArrayList<StoreEvent>();
    var backwards = entries.descendingIterator();
    while (backwards.hasNext()) {
      StoreEvent event = backwards.next().event();
      if (event.version() <= version) {
        break;
      }
      found.add(event);
    }
    return found.reversed();
  }

  /** The oldest version a watch may start from. */
  long oldest() {
    lock.lock();
    try {
      return oldest;
    } finally {
      lock.unlock();
    }
  }
}
