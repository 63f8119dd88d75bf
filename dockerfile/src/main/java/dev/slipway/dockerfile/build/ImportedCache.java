package dev.slipway.dockerfile.build;

import dev.slipway.dockerfile.cache.CacheEntry;
import dev.slipway.dockerfile.image.LayoutSource;
import dev.slipway.oci.BlobStore;
import dev.slipway.oci.Descriptor;
import dev.slipway.oci.Digest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Results of steps that were done elsewhere, for one build. */
final class ImportedCache {
  private final BlobStore blobs;
  private final Map<Digest, CacheEntry> entries = new HashMap<>();
  private final List<Path> layouts;

  /**
   * @param layouts OCI layouts in directories, in which layers are that are not here yet
   */
  ImportedCache(BlobStore blobs, List<CacheDocument> documents, List<Path> layouts) {
    this.blobs = blobs;
    this.layouts = List.copyOf(layouts);
    for (CacheDocument document : documents) {
      document.entries().forEach(entry -> entries.putIfAbsent(entry.key(), entry));
    }
  }

  /** The entry under a key. */
  Optional<CacheEntry> find(Digest key) {
    return Optional.ofNullable(entries.get(key));
  }

  /** Brings an entry's layer here; whether it is here then is the answer. */
  synchronized boolean fetch(CacheEntry entry) throws IOException {
    if (entry.layer().isEmpty()) {
      return false;
    }
    Descriptor layer = entry.layer().get().descriptor();
    if (blobs.has(layer.digest())) {
      return true;
    }
    for (Path directory : layouts) {
      try (LayoutSource layout = LayoutSource.open(directory)) {
        if (layout.bring(layer.digest(), blobs)) {
          return true;
        }
      }
    }
    return false;
  }
}
