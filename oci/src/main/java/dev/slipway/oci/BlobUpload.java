package dev.slipway.oci;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A blob that arrives in pieces, maybe over several connections and restarts of the process.
 *
 * <p>What has arrived stays when a connection breaks, so that the client can go on from {@link
 * #size}. Safe for concurrent use: pieces are taken one after another.
 */
public final class BlobUpload {
  private static final int BUFFER = 128 << 10;
  private static final long WAIT_SECONDS = 10;

  private final BlobStore store;
  private final String id;
  private final Path file;
  private final Digest.Algorithm algorithm;
  private final ReentrantLock lock = new ReentrantLock();
  // Absent after a restart: the file is hashed again when it is complete.
  private @Nullable MessageDigest hash;
  private volatile long size;
  private boolean ended;

  private BlobUpload(
      BlobStore store,
      String id,
      Path file,
      Digest.Algorithm algorithm,
      @Nullable MessageDigest hash,
      long size) {
    this.store = store;
    this.id = id;
    this.file = file;
    this.algorithm = algorithm;
    this.hash = hash;
    this.size = size;
  }

  static BlobUpload create(BlobStore store, String id, Path file, Digest.Algorithm algorithm)
      throws IOException {
    Files.createFile(file);
    return new BlobUpload(store, id, file, algorithm, algorithm.start(), 0);
  }

  static BlobUpload resume(BlobStore store, String id, Path file) {
    try {
      return new BlobUpload(store, id, file, Digest.Algorithm.SHA256, null, Files.size(file));
    } catch (IOException e) {
      throw new UncheckedIOException("continuing the upload " + id, e);
    }
  }

  public String id() {
    return id;
  }

  /** How many bytes have arrived. */
  public long size() {
    return size;
  }

  /**
   * Takes one more piece.
   *
   * @param offset where the piece begins; empty for "at the end of what is there"
   * @param length how many bytes it must have; empty when unknown
   * @return how many bytes are there now
   * @throws UploadException when it does not fit; nothing of it is kept then
   * @throws IOException when reading fails; what was read is kept then
   */
  public long append(InputStream piece, OptionalLong offset, OptionalLong length)
      throws IOException {
    acquire();
    try {
      if (offset.isPresent() && offset.getAsLong() != size) {
        throw new UploadException(
            UploadException.Reason.OUT_OF_ORDER,
            "the piece begins at " + offset.getAsLong() + ", but " + size + " bytes are here");
      }
      long before = size;
      MessageDigest mark = length.isPresent() ? copyOf(hash) : null;
      take(piece);
      if (length.isPresent() && size - before != length.getAsLong()) {
        String problem =
            "the piece was announced with "
                + length.getAsLong()
                + " bytes and has "
                + (size - before);
        backTo(before, mark);
        throw new UploadException(UploadException.Reason.WRONG_SIZE, problem);
      }
      return size;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Makes the whole a blob.
   *
   * @throws DigestMismatchException when it is another than {@code expected}; the upload ends then
   */
  public void commit(Digest expected) throws IOException {
    acquire();
    try {
      Digest actual = digest(expected.algorithm());
      if (!actual.equals(expected)) {
        end();
        throw new DigestMismatchException(expected, actual);
      }
      if (store.isKnownWhole(expected)) {
        end();
        return;
      }
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.force(false);
      }
      store.publish(file, expected);
      ended = true;
      store.forget(this);
    } finally {
      lock.unlock();
    }
  }

  /** Ends the upload and removes what has arrived. */
  public void cancel() throws IOException {
    acquire();
    try {
      end();
    } finally {
      lock.unlock();
    }
  }

  boolean cancelIfIdleSince(Instant limit) throws IOException {
    if (!lock.tryLock()) {
      return false;
    }
    try {
      if (ended || Files.getLastModifiedTime(file).toInstant().isAfter(limit)) {
        return false;
      }
      end();
      return true;
    } finally {
      lock.unlock();
    }
  }

  private void take(InputStream piece) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      byte[] bytes = new byte[BUFFER];
      long taken = size;
      channel.position(taken);
      for (int n = piece.read(bytes); n >= 0; n = piece.read(bytes)) {
        var buffer = ByteBuffer.wrap(bytes, 0, n);
        while (buffer.hasRemaining()) {
          channel.write(buffer);
        }
        if (hash != null) {
          hash.update(bytes, 0, n);
        }
        taken += n;
        size = taken;
      }
    }
  }

  private void backTo(long before, @Nullable MessageDigest mark) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(before);
    }
    size = before;
    hash = mark;
  }

  private Digest digest(Digest.Algorithm wanted) throws IOException {
    MessageDigest known = hash;
    if (known != null && wanted == algorithm) {
      return Digest.finish(wanted, copyOrSame(known).digest());
    }
    MessageDigest fresh = wanted.start();
    byte[] bytes = new byte[BUFFER];
    try (InputStream in = Files.newInputStream(file)) {
      for (int n = in.read(bytes); n >= 0; n = in.read(bytes)) {
        fresh.update(bytes, 0, n);
      }
    }
    return Digest.finish(wanted, fresh.digest());
  }

  private static MessageDigest copyOrSame(MessageDigest digest) {
    MessageDigest copy = copyOf(digest);
    return copy == null ? digest : copy;
  }

  private static @Nullable MessageDigest copyOf(@Nullable MessageDigest digest) {
    try {
      return digest == null ? null : (MessageDigest) digest.clone();
    } catch (CloneNotSupportedException e) {
      // Without a copy the file is hashed again at the end.
      return null;
    }
  }

  private void end() throws IOException {
    ended = true;
    store.forget(this);
    Files.deleteIfExists(file);
  }

  private void acquire() throws IOException {
    try {
      if (!lock.tryLock(WAIT_SECONDS, TimeUnit.SECONDS)) {
        throw new UploadException(
            UploadException.Reason.BUSY, "another request is writing to the upload " + id);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for the upload " + id, e);
    }
    if (ended) {
      lock.unlock();
      throw new UploadException(UploadException.Reason.ENDED, "the upload " + id + " has ended");
    }
  }
}
