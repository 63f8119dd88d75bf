package dev.slipway.kubernetes;

import dev.slipway.kubernetes.store.Listing;
import dev.slipway.kubernetes.store.StoreEvent;
import dev.slipway.kubernetes.store.VersionTooOldException;
import dev.slipway.kubernetes.store.Watch;
import dev.slipway.manifest.KubeObject;
import dev.slipway.manifest.ObjectName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;

/**
 * A controller's view of one kind: an indexed cache kept up to date by a watch, with callbacks.
 *
 * <p>Callbacks run one after the other on the informer's own virtual thread, after the cache shows
 * the change; they should hand over to a work queue. A callback that throws is logged and does not
 * stop the informer. The cache lags behind the cluster by the time of one callback: a controller
 * that must see its own write waits for its resource version ({@link #awaitVersion}).
 */
public final class Informer implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Informer.class.getName());
  private static final Duration POLL = Duration.ofSeconds(30);

  /** Receives changes. */
  public interface Handler {
    /** The object came into view. */
    void added(KubeObject object);

    /** The object changed. */
    void updated(KubeObject old, KubeObject object);

    /** The object is gone; this is its last state. */
    void deleted(KubeObject object);

    /** A handler that treats every change alike. */
    static Handler ofAny(java.util.function.Consumer<KubeObject> changed) {
      return new Handler() {
        @Override
        public void added(KubeObject object) {
          changed.accept(object);
        }

        @Override
        public void updated(KubeObject old, KubeObject object) {
          changed.accept(object);
        }

        @Override
        public void deleted(KubeObject object) {
          changed.accept(object);
        }
      };
    }
  }

  private final Cluster cluster;
  private final ResourceType type;
  private final Map<String, Function<KubeObject, ? extends Collection<String>>> indexers;
  private final List<Handler> handlers;
  private final Map<ObjectName, KubeObject> objects = new ConcurrentHashMap<>();

  /** Index name, then index value, then names; guarded by itself. */
  private final Map<String, Map<String, Set<ObjectName>>> indexes = new HashMap<>();

  private final CountDownLatch synced = new CountDownLatch(1);
  private final Object versionChanged = new Object();
  private long version;
  private final Thread thread;
  private volatile boolean closed;

  private Informer(
      Cluster cluster,
      ResourceType type,
      Map<String, Function<KubeObject, ? extends Collection<String>>> indexers,
      List<Handler> handlers) {
    this.cluster = cluster;
    this.type = type;
    this.indexers = Map.copyOf(indexers);
    this.handlers = List.copyOf(handlers);
    this.indexers.keySet().forEach(name -> indexes.put(name, new HashMap<>()));
    this.thread = Thread.ofVirtual().name("informer-" + type).unstarted(this::run);
  }

  /** Collects what an informer indexes and whom it tells, then starts it. */
  public static final class Builder {
    private final Cluster cluster;
    private final ResourceType type;
    private final Map<String, Function<KubeObject, ? extends Collection<String>>> indexers =
        new HashMap<>();
    private final List<Handler> handlers = new ArrayList<>();

    private Builder(Cluster cluster, ResourceType type) {
      this.cluster = cluster;
      this.type = type;
    }

    /** Makes {@link Informer#byIndex} find objects by the values {@code indexer} gives. */
    public Builder index(String name, Function<KubeObject, ? extends Collection<String>> indexer) {
      indexers.put(name, indexer);
      return this;
    }

    public Builder handler(Handler handler) {
      handlers.add(handler);
      return this;
    }

    /** Starts it; the cache fills in the background ({@link Informer#awaitSynced}). */
    public Informer start() {
      var informer = new Informer(cluster, type, indexers, handlers);
      informer.thread.start();
      return informer;
    }
  }

  public static Builder of(Cluster cluster, ResourceType type) {
    return new Builder(cluster, type);
  }

  /** Waits until everything that existed at the start is in the cache and was announced. */
  public void awaitSynced() throws InterruptedException {
    synced.await();
  }

  /**
   * Waits until the cache shows everything up to a resource version; false when it takes longer.
   */
  public boolean awaitVersion(long wanted, Duration timeout) throws InterruptedException {
    long end = System.nanoTime() + timeout.toNanos();
    synchronized (versionChanged) {
      while (version < wanted) {
        long left = (end - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
          return false;
        }
        versionChanged.wait(left);
      }
      return true;
    }
  }

  public List<KubeObject> list() {
    return List.copyOf(objects.values());
  }

  /** The objects for which the named index gave {@code value}. */
  public List<KubeObject> byIndex(String index, String value) {
    synchronized (indexes) {
      var byValue = indexes.get(index);
      if (byValue == null) {
        throw new IllegalArgumentException("informer of " + type + " has no index " + index);
      }
      return byValue.getOrDefault(value, Set.of()).stream()
          .map(objects::get)
          .filter(o -> o != null)
          .toList();
    }
  }

  private void run() {
    while (!closed) {
      try {
        follow(resync());
      } catch (VersionTooOldException e) {
        LOG.log(System.Logger.Level.INFO, "informer of {0} fell behind and lists again", type);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  /** Brings the cache to the cluster's state, announcing the differences. */
  private Watch resync() {
    Listing listing = cluster.list(type, Selection.ALL);
    var present = new LinkedHashSet<ObjectName>();
    for (KubeObject object : listing.items()) {
      present.add(object.objectName());
      KubeObject old = objects.get(object.objectName());
      if (old != null && !old.uid().equals(object.uid())) {
        remove(old);
        put(object);
      } else if (old == null || !old.resourceVersion().equals(object.resourceVersion())) {
        put(object);
      }
    }
    for (KubeObject old : list()) {
      if (!present.contains(old.objectName())) {
        remove(old);
      }
    }
    reached(listing.version());
    synced.countDown();
    return cluster.watch(type, listing.version());
  }

  private void follow(Watch watch) throws InterruptedException {
    while (!closed) {
      for (StoreEvent event : watch.next(POLL)) {
        if (event.kind() == StoreEvent.Kind.DELETED) {
          remove(event.object());
        } else {
          put(event.object());
        }
        reached(event.version());
      }
      reached(watch.version());
      closed |= watch.isClosed();
    }
  }

  private void reached(long now) {
    synchronized (versionChanged) {
      version = Math.max(version, now);
      versionChanged.notifyAll();
    }
  }

  private void put(KubeObject object) {
    KubeObject old;
    synchronized (indexes) {
      old = objects.put(object.objectName(), object);
      if (old != null) {
        unindex(old);
      }
      indexers.forEach((name, indexer) ->
          indexer
              .apply(object)
              .forEach(value ->
                  indexOf(name)
                      .computeIfAbsent(value, v -> new LinkedHashSet<>())
                      .add(object.objectName())));
    }
    for (Handler handler : handlers) {
      announce(() -> {
        if (old == null) {
          handler.added(object);
        } else {
          handler.updated(old, object);
        }
      });
    }
  }

  private void remove(KubeObject object) {
    synchronized (indexes) {
      KubeObject old = objects.remove(object.objectName());
      if (old == null) {
        return;
      }
      unindex(old);
    }
    handlers.forEach(handler -> announce(() -> handler.deleted(object)));
  }

  private void unindex(KubeObject object) {
    indexers.forEach((name, indexer) ->
        indexer
            .apply(object)
            .forEach(value ->
                indexOf(name)
                    .computeIfPresent(
                        value,
                        (v, names) -> {
                          names.remove(object.objectName());
                          return names.isEmpty() ? null : names;
                        })));
  }

  private Map<String, Set<ObjectName>> indexOf(String name) {
    return java.util.Objects.requireNonNull(indexes.get(name));
  }

  private void announce(Runnable callback) {
    try {
      callback.run();
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "a handler of the informer of " + type + " failed", e);
    }
  }

  /** Stops the watch; the cache stays as it is. */
  @Override
  public void close() {
    closed = true;
    thread.interrupt();
  }
}
