package dev.slipway.node.pod;

import dev.slipway.manifest.KubeObject;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The threads of one pod: workers, which run its containers, and guards, which watch over its end.
 * Once the node goes all are interrupted, those too that are started later.
 */
final class PodThreads {
  private static final System.Logger LOG = System.getLogger(PodThreads.class.getName());
  private static final Duration UNBLOCK = Duration.ofSeconds(1);

  private final List<Thread> workers = new CopyOnWriteArrayList<>();
  private final List<Thread> guards = new CopyOnWriteArrayList<>();
  private volatile boolean detached;

  /** Something that ends when its thread is interrupted. */
  interface Task {
    void run() throws InterruptedException;
  }

  /** A thread for a pod; what fails in it is logged. */
  static Thread of(String prefix, KubeObject pod, Task task) {
    return Thread.ofVirtual()
        .name(prefix + pod.name())
        .unstarted(() -> {
          try {
            task.run();
          } catch (InterruptedException e) {
            // The node goes, or the pod's end wants this to stop waiting.
          } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "pod " + pod.objectName() + " failed", e);
          }
        });
  }

  Thread work(String prefix, KubeObject pod, Task task) {
    return start(of(prefix, pod, task), workers);
  }

  void guard(String prefix, KubeObject pod, Task task) {
    start(of(prefix, pod, task), guards);
  }

  private synchronized Thread start(Thread thread, List<Thread> kind) {
    kind.add(thread);
    thread.start();
    if (detached) {
      thread.interrupt();
    }
    return thread;
  }

  /** Waits for the workers; who waits for something that will not come is woken. */
  void awaitWorkers() throws InterruptedException {
    for (Thread thread : workers) {
      if (!thread.join(UNBLOCK)) {
        thread.interrupt();
        thread.join();
      }
    }
  }

  /** The node goes: nothing waits any longer. */
  synchronized void detach() {
    detached = true;
    workers.forEach(Thread::interrupt);
    guards.forEach(Thread::interrupt);
  }

  boolean isDetached() {
    return detached;
  }

  /** Waits until nothing is done any more; after {@link #detach}. */
  void join() throws InterruptedException {
    // Threads that were being started meanwhile are in the list by the time their starter ends.
    for (List<Thread> kind : List.of(workers, guards)) {
      for (int i = 0; i < kind.size(); i++) {
        kind.get(i).join();
      }
    }
  }
}
