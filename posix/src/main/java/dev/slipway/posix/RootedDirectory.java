package dev.slipway.posix;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A directory that paths are resolved in as if it were {@code /}: absolute links start at it, and
 * {@code ..} ends at it (openat2(2), RESOLVE_IN_ROOT). Nothing outside is ever reached, whoever
 * wrote the tree.
 *
 * <p>Paths that are returned name real places without links. They stay inside as long as nobody
 * changes the tree between the call and the use; where another process may, use {@link #open},
 * whose {@link Handle} is immune.
 */
public final class RootedDirectory implements Closeable {
  private static final long NO_MAGIC_LINKS = 0x02;
  private static final long IN_ROOT = 0x10;
  private static final int OPEN_HOW = 24;
  private static final int RETRIES = 64;

  private final Handle root;
  private final Path place;

  private RootedDirectory(Handle root, Path place) {
    this.root = root;
    this.place = place;
  }

  /** Opens the directory; it must exist. */
  public static RootedDirectory of(Path directory) throws PosixException {
    Handle handle = Handle.of(directory);
    try {
      return new RootedDirectory(handle, handle.location());
    } catch (PosixException e) {
      handle.close();
      throw e;
    }
  }

  /** The directory itself, without links. */
  public Path place() {
    return place;
  }

  /**
   * Opens a file or directory inside for reference, links followed.
   *
   * @param path absolute or relative, both meant from the root
   */
  public Handle open(Path path) throws PosixException {
    return open(path, Kernel.O_PATH);
  }

  /** As {@link #open}, but a link at the very end is opened itself. */
  public Handle openLink(Path path) throws PosixException {
    return open(path, Kernel.O_PATH | Kernel.O_NOFOLLOW);
  }

  /** Reads a file inside, links followed. */
  public InputStream read(Path path) throws IOException {
    try (Handle handle = open(path)) {
      return Files.newInputStream(handle.path(), StandardOpenOption.READ);
    }
  }

  /**
   * The real place of an existing file or directory inside, links followed.
   *
   * @throws PosixException {@link Errno#ENOENT} when there is none
   */
  public Path resolve(Path path) throws PosixException {
    try (Handle handle = open(path)) {
      return handle.location();
    }
  }

  /**
   * The real place of a name whose directory exists; the last name itself need not exist and is not
   * followed. This is where to create, replace or remove something.
   */
  public Path resolveEntry(Path path) throws PosixException {
    Path normal = Path.of("/").resolve(path);
    Path name = normal.getFileName();
    Path parent = normal.getParent();
    if (name == null || parent == null) {
      return place;
    }
    if (name.toString().equals("..") || name.toString().equals(".")) {
      return resolve(path);
    }
    return resolve(parent).resolve(name);
  }

  /**
   * The real place of a directory inside, made with all missing ones above it (mode 755, owned by
   * root) when it is not there. Links on the way are followed, dangling ones too, inside.
   */
  public Path createDirectories(Path path) throws IOException {
    Path current = place;
    Path inside = Path.of("/");
    for (Path name : Path.of("/").resolve(path)) {
      inside = inside.resolve(name);
      current = createDirectory(inside, current, name);
    }
    return current;
  }

  private Path createDirectory(Path inside, Path parent, Path name) throws IOException {
    try {
      return resolve(inside);
    } catch (PosixException e) {
      if (!e.is(Errno.ENOENT)) {
        throw e;
      }
    }
    Path entry = parent.resolve(name);
    if (Files.isSymbolicLink(entry)) {
      Path target = FileNames.path(PosixFiles.readLink(entry));
      return createDirectories(inRoot(parent).resolve(target));
    }
    Files.createDirectory(entry);
    PosixFiles.chmod(entry, 0755);
    return entry;
  }

  private Path inRoot(Path real) {
    return Path.of("/").resolve(place.relativize(real));
  }

  @Override
  public void close() throws PosixException {
    root.close();
  }

  private Handle open(Path path, long flags) throws PosixException {
    try (var kernel = new Kernel()) {
      MemorySegment how = kernel.buffer(OPEN_HOW);
      how.setAtIndex(ValueLayout.JAVA_LONG, 0, flags | Kernel.O_CLOEXEC);
      how.setAtIndex(ValueLayout.JAVA_LONG, 1, 0);
      how.setAtIndex(ValueLayout.JAVA_LONG, 2, IN_ROOT | NO_MAGIC_LINKS);
      long name = kernel.string(path.toString().isEmpty() ? Path.of(".") : path);
      return new Handle(retrying(kernel, path, name, how.address()));
    }
  }

  /** A rename elsewhere can make a look-up uncertain; the kernel then says EAGAIN (openat2(2)). */
  private long retrying(Kernel kernel, Path path, long name, long how) throws PosixException {
    for (int i = 1; ; i++) {
      try {
        return kernel.call(
            Syscall.OPENAT2,
            FileNames.display(path) + " in " + FileNames.display(place),
            root.number(),
            name,
            how,
            OPEN_HOW);
      } catch (PosixException e) {
        if (!e.is(Errno.EAGAIN) || i == RETRIES) {
          throw e;
        }
      }
    }
  }
}
