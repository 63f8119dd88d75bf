package dev.slipway.dockerfile.files;

import dev.slipway.dockerfile.CommitContext;
import dev.slipway.dockerfile.cache.CommittedBytes;
import dev.slipway.dockerfile.cache.FileHashes;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Files that are copied from somewhere, without what a filter hides. Safe for concurrent use. */
public abstract sealed class SourceTree implements Closeable permits DirectorySource, CommitSource {
  private final PathFilter filter;
  private final String name;
  private final Metadata metadata;

  /** Whose files they are and with which permissions they count. */
  public enum Metadata {
    /** Those of a developer's directory: owner and the effect of the umask mean nothing. */
    NORMALISED,
    /** Those of an image: everything counts. */
    EXACT
  }

  SourceTree(PathFilter filter, String name, Metadata metadata) {
    this.filter = filter;
    this.name = name;
    this.metadata = metadata;
  }

  /**
   * A developer's directory.
   *
   * @param name what messages call it, such as {@code the build context}
   */
  public static SourceTree context(Path directory, PathFilter filter, String name)
      throws IOException {
    return new DirectorySource(directory, filter, name, Metadata.NORMALISED);
  }

  /** The files of an image. */
  public static SourceTree image(Path root, String name) throws IOException {
    return new DirectorySource(root, PathFilter.ALL, name, Metadata.EXACT);
  }

  /**
   * The files of a commit, which are read only when somebody needs what they hold.
   *
   * @param place where they are written then: a directory that need not be there, removed with the
   *     tree
   * @param known what blobs hold that were read before
   */
  public static SourceTree commit(
      CommitContext commit, PathFilter filter, String name, Path place, CommittedBytes known)
      throws IOException {
    return new CommitSource(commit, filter, name, place, known);
  }

  final String name() {
    return name;
  }

  final PathFilter filter() {
    return filter;
  }

  /** How the files' owners and permissions count. */
  public final Metadata metadata() {
    return metadata;
  }

  /** Whether nothing is hidden. */
  public final boolean showsAll() {
    return filter.keepsAll();
  }

  /** A file by its path, links followed inside the tree; empty when it does not exist. */
  abstract Optional<TreeFile> find(String path) throws IOException;

  /** Whether the path exists but the filter hides it. */
  abstract boolean hides(String path) throws IOException;

  /**
   * Everything below a directory, in the order of names as bytes, each directory before what it
   * holds. A hidden directory is there when something below it is.
   */
  abstract List<TreeFile> below(TreeFile directory) throws IOException;

  /** The digest of a regular file's bytes, in hexadecimal. */
  abstract String sha256(TreeFile file, FileHashes hashes) throws IOException;

  /** A link's target. */
  abstract byte[] target(TreeFile link) throws IOException;

  /** The attributes that are copied, values in hexadecimal. */
  abstract Map<String, String> attributes(TreeFile file) throws IOException;

  /**
   * The same files, at their places on this machine: until then those of a commit need not be
   * there.
   */
  public abstract Selected written(Selected selected) throws IOException;

  /** Whether the filter leaves a file, or a directory with something below it. */
  private boolean shows(TreeFile file) throws IOException {
    return file.path().isEmpty()
        || filter.keeps(file.path())
        || (file.status().isDirectory()
            && filter.mayKeepBelow(file.path())
            && !below(file).isEmpty());
  }

  /** The same for a file that may not be there. */
  final Optional<TreeFile> shown(Optional<TreeFile> file) throws IOException {
    return file.isPresent() && shows(file.get()) ? file : Optional.empty();
  }

  /** Adds a file, and the directories above it that would be hidden without it. */
  static void addWithParents(List<TreeFile> found, List<TreeFile> pending, TreeFile file) {
    for (TreeFile parent : pending) {
      if (file.path().startsWith(parent.path() + "/")) {
        found.add(parent);
      }
    }
    pending.clear();
    found.add(file);
  }
}
