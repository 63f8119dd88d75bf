package dev.slipway.oci;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Blobs on their way in: each is noted before it is there, until whoever brings it has written down
 * what needs it.
 *
 * <pre>
 * note ─► bytes ─► name ─► database ─► note removed
 *      └─────── crash ───────┘ the note tells of a blob that nothing may need
 * </pre>
 *
 * Notes are empty files, not flushed by themselves: the flush of the blob's name comes after them.
 */
public final class BlobArrivals {
  private final BlobStore store;
  private final BlobHolds holds;
  private final Path directory;

  BlobArrivals(BlobStore store, BlobHolds holds, Path directory) throws IOException {
    this.store = store;
    this.holds = holds;
    this.directory = Files.createDirectories(directory);
  }

  /** One blob on its way in; held until it is closed. */
  public final class Arrival implements AutoCloseable {
    private final Digest digest;
    private final BlobHold hold;
    private boolean done;

    private Arrival(Digest digest) throws IOException {
      this.digest = digest;
      this.hold = holds.hold(Set.of(digest));
      try {
        Files.createFile(note(digest));
      } catch (FileAlreadyExistsException e) {
        // Somebody else brings the same, or a crash left the note: it is as good as a new one.
        return;
      } catch (IOException | RuntimeException e) {
        hold.close();
        throw e;
      }
    }

    /** To be called when what needs the blob is written down. */
    public void done() {
      done = true;
    }

    @Override
    public void close() {
      try {
        if (done || !store.has(digest)) {
          Files.deleteIfExists(note(digest));
        }
      } catch (IOException e) {
        throw new UncheckedIOException("removing the note of the blob " + digest, e);
      } finally {
        hold.close();
      }
    }
  }

  /** To be called before the blob is made. */
  public Arrival begin(Digest digest) throws IOException {
    return new Arrival(digest);
  }

  /** Blobs whose way in has ended without {@link Arrival#done}, by a crash or a failure. */
  public List<Digest> leftBehind() throws IOException {
    var found = new ArrayList<Digest>();
    try (DirectoryStream<Path> notes = Files.newDirectoryStream(directory)) {
      for (Path note : notes) {
        Digest.find(String.valueOf(note.getFileName()).replaceFirst("-", ":"))
            .filter(digest -> !holds.isHeld(digest))
            .ifPresent(found::add);
      }
    }
    return found;
  }

  /** Forgets a blob that was left behind, unless it is on its way in again. */
  public void forget(Digest digest) throws IOException {
    holds.whenFree(digest, () -> Files.deleteIfExists(note(digest)));
  }

  private Path note(Digest digest) {
    return directory.resolve(digest.algorithm().text() + "-" + digest.hex());
  }
}
