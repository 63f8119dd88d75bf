package dev.slipway.dockerfile.build;

import dev.slipway.dockerfile.cache.CacheEntry;
import dev.slipway.dockerfile.image.LayoutSource;
import dev.slipway.oci.BlobStore;
import dev.slipway.oci.Digest;
import dev.slipway.oci.Layer;
import dev.slipway.oci.layer.Compressors;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Results of steps that were done elsewhere, for one build. */
final class ImportedCache {
  private final BlobStore blobs;
  private final Map<Digest, CacheEntry> entries = new HashMap<>();
  private final List<Path> layouts;
  private final Progress progress;
  private final Set<Digest> refused = new HashSet<>();

  /**
   * @param layouts OCI layouts in directories, in which layers are that are not here yet
   */
  ImportedCache(
      BlobStore blobs, List<CacheDocument> documents, List<Path> layouts, Progress progress) {
    this.blobs = blobs;
    this.progress = progress;
    this.layouts = List.copyOf(layouts);
    for (CacheDocument document : documents) {
      document.entries().forEach(entry -> entries.putIfAbsent(entry.key(), entry));
    }
  }

  /** The entry under a key. */
  Optional<CacheEntry> find(Digest key) {
    return Optional.ofNullable(entries.get(key));
  }

  /**
   * Brings an entry's layer here; whether it is here then, and is what the entry says, is the
   * answer. What others kept and is damaged is told, and no reason to fail.
   */
  synchronized boolean fetch(CacheEntry entry) {
    if (entry.layer().isEmpty() || refused.contains(entry.key())) {
      return false;
    }
    Layer layer = entry.layer().get();
    try {
      if (bring(layer.descriptor().digest())) {
        check(layer);
        return true;
      }
      return false;
    } catch (IOException e) {
      refused.add(entry.key());
      progress.notice("cannot take a result from elsewhere: " + e.getMessage());
      return false;
    }
  }

  private boolean bring(Digest layer) throws IOException {
    if (blobs.has(layer)) {
      return true;
    }
    for (Path directory : layouts) {
      try (LayoutSource layout = LayoutSource.open(directory)) {
        if (layout.bring(layer, blobs)) {
          return true;
        }
      }
    }
    return false;
  }

  private void check(Layer layer) throws IOException {
    try (InputStream tar = Compressors.decompress(blobs.open(layer.descriptor().digest()));
        var counted = new DigestInputStream(tar, layer.diffId().algorithm().start())) {
      counted.transferTo(OutputStream.nullOutputStream());
      Digest actual =
          Digest.finish(layer.diffId().algorithm(), counted.getMessageDigest().digest());
      if (!actual.equals(layer.diffId())) {
        throw new IOException("the layer " + layer.diffId() + " holds something else");
      }
    }
  }
}
