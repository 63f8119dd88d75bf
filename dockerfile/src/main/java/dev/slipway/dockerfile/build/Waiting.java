package dev.slipway.dockerfile.build;

import dev.slipway.base.SlipwayException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/** Waits for work of other threads and fails as that did. */
final class Waiting {
  private Waiting() {}

  static <T> T until(Future<T> work) throws InterruptedException {
    try {
      return work.get();
    } catch (ExecutionException e) {
      rethrow(e);
      throw new IllegalStateException("rethrow always throws", e);
    }
  }

  /** Throws {@code cause}, wrapped when callers do not expect its kind. */
  static void rethrow(Throwable failure) throws InterruptedException {
    Throwable cause = failure;
    while (cause instanceof ExecutionException || cause instanceof CompletionException) {
      Throwable below = cause.getCause();
      if (below == null) {
        break;
      }
      cause = below;
    }
    switch (cause) {
      case InterruptedException e -> throw new InterruptedException("the work was given up");
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default -> throw new SlipwayException(String.valueOf(cause.getMessage()), cause);
    }
  }
}
