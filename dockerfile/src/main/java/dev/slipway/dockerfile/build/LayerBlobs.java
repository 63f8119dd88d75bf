package dev.slipway.dockerfile.build;

import dev.slipway.container.snapshot.SnapshotId;
import dev.slipway.container.snapshot.Snapshots;
import dev.slipway.oci.BlobStore;
import dev.slipway.oci.Layer;
import dev.slipway.oci.layer.LayerWriter;
import dev.slipway.oci.layer.Packing;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;

/**
 * Makes the blobs of finished steps while the next ones run: a snapshot does not change any more,
 * so nobody has to wait for its compression but the image.
 */
final class LayerBlobs {
  private final BlobStore blobs;
  private final Snapshots snapshots;
  private final Semaphore permits;

  LayerBlobs(BlobStore blobs, Snapshots snapshots, int processors) {
    this.blobs = blobs;
    this.snapshots = snapshots;
    this.permits = new Semaphore(processors);
  }

  /** The snapshot's own layer, made in the background. */
  CompletableFuture<Layer> make(SnapshotId files, Packing packing, Optional<Instant> latest) {
    var result = new CompletableFuture<Layer>();
    Thread.ofVirtual().name("layer-" + files).start(() -> make(files, packing, latest, result));
    return result;
  }

  private void make(
      SnapshotId files,
      Packing packing,
      Optional<Instant> latest,
      CompletableFuture<Layer> result) {
    try {
      permits.acquire();
      try {
        var writer = new LayerWriter(blobs, packing, latest);
        result.complete(writer.write(snapshots.directory(files)));
      } finally {
        permits.release();
      }
    } catch (Throwable e) {
      // Whoever waits for the layer fails with it.
      result.completeExceptionally(e);
    }
  }
}
