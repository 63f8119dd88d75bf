package dev.slipway.dockerfile;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;

/**
 * A commit as build context: what it holds is known by git's object ids, without reading any of it.
 * Files are the blobs as they are committed: no filter, line end or large-file pointer is replaced.
 * Safe for concurrent use.
 *
 * <p>A port: who hosts repositories implements it.
 */
public interface CommitContext {
  /** What can be committed; a submodule is an empty directory. */
  enum Kind {
    FILE,
    EXECUTABLE,
    SYMBOLIC_LINK,
    DIRECTORY
  }

  /**
   * One of its files.
   *
   * @param path below the context, {@code /} between names; it never leads out of the context
   * @param object the id of the blob, which holds a file's bytes or a link's target; of directories
   *     it does not matter
   */
  record Entry(String path, Kind kind, String object) {}

  /** All that is below the context, each directory before what it holds. */
  List<Entry> entries() throws IOException;

  /** The bytes of a blob. */
  InputStream open(String object) throws IOException;

  /** When it was committed: the time that its files get. */
  Instant time();
}
