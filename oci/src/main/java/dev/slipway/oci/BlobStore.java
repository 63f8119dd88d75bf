package dev.slipway.oci;

import dev.slipway.base.DurableFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

/**
 * Blobs by digest, as files.
 *
 * <pre>
 * sha256/&lt;hex&gt;   whole blobs, whose bytes were hashed while they were written
 * sha512/&lt;hex&gt;
 * writing/       blobs in the making; emptied when the store is opened
 * uploads/&lt;id&gt;   uploads that clients can continue, also after a restart
 * </pre>
 *
 * A blob is either whole and durable or absent. Safe for concurrent use within one process.
 */
public final class BlobStore {
  private final Path directory;
  private final Path writing;
  private final Path uploads;
  private final Map<String, BlobUpload> open = new ConcurrentHashMap<>();
  private final Map<Digest, Integer> holds = new ConcurrentHashMap<>();

  /** Opens or makes the store in {@code directory}. */
  public BlobStore(Path directory) throws IOException {
    this.directory = directory.toAbsolutePath();
    this.writing = this.directory.resolve("writing");
    this.uploads = this.directory.resolve("uploads");
    for (Digest.Algorithm algorithm : Digest.Algorithm.values()) {
      Files.createDirectories(this.directory.resolve(algorithm.text()));
    }
    Files.createDirectories(uploads);
    Files.createDirectories(writing);
    try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(writing)) {
      for (Path leftover : leftovers) {
        Files.delete(leftover);
      }
    }
    DurableFiles.syncDirectory(this.directory);
  }

  public boolean has(Digest digest) {
    return Files.isRegularFile(path(digest));
  }

  /** Where the blob is, or would be. Its file is never changed, only replaced or removed whole. */
  public Path path(Digest digest) {
    return directory.resolve(digest.algorithm().text()).resolve(digest.hex());
  }

  /** How many bytes the blob has; empty when it is not here. */
  public Optional<Long> find(Digest digest) {
    try {
      return Optional.of(Files.size(path(digest)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("looking for the blob " + digest, e);
    }
  }

  /**
   * How many bytes the blob has.
   *
   * @throws NoSuchFileException when it is not here
   */
  public long size(Digest digest) throws IOException {
    return Files.size(path(digest));
  }

  /** Reads the blob. */
  public InputStream open(Digest digest) throws IOException {
    return Files.newInputStream(path(digest));
  }

  /**
   * The whole of a small blob, checked against its digest.
   *
   * @param limit the most bytes to read into memory
   */
  public byte[] read(Digest digest, int limit) throws IOException {
    long size = size(digest);
    if (size > limit) {
      throw new IOException(
          "the blob " + digest + " has " + size + " bytes, more than the " + limit + " expected");
    }
    byte[] bytes = Files.readAllBytes(path(digest));
    if (!Digest.of(digest.algorithm(), bytes).equals(digest)) {
      throw new IOException("the blob " + path(digest) + " is damaged: its digest differs");
    }
    return bytes;
  }

  /** Starts a blob named by its SHA-256. */
  public BlobWriter newBlob() throws IOException {
    return newBlob(Digest.Algorithm.SHA256);
  }

  public BlobWriter newBlob(Digest.Algorithm algorithm) throws IOException {
    return new BlobWriter(this, writing.resolve(UUID.randomUUID().toString()), algorithm);
  }

  /** Keeps a blob that is in memory. */
  public Digest put(byte[] bytes) throws IOException {
    return put(Digest.Algorithm.SHA256, bytes);
  }

  public Digest put(Digest.Algorithm algorithm, byte[] bytes) throws IOException {
    Digest digest = Digest.of(algorithm, bytes);
    if (!has(digest)) {
      try (BlobWriter writer = newBlob(algorithm)) {
        writer.write(bytes);
        writer.commit(Optional.of(digest));
      }
    }
    return digest;
  }

  /** Keeps a blob that is in memory and describes it. */
  public Descriptor put(String mediaType, byte[] bytes) throws IOException {
    return Descriptor.of(mediaType, put(bytes), bytes.length);
  }

  /**
   * Keeps {@link #removeUnless} from removing content until the hold is closed, whether the content
   * is here by then or comes only later. To be taken before one looks whether it is here.
   */
  public BlobHold hold(Collection<Digest> digests) {
    var distinct = Set.copyOf(digests);
    distinct.forEach(digest -> holds.merge(digest, 1, Integer::sum));
    return () ->
        distinct.forEach(digest ->
            holds.computeIfPresent(digest, (key, count) -> count == 1 ? null : count - 1));
  }

  public BlobHold hold(Digest digest) {
    return hold(Set.of(digest));
  }

  /**
   * Removes a blob that nobody holds and nobody needs; the two are looked at in one step.
   *
   * @param isNeeded asked when nobody holds it; must not use this store
   * @return whether it was here and is gone
   */
  public boolean removeUnless(Digest digest, BooleanSupplier isNeeded) throws IOException {
    boolean[] removed = new boolean[1];
    try {
      holds.computeIfAbsent(
          digest,
          key -> {
            removed[0] = !isNeeded.getAsBoolean() && delete(key);
            return null;
          });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    return removed[0];
  }

  private boolean delete(Digest digest) {
    try {
      return Files.deleteIfExists(path(digest));
    } catch (IOException e) {
      throw new UncheckedIOException("removing the blob " + digest, e);
    }
  }

  /** Removes a blob; it need not be there. */
  public void remove(Digest digest) throws IOException {
    Files.deleteIfExists(path(digest));
  }

  /** All blobs, in no order. */
  public List<Digest> list() throws IOException {
    var all = new ArrayList<Digest>();
    for (Digest.Algorithm algorithm : Digest.Algorithm.values()) {
      Path those = directory.resolve(algorithm.text());
      try (DirectoryStream<Path> files = Files.newDirectoryStream(those)) {
        for (Path file : files) {
          Digest.find(algorithm.text() + ":" + file.getFileName()).ifPresent(all::add);
        }
      }
    }
    return all;
  }

  /**
   * Starts an upload that can be continued by its id.
   *
   * @param id letters, digits, {@code -} and {@code .}; not in use
   * @param algorithm what its digest will probably be made with
   */
  public BlobUpload startUpload(String id, Digest.Algorithm algorithm) throws IOException {
    var upload = BlobUpload.create(this, id, uploadFile(id), algorithm);
    open.put(id, upload);
    return upload;
  }

  /** An upload that was started, also before a restart; empty when it has ended. */
  public Optional<BlobUpload> upload(String id) {
    if (!isUploadId(id)) {
      return Optional.empty();
    }
    BlobUpload known = open.get(id);
    if (known != null) {
      return Optional.of(known);
    }
    Path file = uploadFile(id);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    return Optional.of(open.computeIfAbsent(id, i -> BlobUpload.resume(this, i, file)));
  }

  /** Cancels uploads that nobody has continued since {@code limit}; returns how many. */
  public int expireUploads(Instant limit) throws IOException {
    int expired = 0;
    try (DirectoryStream<Path> files = Files.newDirectoryStream(uploads)) {
      for (Path file : files) {
        Optional<BlobUpload> upload = upload(String.valueOf(file.getFileName()));
        if (upload.isPresent() && upload.get().cancelIfIdleSince(limit)) {
          expired++;
        }
      }
    }
    return expired;
  }

  /** Gives a finished, flushed file the name of its digest. */
  void publish(Path file, Digest digest) throws IOException {
    DurableFiles.publish(file, path(digest));
  }

  void forget(BlobUpload upload) {
    open.remove(upload.id(), upload);
  }

  private Path uploadFile(String id) {
    if (!isUploadId(id)) {
      throw new IllegalArgumentException("not an upload id: " + id);
    }
    return uploads.resolve(id);
  }

  private static boolean isUploadId(String id) {
    return !id.isEmpty()
        && id.length() <= 100
        && id.charAt(0) != '.'
        && id.chars()
            .allMatch(c ->
                (c >= 'a' && c <= 'z')
                    || (c >= '0' && c <= '9')
                    || c == '-'
                    || c == '.'
                    || c == '_');
  }
}
