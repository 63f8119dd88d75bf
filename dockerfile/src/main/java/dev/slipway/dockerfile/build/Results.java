package dev.slipway.dockerfile.build;

import dev.slipway.container.snapshot.Draft;
import dev.slipway.container.snapshot.SnapshotId;
import dev.slipway.container.snapshot.Snapshots;
import dev.slipway.dockerfile.cache.CacheEntry;
import dev.slipway.oci.BlobStore;
import dev.slipway.oci.Layer;
import dev.slipway.posix.Errno;
import dev.slipway.posix.ExtendedAttributes;
import dev.slipway.posix.PosixException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Tells whether what the cache names is really there. A snapshot carries the name of its result, so
 * that a number given twice is not mistaken for the old one.
 */
final class Results {
  private static final String MARK = "trusted.slipway.result";

  private final Snapshots snapshots;
  private final BlobStore blobs;

  Results(Snapshots snapshots, BlobStore blobs) {
    this.snapshots = snapshots;
    this.blobs = blobs;
  }

  /** To be called before a draft is committed. */
  static void mark(Draft draft, String result) throws IOException {
    ExtendedAttributes.set(draft.upper(), MARK, result.getBytes(StandardCharsets.UTF_8));
  }

  /** The files of an entry, when they are there. */
  Optional<SnapshotId> files(CacheEntry entry) throws IOException {
    if (entry.snapshot().isEmpty()) {
      return Optional.empty();
    }
    var id = new SnapshotId(entry.snapshot().get());
    try {
      return ExtendedAttributes.get(snapshots.directory(id), MARK)
          .map(mark -> new String(mark, StandardCharsets.UTF_8))
          .filter(entry.result()::equals)
          .map(mark -> id);
    } catch (PosixException e) {
      if (e.is(Errno.ENOENT)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** The blob of an entry, when it is there. */
  Optional<Layer> layer(CacheEntry entry) {
    return entry.layer().filter(layer -> blobs.has(layer.descriptor().digest()));
  }
}
