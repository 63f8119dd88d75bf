package dev.slipway.dockerfile.files;

import dev.slipway.posix.Errno;
import dev.slipway.posix.FileNames;
import dev.slipway.posix.FileStatus;
import dev.slipway.posix.PosixException;
import dev.slipway.posix.PosixFiles;
import dev.slipway.posix.RootedDirectory;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The root filesystem that files are put into.
 *
 * <p>A directory that only gets a new entry keeps its times, and directories made on the way get a
 * fixed one: what a step leaves does not depend on when it was done.
 */
public final class TargetRoot implements Closeable {
  /** The first days of 1980: the oldest time that every archive format can hold. */
  private static final long MADE = 315_619_200;

  private static final int SET_GROUP = 02000;

  private final RootedDirectory root;
  private final Path changes;
  private final Set<Path> fresh = new HashSet<>();
  private final Map<Path, FileStatus> touched = new LinkedHashMap<>();

  private TargetRoot(RootedDirectory root, Path changes) {
    this.root = root;
    this.changes = changes;
  }

  public static TargetRoot of(Path directory) throws IOException {
    RootedDirectory root = RootedDirectory.of(directory);
    return new TargetRoot(root, root.place());
  }

  /**
   * A mounted overlay.
   *
   * @param changes its upper directory; the same as {@code directory} when nothing is mounted
   */
  public static TargetRoot of(Path directory, Path changes) throws IOException {
    return new TargetRoot(RootedDirectory.of(directory), changes);
  }

  /** The real place of a path, links followed; empty when there is nothing. */
  Optional<Path> find(String path) throws IOException {
    try {
      return Optional.of(root.resolve(Path.of(path)));
    } catch (PosixException e) {
      if (e.is(Errno.ENOENT)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /**
   * The real place of a directory, made with all above it that are missing.
   *
   * @param owner of what is made; empty for root, and the group that the directory above hands on
   */
  public Path directory(String path, Optional<Ownership.Owner> owner) throws IOException {
    Path inside = Path.of("/");
    Path current = root.place();
    for (Path name : Path.of("/").resolve(path).normalize()) {
      inside = inside.resolve(name);
      current = step(inside, current, name, owner);
    }
    return current;
  }

  private Path step(Path inside, Path parent, Path name, Optional<Ownership.Owner> owner)
      throws IOException {
    Optional<Path> existing = find(inside.toString());
    if (existing.isPresent()) {
      if (!PosixFiles.lstat(existing.get()).isDirectory()) {
        throw new IOException(inside + " is in the way: it is not a directory");
      }
      return existing.get();
    }
    Path entry = parent.resolve(name);
    Optional<String> missing = linkTarget(entry);
    if (missing.isPresent()) {
      return directory(missing.get(), owner);
    }
    touch(parent);
    make(entry, 0755, owner);
    return entry;
  }

  /** Where a link leads, as a path inside; empty when it is none. */
  Optional<String> linkTarget(Path entry) throws IOException {
    if (!Files.isSymbolicLink(entry)) {
      return Optional.empty();
    }
    Path target = FileNames.path(PosixFiles.readLink(entry));
    Path base = Path.of("/").resolve(root.place().relativize(entry)).resolveSibling("");
    return Optional.of(base.resolve(target).normalize().toString());
  }

  /**
   * Where to make new files of a place: below a directory that was made here nothing of the lower
   * layers can show, so they go straight into the upper directory, which costs half. Whatever is
   * made there must not be looked for through the mount before that.
   */
  Path straight(Path place) {
    if (changes.equals(root.place())) {
      return place;
    }
    for (Path up = place; up != null && !up.equals(root.place()); up = up.getParent()) {
      if (fresh.contains(up)) {
        return changes.resolve(root.place().relativize(place));
      }
    }
    return place;
  }

  /** A place as the image has it, without a slash at the beginning. */
  Path inside(Path place) {
    return (place.startsWith(changes) ? changes : root.place()).relativize(place);
  }

  /** Makes a directory that a step did not name. */
  private void make(Path entry, int permissions, Optional<Ownership.Owner> owner)
      throws IOException {
    Files.createDirectory(entry);
    // A directory that hands its group on hands that on too, and the bit stays as with mkdir(2).
    int inherited = PosixFiles.lstat(entry).permissions() & SET_GROUP;
    if (owner.isPresent()) {
      PosixFiles.lchown(entry, owner.get().uid(), owner.get().gid());
    }
    PosixFiles.chmod(entry, permissions | inherited);
    PosixFiles.setTimes(entry, MADE, 0);
    touched.put(entry, PosixFiles.lstat(entry));
    fresh.add(entry);
  }

  /** To be called before an entry of a directory is made, replaced or removed. */
  void touch(Path directory) throws IOException {
    if (!touched.containsKey(directory)) {
      touched.put(directory, PosixFiles.lstat(directory));
    }
  }

  /** A directory has got the times it is meant to have. */
  void settled(Path directory) {
    touched.remove(directory);
  }

  /** Something is not there any more: nothing is done any more to what was below it. */
  void removed(Path place) {
    touched.keySet().removeIf(path -> path.startsWith(place));
    fresh.removeIf(path -> path.startsWith(place));
  }

  /** Gives directories that were touched their times back. */
  public void settle() throws IOException {
    for (var entry : touched.entrySet()) {
      FileStatus before = entry.getValue();
      PosixFiles.setTimes(entry.getKey(), before.seconds(), before.nanos());
    }
    touched.clear();
  }

  @Override
  public void close() throws IOException {
    root.close();
  }
}
