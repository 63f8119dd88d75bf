package dev.slipway.daemon;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** The wish to end the process, made once. Thread-safe. */
final class Shutdown {
  private final CompletableFuture<Containers> wish = new CompletableFuture<>();

  /** What becomes of the containers. */
  enum Containers {
    /** They go on and are adopted by the next process. */
    KEEP,
    /** They are stopped and everything of the instance but its data is removed. */
    REMOVE
  }

  /** Asks for the end; the first wish counts. */
  void request(Containers containers) {
    wish.complete(containers);
  }

  /** Waits for the wish. */
  Containers await() throws InterruptedException {
    try {
      return wish.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("a wish is never completed exceptionally", e);
    }
  }
}
