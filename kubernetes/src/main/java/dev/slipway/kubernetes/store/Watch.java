package dev.slipway.kubernetes.store;

import java.time.Duration;
import java.util.List;

/**
 * A reader of one resource's changes, from a version on. For one thread; holds no resources of the
 * store, so abandoning it costs nothing.
 */
public final class Watch {
  private final History history;
  private long seen;
  private boolean closed;

  Watch(History history, long from) {
    this.history = history;
    this.seen = from;
  }

  /**
   * The next changes in order, or none when {@code timeout} passes or the store is closed.
   *
   * @throws VersionTooOldException when the watcher fell too far behind
   */
  public List<StoreEvent> next(Duration timeout) throws InterruptedException {
    History.Batch batch = history.after(seen, timeout);
    seen = batch.seen();
    closed = batch.closed();
    return batch.events();
  }

  /** Whether the store was closed, so that nothing more will come. */
  public boolean isClosed() {
    return closed;
  }

  /** The version up to which this watcher has seen every change: what a bookmark states. */
  public long version() {
    return seen;
  }
}
