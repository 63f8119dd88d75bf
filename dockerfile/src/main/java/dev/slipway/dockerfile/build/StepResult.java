package dev.slipway.dockerfile.build;

import dev.slipway.container.snapshot.SnapshotId;
import dev.slipway.oci.Layer;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/** What a step made, or a layer of a base image. Its blob is made when somebody asks for it. */
final class StepResult {
  private final String name;
  private final Instant made;
  private final Optional<SnapshotId> files;
  private final Supplier<CompletableFuture<Layer>> maker;
  private Optional<CompletableFuture<Layer>> layer = Optional.empty();

  /**
   * @param name unique; a base image's layers have that of the chain up to them
   * @param files what it looks like on top of what it was made on; empty when that is not unpacked
   */
  StepResult(
      String name,
      Instant made,
      Optional<SnapshotId> files,
      Supplier<CompletableFuture<Layer>> maker) {
    this.name = name;
    this.made = made;
    this.files = files;
    this.maker = maker;
  }

  static StepResult of(String name, Instant made, Optional<SnapshotId> files, Layer layer) {
    return new StepResult(name, made, files, () -> CompletableFuture.completedFuture(layer));
  }

  String name() {
    return name;
  }

  Instant made() {
    return made;
  }

  Optional<SnapshotId> files() {
    return files;
  }

  /** Has the blob made, without waiting for it. */
  void startLayer() {
    // A failure stays in the future; whoever needs the layer meets it.
    var _ = layer();
  }

  /** The blob, which is made now if it was not before. */
  synchronized Future<Layer> layer() {
    if (layer.isEmpty()) {
      layer = Optional.of(maker.get());
    }
    return layer.get();
  }
}
