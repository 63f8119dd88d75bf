package dev.slipway.dockerfile.build;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** The threads of one build: the first failure ends all, and none outlives the build. */
final class SessionThreads implements AutoCloseable {
  private final List<Thread> threads = new ArrayList<>();
  private final BlockingQueue<Outcome> outcomes = new LinkedBlockingQueue<>();

  /** How a thread ended. */
  private sealed interface Outcome {
    record Finished() implements Outcome {}

    record Failed(Throwable failure) implements Outcome {}
  }

  /** What a thread does. */
  @FunctionalInterface
  interface Task {
    void run() throws Exception;
  }

  void start(String name, Task task) {
    threads.add(
        Thread.ofVirtual()
            .name(name)
            .start(() -> {
              try {
                task.run();
                outcomes.add(new Outcome.Finished());
              } catch (Throwable e) {
                outcomes.add(new Outcome.Failed(e));
              }
            }));
  }

  /** Waits for all; throws the first failure. */
  void join() throws Exception {
    for (int i = 0; i < threads.size(); i++) {
      if (outcomes.take() instanceof Outcome.Failed(Throwable failure)) {
        Waiting.rethrow(failure);
      }
    }
  }

  /** Ends what is still running and waits until it has cleaned up. */
  @Override
  public void close() {
    threads.forEach(Thread::interrupt);
    boolean interrupted = Thread.interrupted();
    for (Thread thread : threads) {
      while (thread.isAlive()) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
