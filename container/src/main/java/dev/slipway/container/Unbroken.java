package dev.slipway.container;

import java.util.concurrent.CompletableFuture;

/**
 * Work that must not be broken off in the middle, because something would be left on the machine
 * that nobody knows of: making a container or a network, removing one.
 *
 * <p>An interrupt of the caller takes effect once the work is done.
 */
public final class Unbroken {
  /** The work. */
  @FunctionalInterface
  public interface Work<T, E extends Exception> {
    T run() throws E;
  }

  private sealed interface Outcome<T> {
    record Value<T>(T value) implements Outcome<T> {}

    record Problem<T>(Throwable problem) implements Outcome<T> {}
  }

  private Unbroken() {}

  /** Does the work on a thread that nobody interrupts, and waits for it. */
  public static <T, E extends Exception> T run(Work<T, E> work, Class<E> expected) throws E {
    var outcome = new CompletableFuture<Outcome<T>>();
    Thread worker =
        Thread.ofVirtual()
            .start(() -> {
              try {
                outcome.complete(new Outcome.Value<>(work.run()));
              } catch (Throwable e) {
                outcome.complete(new Outcome.Problem<>(e));
              }
            });
    join(worker);
    return switch (outcome.join()) {
      case Outcome.Value<T>(T value) -> value;
      case Outcome.Problem<T>(Throwable problem) -> {
        if (expected.isInstance(problem)) {
          throw expected.cast(problem);
        }
        throw problem instanceof RuntimeException r ? r : new IllegalStateException(problem);
      }
    };
  }

  /** Does work that only fails as programs do. */
  public static void run(Runnable work) {
    run(
        () -> {
          work.run();
          return true;
        },
        RuntimeException.class);
  }

  private static void join(Thread worker) {
    boolean interrupted = false;
    while (true) {
      try {
        worker.join();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
