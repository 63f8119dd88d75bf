package dev.slipway.kubernetes.controller;

import dev.slipway.kubernetes.ApiException;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The virtual threads that empty one work queue. */
public final class Workers<K> implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Workers.class.getName());

  /** Brings what a key names closer to what it should be. */
  @FunctionalInterface
  public interface Reconciler<K> {
    void reconcile(K key) throws Exception;
  }

  private final String name;
  private final WorkQueue<K> queue;
  private final Reconciler<K> reconciler;
  private final List<Thread> threads = new ArrayList<>();

  private Workers(String name, WorkQueue<K> queue, Reconciler<K> reconciler) {
    this.name = name;
    this.queue = queue;
    this.reconciler = reconciler;
  }

  /** Starts {@code count} workers. */
  public static <K> Workers<K> start(
      String name, int count, WorkQueue<K> queue, Reconciler<K> reconciler) {
    var workers = new Workers<>(name, queue, reconciler);
    for (int i = 0; i < count; i++) {
      workers.threads.add(Thread.ofVirtual().name(name + "-" + i).start(workers::run));
    }
    return workers;
  }

  private void run() {
    try {
      for (Optional<K> key = queue.take(); key.isPresent(); key = queue.take()) {
        work(key.get());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void work(K key) throws InterruptedException {
    try {
      reconciler.reconcile(key);
      queue.forget(key);
    } catch (InterruptedException e) {
      throw e;
    } catch (ApiException e) {
      // A conflict or a vanished object means that the snapshot was out of date: look again.
      if (!e.isConflict() && !e.isNotFound()) {
        LOG.log(Level.WARNING, "{0} of {1} was refused: {2}", name, key, e.getMessage());
      }
      queue.retry(key);
    } catch (Exception e) {
      LOG.log(Level.ERROR, name + " of " + key + " failed and will be tried again", e);
      queue.retry(key);
    } finally {
      queue.done(key);
    }
  }

  /** Stops the workers; those at work finish first. */
  @Override
  public void close() {
    queue.close();
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
