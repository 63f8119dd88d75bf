package dev.slipway.oci.layer;

import dev.slipway.oci.BlobStore;
import dev.slipway.oci.Descriptor;
import dev.slipway.oci.Digest;
import dev.slipway.oci.DigestMismatchException;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;

/**
 * Makes a directory that overlayfs uses as a lower layer of a layer's blob.
 *
 * <p>Whatever the tar says, nothing outside the directory is touched: every path is walked one name
 * at a time, links are followed as if the layers were stacked and the directory were {@code /}, and
 * names with {@code ..} are refused. Safe for concurrent use on different directories.
 */
public final class LayerUnpacker {
  private static final int BUFFER = 128 << 10;

  private final BlobStore blobs;

  public LayerUnpacker(BlobStore blobs) {
    this.blobs = blobs;
  }

  /**
   * Unpacks a layer.
   *
   * @param diffId what the uncompressed tar must hash to
   * @param directory empty
   * @param lowers the directories of the layers below, the topmost first: they say what a parent
   *     directory that the layer does not name looks like, and where links on the way lead
   * @throws DigestMismatchException when the tar is another; the directory is to be thrown away
   *     then, as after any failure
   * @throws TarException when the tar is damaged or tries to leave the directory
   */
  public void unpack(Descriptor layer, Digest diffId, Path directory, List<Path> lowers)
      throws IOException {
    MessageDigest hash = diffId.algorithm().start();
    try (InputStream blob = blobs.open(layer.digest());
        InputStream tar = Compressors.decompress(blob)) {
      var hashed = new Hashed(tar, hash);
      var buffered = new BufferedInputStream(hashed, BUFFER);
      unpack(buffered, directory, lowers);
      // What follows the end mark is part of the digest.
      buffered.transferTo(OutputStream.nullOutputStream());
    }
    Digest actual = Digest.finish(diffId.algorithm(), hash.digest());
    if (!actual.equals(diffId)) {
      throw new DigestMismatchException(diffId, actual);
    }
  }

  /** As the other, from an uncompressed tar whose digest does not matter. */
  public static void unpack(InputStream tar, Path directory, List<Path> lowers) throws IOException {
    var reader = new TarReader(tar);
    var unpacking = new Unpacking(new StackedDirectory(directory, lowers));
    Optional<TarEntry> entry = reader.next();
    while (entry.isPresent()) {
      unpacking.apply(entry.get(), reader.content());
      entry = reader.next();
    }
    unpacking.finish();
  }

  /** Hashes what is read, and also what is skipped, which {@code DigestInputStream} does not. */
  private static final class Hashed extends FilterInputStream {
    private final MessageDigest hash;

    Hashed(InputStream in, MessageDigest hash) {
      super(in);
      this.hash = hash;
    }

    @Override
    public int read() throws IOException {
      int b = in.read();
      if (b >= 0) {
        hash.update((byte) b);
      }
      return b;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int n = in.read(bytes, offset, length);
      if (n > 0) {
        hash.update(bytes, offset, n);
      }
      return n;
    }

    @Override
    public long skip(long count) throws IOException {
      byte[] skipped = new byte[Math.clamp(count, 0, BUFFER)];
      return Math.max(0, read(skipped, 0, skipped.length));
    }

    @Override
    public boolean markSupported() {
      return false;
    }
  }
}
