package dev.slipway.oci;

import dev.slipway.base.DurableFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
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
 * arriving/      notes of {@link BlobArrivals}
 * damaged/       what had other bytes than its name says
 * </pre>
 *
 * A blob is either whole and durable or absent: its bytes are flushed before the file gets its
 * name, the name before anybody hears of it. Safe for concurrent use within one process.
 */
public final class BlobStore {
  private static final System.Logger LOG = System.getLogger(BlobStore.class.getName());
  private static final int BUFFER = 128 << 10;

  private final Path directory;
  private final Path writing;
  private final Path uploads;
  private final Path damaged;
  private final Map<String, BlobUpload> open = new ConcurrentHashMap<>();
  private final BlobHolds holds = new BlobHolds();
  private final CheckedBlobs checked = new CheckedBlobs();
  private final BlobArrivals arrivals;

  /** Opens or makes the store in {@code directory}. */
  public BlobStore(Path directory) throws IOException {
    this.directory = directory.toAbsolutePath();
    this.writing = this.directory.resolve("writing");
    this.uploads = this.directory.resolve("uploads");
    this.damaged = this.directory.resolve("damaged");
    this.arrivals = new BlobArrivals(this, holds, this.directory.resolve("arriving"));
    for (Digest.Algorithm algorithm : Digest.Algorithm.values()) {
      Files.createDirectories(this.directory.resolve(algorithm.text()));
    }
    Files.createDirectories(uploads);
    Files.createDirectories(damaged);
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

  /**
   * Whether the blob is here with its own bytes. They are hashed at most once in the life of a
   * process; a file that has others is put aside, so that the blob can be brought again.
   */
  public boolean isWhole(Digest digest) throws IOException {
    return checked.isWhole(digest, () -> look(digest), () -> putAside(digest));
  }

  private Optional<Boolean> look(Digest digest) throws IOException {
    var hash = digest.algorithm().start();
    var bytes = new byte[BUFFER];
    try (InputStream in = open(digest)) {
      for (int n = in.read(bytes); n >= 0; n = in.read(bytes)) {
        hash.update(bytes, 0, n);
      }
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
    return Optional.of(Digest.finish(digest.algorithm(), hash.digest()).equals(digest));
  }

  private void putAside(Digest digest) throws IOException {
    Path aside = damaged.resolve(digest.algorithm().text() + "-" + digest.hex());
    Files.move(path(digest), aside, StandardCopyOption.REPLACE_EXISTING);
    LOG.log(
        System.Logger.Level.ERROR,
        "the blob {0} is damaged: its bytes have another digest. It was moved to {1}; a push of"
            + " what needs it brings it back",
        digest,
        aside);
  }

  /** Whether the blob is here and nothing is gained by writing it again. */
  boolean isKnownWhole(Digest digest) {
    return checked.isKnownWhole(digest) && has(digest);
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
    if (!isKnownWhole(digest)) {
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
    return holds.hold(digests);
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
    return holds.whenFree(digest, () -> !isNeeded.getAsBoolean() && delete(digest));
  }

  private boolean delete(Digest digest) throws IOException {
    boolean isHere = has(digest);
    checked.leave(digest, () -> Files.deleteIfExists(path(digest)));
    return isHere;
  }

  /** Removes a blob; it need not be there. */
  public void remove(Digest digest) throws IOException {
    delete(digest);
  }

  /** Blobs on their way in. */
  public BlobArrivals arrivals() {
    return arrivals;
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
    checked.arrive(digest, () -> DurableFiles.publish(file, path(digest)));
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
