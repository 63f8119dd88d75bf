package dev.slipway.oci;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What is known of the blobs' bytes: a blob that came in since the start was hashed on the way, any
 * other is hashed when it is first asked for, once for all who ask meanwhile. Changes of the files
 * go through here, so that what is known stays true.
 */
final class CheckedBlobs {
  private static final int REMEMBERED = 200_000;

  private final Map<Digest, Check> known = new ConcurrentHashMap<>();

  /** One look at one file, and what comes of it. */
  private static final class Check {
    final CompletableFuture<Boolean> isWhole;

    Check(CompletableFuture<Boolean> isWhole) {
      this.isWhole = isWhole;
    }
  }

  /** Something done to a blob's file. */
  @FunctionalInterface
  interface Step {
    void run() throws IOException;
  }

  /** A look at a blob's bytes; empty when there is no file. */
  @FunctionalInterface
  interface Look {
    Optional<Boolean> isWhole() throws IOException;
  }

  boolean isKnownWhole(Digest digest) {
    Check now = known.get(digest);
    return now != null
        && now.isWhole.isDone()
        && !now.isWhole.isCompletedExceptionally()
        && now.isWhole.join();
  }

  /** Does what makes the blob whole and durable. */
  void arrive(Digest digest, Step publish) throws IOException {
    change(digest, publish, Optional.of(new Check(CompletableFuture.completedFuture(true))));
  }

  /** Does what takes the blob away. */
  void leave(Digest digest, Step remove) throws IOException {
    change(digest, remove, Optional.empty());
  }

  private void change(Digest digest, Step step, Optional<Check> after) throws IOException {
    if (known.size() > REMEMBERED) {
      known.values().removeIf(check -> check.isWhole.isDone());
    }
    try {
      known.compute(
          digest,
          (key, now) -> {
            run(step);
            return after.orElse(null);
          });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /**
   * Whether the blob is there and its bytes are its own.
   *
   * @param damaged what to do with a file whose bytes are not
   */
  boolean isWhole(Digest digest, Look look, Step damaged) throws IOException {
    var mine = new Check(new CompletableFuture<>());
    Check first = known.putIfAbsent(digest, mine);
    if (first != null) {
      return await(digest, first.isWhole);
    }
    try {
      Optional<Boolean> whole = look.isWhole();
      learn(digest, mine, whole, damaged);
      mine.isWhole.complete(whole.orElse(false));
      return whole.orElse(false);
    } catch (IOException | RuntimeException e) {
      known.remove(digest, mine);
      mine.isWhole.completeExceptionally(e);
      throw e;
    }
  }

  private static boolean await(Digest digest, CompletableFuture<Boolean> check) throws IOException {
    try {
      return check.join();
    } catch (CompletionException e) {
      throw new IOException("the blob " + digest + " could not be checked", e.getCause());
    }
  }

  private void learn(Digest digest, Check mine, Optional<Boolean> whole, Step damaged) {
    if (whole.orElse(false)) {
      return;
    }
    known.computeIfPresent(
        digest,
        (key, now) -> {
          if (now != mine) {
            // What came in meanwhile is another file.
            return now;
          }
          if (whole.isPresent()) {
            run(damaged);
          }
          return null;
        });
  }

  private static void run(Step step) {
    try {
      step.run();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
