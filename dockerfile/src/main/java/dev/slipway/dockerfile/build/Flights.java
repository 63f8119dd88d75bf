package dev.slipway.dockerfile.build;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;

/** Work that several builds want at the same time: the first one does it, the others wait. */
final class Flights {
  private final ConcurrentHashMap<String, CompletableFuture<StepResult>> underway =
      new ConcurrentHashMap<>();

  /** What came of asking. */
  sealed interface Outcome {
    StepResult result();

    /** The caller did the work. */
    record Done(StepResult result) implements Outcome {}

    /** Somebody else did. */
    record Joined(StepResult result) implements Outcome {}
  }

  /** Does the work, unless somebody else is doing it. */
  Outcome fly(String key, Callable<StepResult> work) throws Exception {
    while (true) {
      var own = new CompletableFuture<StepResult>();
      var other = underway.putIfAbsent(key, own);
      if (other == null) {
        return new Outcome.Done(doIt(key, work, own));
      }
      try {
        return new Outcome.Joined(other.get());
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof InterruptedException)) {
          Waiting.rethrow(e);
        }
        // The build that was doing it was given up; now it is our turn.
      }
    }
  }

  private StepResult doIt(String key, Callable<StepResult> work, CompletableFuture<StepResult> own)
      throws Exception {
    try {
      StepResult result = work.call();
      own.complete(result);
      return result;
    } catch (Throwable e) {
      own.completeExceptionally(e);
      throw e;
    } finally {
      underway.remove(key, own);
    }
  }
}
