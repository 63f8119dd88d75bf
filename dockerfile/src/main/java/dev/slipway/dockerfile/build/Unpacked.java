package dev.slipway.dockerfile.build;

import dev.slipway.container.snapshot.SnapshotId;
import dev.slipway.container.snapshot.Snapshots;
import dev.slipway.oci.BlobStore;
import dev.slipway.oci.ChainId;
import dev.slipway.oci.Layer;
import dev.slipway.oci.layer.LayerUnpacker;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Makes the files of a root filesystem available, from blobs where need be. */
final class Unpacked {
  private final Snapshots snapshots;
  private final LayerUnpacker unpacker;

  Unpacked(Snapshots snapshots, BlobStore blobs) {
    this.snapshots = snapshots;
    this.unpacker = new LayerUnpacker(blobs);
  }

  /** What the files can be mounted by; empty for no file at all. */
  Optional<SnapshotId> files(Rootfs rootfs) throws InterruptedException, IOException {
    return switch (rootfs) {
      case Rootfs.Empty empty -> Optional.empty();
      case Rootfs.On on -> Optional.of(files(on));
    };
  }

  private SnapshotId files(Rootfs.On on) throws InterruptedException, IOException {
    Optional<SnapshotId> there = on.top().files();
    if (there.isPresent()) {
      return there.get();
    }
    ChainId chain = on.chainId().orElseThrow();
    Optional<SnapshotId> known = snapshots.find(chain);
    if (known.isPresent()) {
      return known.get();
    }
    Optional<SnapshotId> below = files(on.below());
    Layer layer = Waiting.until(on.top().layer());
    List<Path> lowers = below.map(snapshots::lowers).orElse(List.of());
    return snapshots.unpack(
        below,
        chain,
        directory -> unpacker.unpack(layer.descriptor(), layer.diffId(), directory, lowers));
  }
}
