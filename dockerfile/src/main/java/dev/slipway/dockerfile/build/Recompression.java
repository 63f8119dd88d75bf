package dev.slipway.dockerfile.build;

import dev.slipway.oci.BlobStore;
import dev.slipway.oci.Digest;
import dev.slipway.oci.Layer;
import dev.slipway.oci.layer.LayerWriter;
import dev.slipway.oci.layer.Packing;
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

  private record Asked(Digest blob, Packing packing) {}

  Recompression(BlobStore blobs) {
    this.blobs = blobs;
  }

  /**
   * The layer as it is, when it is compressed so; made once while the process lives. Of no layer is
   * known at which level it was compressed: when one is asked for, it is made again.
   */
  Layer of(Layer layer, Packing packing) throws IOException {
    if (packing.level().isEmpty() && layer.descriptor().mediaType().equals(packing.mediaType())) {
      return layer;
    }
    var asked = new Asked(layer.descriptor().digest(), packing);
    Layer known = made.get(asked);
    if (known != null && blobs.has(known.descriptor().digest())) {
      return known;
    }
    Layer fresh = new LayerWriter(blobs, packing, Optional.empty()).recompress(layer);
    made.put(asked, fresh);
    return fresh;
  }
}
