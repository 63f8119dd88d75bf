package dev.slipway.registry.cleanup;

import dev.slipway.oci.Digest;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A repository at one moment, with all that decides about its images.
 *
 * @param images all images and indexes in it
 * @param used what is needed elsewhere, with the reason: what runs, what can be rolled back to
 * @param tags whether tags can be taken from images
 */
public record CleanupSnapshot(
    List<Candidate> images,
    List<CleanupPolicy> policies,
    Map<Digest, String> used,
    TagMobility tags,
    Instant now) {
  /** Whether tags can be taken from images. */
  public enum TagMobility {
    MOVABLE,
    IMMUTABLE
  }

  public CleanupSnapshot {
    images = List.copyOf(images);
    policies = List.copyOf(policies);
    used = Map.copyOf(used);
  }
}
