package dev.slipway.dockerfile.build;

import dev.slipway.oci.BlobStore;
import dev.slipway.oci.Digest;
import dev.slipway.oci.Layer;
import dev.slipway.oci.layer.Compression;
import dev.slipway.oci.layer.LayerWriter;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Layers of base images, compressed as an image is to be ({@code force-compression}). Their files
 * and their diff ids stay. Safe for concurrent use.
 */
final class Recompression {
  private final BlobStore blobs;
  private final Map<Asked, Layer> made = new ConcurrentHashMap<>();

  private record Asked(Digest blob, Compression compression) {}

  Recompression(BlobStore blobs) {
    this.blobs = blobs;
  }

  /** The layer as it is, when it is compressed so; made once while the process lives. */
  Layer of(Layer layer, Compression compression) throws IOException {
    if (layer.descriptor().mediaType().equals(compression.mediaType())) {
      return layer;
    }
    var asked = new Asked(layer.descriptor().digest(), compression);
    Layer known = made.get(asked);
    if (known != null && blobs.has(known.descriptor().digest())) {
      return known;
    }
    Layer fresh = new LayerWriter(blobs, compression, Optional.empty()).recompress(layer);
    made.put(asked, fresh);
    return fresh;
  }
}
