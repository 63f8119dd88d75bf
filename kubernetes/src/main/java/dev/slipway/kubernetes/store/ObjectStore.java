package dev.slipway.kubernetes.store;

import dev.slipway.base.Json;
import dev.slipway.base.SlipwayException;
import dev.slipway.manifest.KubeObject;
import dev.slipway.manifest.ObjectName;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import tools.jackson.databind.node.ObjectNode;

/** All objects of the cluster, with one global version that every change increases. */
public final class ObjectStore implements AutoCloseable, ObjectReader {
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
  private final Map<String, TreeMap<ObjectName, KubeObject>> objects = new ConcurrentHashMap<>();
  private final Map<String, History> histories = new ConcurrentHashMap<>();
  private final Writer writer;

  /** The version found on disk; changes before it are not known any more. */
  private final long start;

  /** Guarded by {@link #lock}. */
  private long version;

  private ObjectStore(ObjectDatabase database) {
    start = database.readVersion();
    version = start;
    database.readAll(this::load);
    writer = new Writer(database, this, version);
  }

  /**
   * Opens or creates the store.
   *
   * @throws SlipwayException when the file cannot be used
   */
  public static ObjectStore open(Path file) {
    return new ObjectStore(new ObjectDatabase(file));
  }

  private void load(String resource, byte[] body) {
    var tree = (ObjectNode) Json.parse(body, "stored object");
    KubeObject object = KubeObject.of(tree);
    objects.computeIfAbsent(resource, r -> new TreeMap<>()).put(object.objectName(), object);
  }

  /** The version of the last change. */
  public long version() {
    lock.readLock().lock();
    try {
      return version;
    } finally {
      lock.readLock().unlock();
    }
  }

  @Override
  public Optional<KubeObject> find(Key key) {
    lock.readLock().lock();
    try {
      var ofResource = objects.get(key.resource());
      return ofResource == null
          ? Optional.empty()
          : Optional.ofNullable(ofResource.get(key.name()));
    } finally {
      lock.readLock().unlock();
    }
  }

  /** The objects of a resource in every namespace. */
  public Listing list(String resource) {
    lock.readLock().lock();
    try {
      var ofResource = objects.get(resource);
      return new Listing(
          version, ofResource == null ? List.of() : new ArrayList<>(ofResource.values()));
    } finally {
      lock.readLock().unlock();
    }
  }

  /** The objects of a resource in one namespace. */
  public Listing list(String resource, String namespace) {
    lock.readLock().lock();
    try {
      var ofResource = objects.get(resource);
      if (ofResource == null) {
        return new Listing(version, List.of());
      }
      var from = new ObjectName(namespace, "");
      var to = new ObjectName(namespace + "\0", "");
      return new Listing(version, new ArrayList<>(ofResource.subMap(from, to).values()));
    } finally {
      lock.readLock().unlock();
    }
  }

  /**
   * Changes one object and returns it as stored, with its new resource version; for a removal its
   * last state. The change is on disk and visible when this returns.
   *
   * @throws StoreConflictException when the object is not in the state the write assumes
   * @throws SlipwayException when the disk refuses
   */
  public KubeObject write(Write write) {
    return writer.write(write);
  }

  /**
   * Watches a resource from a version on.
   *
   * @throws VersionTooOldException when changes since then are no longer known
   */
  public Watch watch(String resource, long from) {
    History history = history(resource);
    long oldest = history.oldest();
    if (from < oldest) {
      throw new VersionTooOldException(from, oldest);
    }
    return new Watch(history, from);
  }

  private History history(String resource) {
    lock.readLock().lock();
    try {
      return histories.computeIfAbsent(resource, r -> new History(start, version));
    } finally {
      lock.readLock().unlock();
    }
  }

  /** Called by the writer once the changes are on disk. */
  void publish(List<Writer.Committed> changes) {
    lock.writeLock().lock();
    try {
      for (Writer.Committed change : changes) {
        var ofResource = objects.computeIfAbsent(change.key().resource(), r -> new TreeMap<>());
        StoreEvent event = change.event();
        long before = version;
        if (event.kind() == StoreEvent.Kind.DELETED) {
          ofResource.remove(change.key().name());
        } else {
          ofResource.put(change.key().name(), event.object());
        }
        version = event.version();
        histories
            .computeIfAbsent(change.key().resource(), r -> new History(start, before))
            .append(event, change.text());
      }
      histories.values().forEach(h -> h.advance(version));
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** Finishes the writes already accepted, ends all watches, closes the file. */
  @Override
  public void close() {
    writer.close();
    histories.values().forEach(History::close);
  }
}
