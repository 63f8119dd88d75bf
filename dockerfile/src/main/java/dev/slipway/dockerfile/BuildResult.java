package dev.slipway.dockerfile;

import dev.slipway.container.snapshot.SnapshotId;
import dev.slipway.oci.Descriptor;
import dev.slipway.oci.Digest;
import dev.slipway.oci.ImageConfig;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A finished image.
 *
 * @param manifest the image manifest, which is in the blob store with all it refers to
 * @param configDigest the image configuration, known to {@code docker} as the image id
 * @param rootfs the snapshot with the image's files; empty when it has no layer or when its files
 *     were not needed for this build, because everything was cached
 * @param steps what became of each step that makes a layer, in the Dockerfile's order
 * @param unpackedSize bytes of all layers' tars, the base image's too
 * @param standIns base images that were built here because the real ones could not be had
 */
public record BuildResult(
    Descriptor manifest,
    Digest configDigest,
    ImageConfig config,
    Optional<SnapshotId> rootfs,
    List<StepReport> steps,
    List<StandIn> standIns,
    long unpackedSize,
    Duration took) {
  public BuildResult {
    steps = List.copyOf(steps);
    standIns = List.copyOf(standIns);
  }

  /** The image's digest. */
  public Digest digest() {
    return manifest.digest();
  }
}
