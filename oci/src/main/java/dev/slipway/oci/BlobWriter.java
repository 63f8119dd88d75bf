package dev.slipway.oci;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Optional;

/**
 * A blob in the making: hashed while it is written, visible and durable after {@link #commit}.
 *
 * <p>Closing without a commit discards it. For one thread at a time.
 */
public final class BlobWriter extends OutputStream {
  private static final int BUFFER = 64 << 10;

  private final BlobStore store;
  private final Path file;
  private final Digest.Algorithm algorithm;
  private final MessageDigest hash;
  private final FileChannel channel;
  private final byte[] single = new byte[1];
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
  private long count;
  private boolean ended;

  BlobWriter(BlobStore store, Path file, Digest.Algorithm algorithm) throws IOException {
    this.store = store;
    this.file = file;
    this.algorithm = algorithm;
    this.hash = algorithm.start();
    this.channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  }

  @Override
  public void write(int b) throws IOException {
    single[0] = (byte) b;
    write(single, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    hash.update(bytes, offset, length);
    count += length;
    int at = offset;
    int left = length;
    while (left > 0) {
      if (!buffer.hasRemaining()) {
        drain();
      }
      int n = Math.min(left, buffer.remaining());
      buffer.put(bytes, at, n);
      at += n;
      left -= n;
    }
  }

  /** How many bytes have been written. */
  public long count() {
    return count;
  }

  /**
   * Makes the blob visible and durable.
   *
   * @param expected what its digest must be
   * @return its digest
   * @throws DigestMismatchException when it is another; the blob is discarded then
   */
  public Digest commit(Optional<Digest> expected) throws IOException {
    if (ended) {
      throw new IllegalStateException("the blob has been committed or discarded");
    }
    Digest actual = Digest.finish(algorithm, hash.digest());
    if (expected.isPresent() && !expected.get().equals(actual)) {
      abort();
      throw new DigestMismatchException(expected.get(), actual);
    }
    if (store.isKnownWhole(actual)) {
      abort();
      return actual;
    }
    try {
      drain();
      channel.force(false);
      channel.close();
      store.publish(file, actual);
      ended = true;
    } finally {
      abort();
    }
    return actual;
  }

  /** Discards the blob, unless it is committed. */
  public void abort() throws IOException {
    if (!ended) {
      ended = true;
      channel.close();
      Files.deleteIfExists(file);
    }
  }

  @Override
  public void close() throws IOException {
    abort();
  }

  private void drain() throws IOException {
    buffer.flip();
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
    buffer.clear();
  }
}
