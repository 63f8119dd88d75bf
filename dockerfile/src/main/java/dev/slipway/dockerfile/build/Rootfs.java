package dev.slipway.dockerfile.build;

import dev.slipway.container.snapshot.SnapshotId;
import dev.slipway.oci.ChainId;
import dev.slipway.oci.Layer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The files after a step: results on top of each other, the last one first. */
sealed interface Rootfs {
  /** No file at all. */
  record Empty() implements Rootfs {}

  /** One more result. */
  record On(Rootfs below, StepResult top) implements Rootfs {}

  static Rootfs empty() {
    return new Empty();
  }

  default Rootfs with(StepResult result) {
    return new On(this, result);
  }

  /** Names the last result; {@code scratch} for no file at all. */
  default String name() {
    return switch (this) {
      case Empty empty -> "scratch";
      case On on -> on.top.name();
    };
  }

  /** Asks for all blobs, so that they are made at the same time. */
  default void startLayers() {
    switch (this) {
      case Empty empty -> {}
      case On on -> {
        on.below.startLayers();
        on.top.startLayer();
      }
    }
  }

  /** All layers, the lowest first; waits for blobs in the making. */
  default List<Layer> layers() throws InterruptedException {
    startLayers();
    var all = new ArrayList<Layer>();
    Rootfs at = this;
    while (at instanceof On on) {
      all.add(Waiting.until(on.top.layer()));
      at = on.below;
    }
    return all.reversed();
  }

  /** The OCI name of the whole; waits for blobs in the making. */
  default Optional<ChainId> chainId() throws InterruptedException {
    return ChainId.of(layers().stream().map(Layer::diffId).toList());
  }

  /** What the files can be mounted by, when they are there already. */
  default Optional<SnapshotId> filesIfThere() {
    return switch (this) {
      case Empty empty -> Optional.empty();
      case On on -> on.top.files();
    };
  }
}
