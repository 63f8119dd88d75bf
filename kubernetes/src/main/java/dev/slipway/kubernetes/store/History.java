package dev.slipway.kubernetes.store;

import dev.slipway.base.Json;
import dev.slipway.manifest.ObjectName;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The recent changes of one resource, bounded by number and by size.
 *
 * <p>Memory is bounded whatever watchers do: a watcher keeps only the version it has seen, and one
 * that falls behind the oldest change kept is told so. Only the newest changes are kept as objects,
 * which take ten times the room of their text; the others are read again for who comes that late.
 */
final class History {
  private static final int MAX_EVENTS = 4096;
  private static final long MAX_BYTES = 4L << 20;
  private static final int LIVE_EVENTS = 256;
  private static final long LIVE_BYTES = 1L << 20;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  /** As text, the oldest first. */
  private final ArrayDeque<PackedEvent> packed = new ArrayDeque<>();

  /** Those after them, as objects too. */
  private final ArrayDeque<Recent> recent = new ArrayDeque<>();

  /** The texts that the newest changes of objects have left here: the next change begins there. */
  private final Map<ObjectName, byte[]> texts = new HashMap<>();

  private long packedBytes;
  private long recentBytes;

  private record Recent(StoreEvent event, PackedEvent packed) {}

  /** Everything after this version is here. */
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

  /**
   * Called by the writer, in order of versions.
   *
   * @param text of the object after the change; of one that is removed any
   */
  void append(StoreEvent event, byte[] text) {
    lock.lock();
    try {
      PackedEvent change = pack(event, text);
      recent.addLast(new Recent(event, change));
      recentBytes += change.bytes();
      while (recent.size() > LIVE_EVENTS || (recentBytes > LIVE_BYTES && recent.size() > 1)) {
        PackedEvent older = recent.removeFirst().packed();
        recentBytes -= older.bytes();
        packed.addLast(older);
        packedBytes += older.bytes();
      }
      while (!packed.isEmpty()
          && (packed.size() + recent.size() > MAX_EVENTS
              || packedBytes + recentBytes > MAX_BYTES)) {
        drop(packed.removeFirst());
      }
      current = event.version();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private PackedEvent pack(StoreEvent event, byte[] text) {
    ObjectName name = event.object().objectName();
    Optional<byte[]> before =
        event
            .previous()
            .map(p -> Optional.ofNullable(texts.get(name)).orElseGet(() -> Json.bytes(p.tree())));
    if (event.kind() == StoreEvent.Kind.DELETED) {
      texts.remove(name);
      return new PackedEvent(
          event.version(), event.kind(), name, Json.bytes(event.object().tree()), before);
    }
    texts.put(name, text);
    return new PackedEvent(event.version(), event.kind(), name, text, before);
  }

  private void drop(PackedEvent dropped) {
    packedBytes -= dropped.bytes();
    oldest = dropped.version();
    texts.computeIfPresent(dropped.name(), (name, text) -> dropped.isOf(text) ? null : text);
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
    var newest = recent.descendingIterator();
    while (newest.hasNext()) {
      StoreEvent event = newest.next().event();
      if (event.version() <= version) {
        return found.reversed();
      }
      found.add(event);
    }
    var older = packed.descendingIterator();
    while (older.hasNext()) {
      PackedEvent event = older.next();
      if (event.version() <= version) {
        break;
      }
      found.add(event.unpack());
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
