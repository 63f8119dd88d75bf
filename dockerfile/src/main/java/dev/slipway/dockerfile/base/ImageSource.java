package dev.slipway.dockerfile.base;

import dev.slipway.dockerfile.StandIn;
import dev.slipway.oci.Descriptor;
import java.util.Optional;

/** One place where base images may be. Safe for concurrent use. */
@FunctionalInterface
public interface ImageSource {
  /** What came of looking. */
  sealed interface Answer {
    /**
     * It is there, with all its blobs in the blob store.
     *
     * @param manifest an image manifest, or an index of them
     */
    record Found(Descriptor manifest, Optional<StandIn> standIn) implements Answer {}

    /**
     * It is not there.
     *
     * @param reason as part of a sentence: {@code registry-1.docker.io is not reachable}; empty
     *     when it goes without saying
     */
    record Missing(String reason) implements Answer {}
  }

  /**
   * Looks for an image.
   *
   * @param reasons why the places before this one did not have it
   */
  Answer look(BaseImages.Request request, String reasons);
}
