package dev.slipway.kubernetes.store;

import dev.slipway.base.Json;
import dev.slipway.base.SlipwayException;
import dev.slipway.manifest.KubeObject;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import tools.jackson.databind.node.ObjectNode;

/**
 * Decides, numbers and commits writes, in batches of what queued up during the last commit.
 *
 * <pre>
 * write() ─► queue ─► decide against (store + this batch) ─► SQLite commit ─► publish ─► answer
 * </pre>
 */
final class Writer implements AutoCloseable {
  private static final int MAX_BATCH = 512;
  private static final byte[] REMOVED = {};

  /** A committed change, ready to be shown. */
  record Committed(Key key, StoreEvent event, byte[] text) {}

  /** A write waiting for its answer; no write means stop. */
  private record Job(Optional<Write> write, CompletableFuture<KubeObject> answer) {}

  private final LinkedBlockingQueue<Job> queue = new LinkedBlockingQueue<>(8192);
  private final ObjectDatabase database;
  private final ObjectStore store;
  private final Thread thread;

  /** Held shared while a write enters the queue, so that none enters after the stop mark. */
  private final ReentrantReadWriteLock entrance = new ReentrantReadWriteLock();

  private boolean closed;

  /** Objects as changed by the batch in work, on top of the store; empty means removed. */
  private final Map<Key, Optional<KubeObject>> staged = new HashMap<>();

  private long version;

  Writer(ObjectDatabase database, ObjectStore store, long version) {
    this.database = database;
    this.store = store;
    this.version = version;
    this.thread = Thread.ofPlatform().name("kubernetes-store").daemon().start(this::run);
  }

  KubeObject write(Write write) {
    var job = new Job(Optional.of(write), new CompletableFuture<>());
    enter(job);
    try {
      return job.answer().join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  private void enter(Job job) {
    entrance.readLock().lock();
    try {
      if (closed) {
        throw new SlipwayException("the cluster is shutting down; try again when it is up");
      }
      queue.put(job);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SlipwayException("interrupted while waiting to write", e);
    } finally {
      entrance.readLock().unlock();
    }
  }

  private void run() {
    var batch = new ArrayList<Job>();
    boolean running = true;
    while (running) {
      batch.clear();
      try {
        batch.add(queue.take());
      } catch (InterruptedException e) {
        continue; // only close() ends this thread, so that accepted writes are answered
      }
      queue.drainTo(batch, MAX_BATCH - 1);
      running = batch.stream().noneMatch(job -> job.write().isEmpty());
      commit(batch);
    }
    database.close();
  }

  private void commit(List<Job> batch) {
    long before = version;
    staged.clear();
    var rows = new ArrayList<ObjectDatabase.Row>();
    var changes = new ArrayList<Committed>();
    var accepted = new ArrayList<Job>();
    for (Job job : batch) {
      try {
        job.write().ifPresent(write -> decide(write, rows, changes));
        accepted.add(job);
      } catch (RuntimeException e) {
        job.answer().completeExceptionally(e);
      }
    }
    try {
      if (!rows.isEmpty()) {
        database.commit(rows, version);
        store.publish(changes);
      }
    } catch (SQLException e) {
      version = before;
      var failure =
          new SlipwayException(
              "cannot write the cluster's objects: " + e.getMessage() + "; is the disk full?", e);
      accepted.forEach(job -> job.answer().completeExceptionally(failure));
      return;
    }
    answer(accepted, changes);
  }

  private static void answer(List<Job> accepted, List<Committed> changes) {
    int index = 0;
    for (Job job : accepted) {
      if (job.write().isPresent()) {
        job.answer().complete(changes.get(index++).event().object());
      }
    }
  }

  private void decide(Write write, List<ObjectDatabase.Row> rows, List<Committed> changes) {
    Optional<KubeObject> current = find(write.key());
    write.guard().check(this::find);
    StoreEvent event =
        switch (write) {
          case Write.Create create -> {
            if (current.isPresent()) {
              throw new StoreConflictException(write.key(), current);
            }
            yield event(StoreEvent.Kind.ADDED, create.tree(), current);
          }
          case Write.Replace replace -> {
            requireVersion(write.key(), current, replace.version());
            yield event(StoreEvent.Kind.MODIFIED, replace.tree(), current);
          }
          case Write.Remove remove -> {
            KubeObject last = requireVersion(write.key(), current, remove.version());
            yield event(StoreEvent.Kind.DELETED, last.copy(), current);
          }
        };
    boolean removed = event.kind() == StoreEvent.Kind.DELETED;
    byte[] body = removed ? REMOVED : Json.bytes(event.object().tree());
    version = event.version();
    staged.put(write.key(), removed ? Optional.empty() : Optional.of(event.object()));
    rows.add(new ObjectDatabase.Row(write.key(), version, body));
    changes.add(new Committed(write.key(), event, body));
  }

  private StoreEvent event(StoreEvent.Kind kind, ObjectNode tree, Optional<KubeObject> previous) {
    long next = version + 1;
    if (!(tree.get("metadata") instanceof ObjectNode metadata)) {
      throw new IllegalArgumentException("an object without metadata cannot be stored");
    }
    metadata.put("resourceVersion", Long.toString(next));
    return new StoreEvent(next, kind, KubeObject.of(tree), previous);
  }

  private static KubeObject requireVersion(Key key, Optional<KubeObject> current, long expected) {
    if (current.isEmpty() || !current.get().resourceVersion().equals(Long.toString(expected))) {
      throw new StoreConflictException(key, current);
    }
    return current.get();
  }

  private Optional<KubeObject> find(Key key) {
    Optional<KubeObject> inBatch = staged.get(key);
    return inBatch == null ? store.find(key) : inBatch;
  }

  @Override
  public void close() {
    entrance.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        queue.put(new Job(Optional.empty(), new CompletableFuture<>()));
      }
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      entrance.writeLock().unlock();
    }
  }
}
