package dev.slipway.dockerfile.files;

import dev.slipway.posix.DirectoryTree;
import dev.slipway.posix.DirectoryTree.Next;
import dev.slipway.posix.Errno;
import dev.slipway.posix.PosixException;
import dev.slipway.posix.PosixFiles;
import dev.slipway.posix.RootedDirectory;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A directory that files are copied from, without what its filter hides. */
public final class SourceTree implements Closeable {
  private final RootedDirectory root;
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

  private SourceTree(RootedDirectory root, PathFilter filter, String name, Metadata metadata) {
    this.root = root;
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
    return new SourceTree(RootedDirectory.of(directory), filter, name, Metadata.NORMALISED);
  }

  /** The files of an image. */
  public static SourceTree image(Path root, String name) throws IOException {
    return new SourceTree(RootedDirectory.of(root), PathFilter.ALL, name, Metadata.EXACT);
  }

  String name() {
    return name;
  }

  /** How the files' owners and permissions count. */
  public Metadata metadata() {
    return metadata;
  }

  /** Whether nothing is hidden. */
  public boolean showsAll() {
    return filter.keepsAll();
  }

  /** A file by its path, links followed inside the tree; empty when it does not exist. */
  Optional<TreeFile> find(String path) throws IOException {
    try {
      Path real = root.resolve(Path.of(path.isEmpty() ? "." : path));
      String relative = root.place().relativize(real).toString();
      var file = new TreeFile(relative, real, PosixFiles.lstat(real));
      boolean exists =
          relative.isEmpty()
              || filter.keeps(relative)
              || (file.status().isDirectory() && filter.mayKeepBelow(relative));
      return exists ? Optional.of(file) : Optional.empty();
    } catch (PosixException e) {
      if (e.is(Errno.ENOENT) || e.is(Errno.ENOTDIR)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** Whether the path exists but the filter hides it. */
  boolean hides(String path) throws IOException {
    try {
      root.resolve(Path.of(path.isEmpty() ? "." : path));
      return !path.isEmpty() && !filter.keeps(path);
    } catch (PosixException e) {
      if (e.is(Errno.ENOENT) || e.is(Errno.ENOTDIR)) {
        return false;
      }
      throw e;
    }
  }

  /**
   * Everything below a directory, in the order of names as bytes, each directory before what it
   * holds. A hidden directory is there when something below it is.
   */
  List<TreeFile> below(TreeFile directory) throws IOException {
    var found = new ArrayList<TreeFile>();
    var pending = new ArrayList<TreeFile>();
    String prefix = directory.path().isEmpty() ? "" : directory.path() + "/";
    DirectoryTree.walk(
        directory.place(),
        entry -> {
          String path = prefix + entry.relative();
          var file = new TreeFile(path, entry.path(), entry.status());
          if (filter.keeps(path)) {
            addWithParents(found, pending, file);
            return Next.CONTINUE;
          }
          if (file.status().isDirectory() && filter.mayKeepBelow(path)) {
            pending.add(file);
            return Next.CONTINUE;
          }
          return Next.SKIP;
        });
    return found;
  }

  private static void addWithParents(List<TreeFile> found, List<TreeFile> pending, TreeFile file) {
    for (TreeFile parent : pending) {
      if (file.path().startsWith(parent.path() + "/")) {
        found.add(parent);
      }
    }
    pending.clear();
    found.add(file);
  }

  @Override
  public void close() throws IOException {
    root.close();
  }
}
