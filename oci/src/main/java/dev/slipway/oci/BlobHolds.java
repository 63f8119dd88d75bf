package dev.slipway.oci;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Which content somebody relies on just now, so that nobody removes it. */
final class BlobHolds {
  private final Map<Digest, Integer> counts = new ConcurrentHashMap<>();

  /** What to do with content that nobody holds. */
  @FunctionalInterface
  interface Step {
    boolean run() throws IOException;
  }

  BlobHold hold(Collection<Digest> digests) {
    var distinct = Set.copyOf(digests);
    distinct.forEach(digest -> counts.merge(digest, 1, Integer::sum));
    return () ->
        distinct.forEach(digest ->
            counts.computeIfPresent(digest, (key, count) -> count == 1 ? null : count - 1));
  }

  boolean isHeld(Digest digest) {
    return counts.containsKey(digest);
  }

  /**
   * Does the step when nobody holds the content, in one step with the look; nobody can begin to
   * hold it meanwhile.
   *
   * @return what the step returned; false when somebody holds it
   */
  boolean whenFree(Digest digest, Step step) throws IOException {
    boolean[] done = new boolean[1];
    try {
      counts.computeIfAbsent(
          digest,
          key -> {
            done[0] = run(step);
            return null;
          });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    return done[0];
  }

  private static boolean run(Step step) {
    try {
      return step.run();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
