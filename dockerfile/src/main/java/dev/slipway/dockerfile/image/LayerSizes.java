package dev.slipway.dockerfile.image;

import dev.slipway.oci.BlobStore;
import dev.slipway.oci.Layer;
import dev.slipway.oci.MediaTypes;
import dev.slipway.oci.layer.Compressors;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** How large layers are once they are decompressed. */
public final class LayerSizes {
  private static final int TRAILER = 4;
  private static final long WRAP = 1L << 32;

  private final BlobStore blobs;
  private final ConcurrentMap<String, Long> known = new ConcurrentHashMap<>();

  public LayerSizes(BlobStore blobs) {
    this.blobs = blobs;
  }

  /** Bytes of the layer's tar; 0 when its blob is not here. */
  public long unpacked(Layer layer) throws IOException {
    Long size = known.get(layer.diffId().toString());
    if (size != null) {
      return size;
    }
    if (!blobs.has(layer.descriptor().digest())) {
      return 0;
    }
    long found = measure(layer);
    known.put(layer.diffId().toString(), found);
    return found;
  }

  private long measure(Layer layer) throws IOException {
    return switch (layer.descriptor().mediaType()) {
      case MediaTypes.LAYER -> layer.descriptor().size();
      case MediaTypes.LAYER_GZIP -> ofGzip(layer);
      default -> counted(layer);
    };
  }

  /** Gzip ends with the size, modulo 4 GiB; a tar is never smaller than what it compresses to. */
  private long ofGzip(Layer layer) throws IOException {
    Path path = blobs.path(layer.descriptor().digest());
    try (var file = new RandomAccessFile(path.toFile(), "r")) {
      file.seek(Math.max(0, file.length() - TRAILER));
      long size = Integer.toUnsignedLong(Integer.reverseBytes(file.readInt()));
      while (size < layer.descriptor().size() / 2) {
        size += WRAP;
      }
      return size;
    }
  }

  private long counted(Layer layer) throws IOException {
    try (InputStream in = Compressors.decompress(blobs.open(layer.descriptor().digest()))) {
      return in.transferTo(OutputStream.nullOutputStream());
    }
  }
}
