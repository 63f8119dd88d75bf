package dev.slipway.oci.layer;

import dev.slipway.oci.BlobStore;
import dev.slipway.oci.BlobWriter;
import dev.slipway.oci.Descriptor;
import dev.slipway.oci.Digest;
import dev.slipway.oci.Layer;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Optional;

/**
 * Makes a layer's blob of a directory that overlayfs used as its upper directory, in one pass:
 *
 * <pre>
 * directory ─► tar ─► digest (diff id) ─► gzip or zstd ─► digest, blob store
 * </pre>
 *
 * Equal directories make equal blobs, whatever the number of processors. Safe for concurrent use.
 */
public final class LayerWriter {
  private final BlobStore blobs;
  private final Packing packing;
  private final Optional<Instant> latest;

  /**
   * @param latest the latest modification time that files get in the layer ({@code
   *     SOURCE_DATE_EPOCH}); later ones are set to it
   */
  public LayerWriter(BlobStore blobs, Packing packing, Optional<Instant> latest) {
    this.blobs = blobs;
    this.packing = packing;
    this.latest = latest;
  }

  /** At the compression's usual level. */
  public LayerWriter(BlobStore blobs, Compression compression, Optional<Instant> latest) {
    this(blobs, Packing.of(compression), latest);
  }

  /** Writes tar entries. */
  @FunctionalInterface
  public interface Source {
    void writeTo(TarWriter tar) throws IOException;
  }

  /**
   * Writes the layer of {@code upper}, which must not change meanwhile. The directory itself is not
   * part of it.
   */
  public Layer write(Path upper) throws IOException {
    return write(tar -> new LayerTree(tar, latest).write(upper));
  }

  /** Writes a layer of entries made by hand. */
  public Layer write(Source source) throws IOException {
    Digest.Algorithm algorithm = Digest.Algorithm.SHA256;
    MessageDigest diffId = algorithm.start();
    try (BlobWriter blob = blobs.newBlob()) {
      try (OutputStream packed = Compressors.compress(new Kept(blob), packing)) {
        var tar = new TarWriter(new DigestOutputStream(packed, diffId));
        source.writeTo(tar);
        tar.finish();
      }
      return committed(blob, Digest.finish(algorithm, diffId.digest()));
    }
  }

  /** A layer of the store compressed anew: its files and its diff id stay. */
  public Layer recompress(Layer layer) throws IOException {
    try (BlobWriter blob = blobs.newBlob();
        InputStream tar = Compressors.decompress(blobs.open(layer.descriptor().digest()))) {
      try (OutputStream packed = Compressors.compress(new Kept(blob), packing)) {
        tar.transferTo(packed);
      }
      return committed(blob, layer.diffId());
    }
  }

  private Layer committed(BlobWriter blob, Digest diffId) throws IOException {
    Digest digest = blob.commit(Optional.empty());
    return new Layer(Descriptor.of(packing.mediaType(), digest, blob.count()), diffId);
  }

  /** Lets a compressor be closed without closing the blob, which is to be committed then. */
  private static final class Kept extends FilterOutputStream {
    Kept(BlobWriter blob) {
      super(blob);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
    }

    @Override
    public void close() {}
  }
}
