package dev.slipway.posix;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;

/**
 * A walk over everything below a directory, with the status of each file at little cost: names come
 * in blocks and are looked up relative to their open directory.
 *
 * <p>Order is that of names as unsigned bytes, a directory before what it holds. Links are not
 * followed. Names keep their bytes.
 */
public final class DirectoryTree {
  private static final int BLOCK = 64 << 10;
  private static final int DIRENT_LENGTH = 16;
  private static final int DIRENT_NAME = 19;
  private static final Comparator<byte[]> BY_BYTES = Arrays::compareUnsigned;

  private DirectoryTree() {}

  /** Whether to go into a directory. For anything else the answer does not matter. */
  public enum Next {
    CONTINUE,
    SKIP
  }

  /** Something below the walked directory. */
  public static final class Entry {
    private final Path root;
    private final byte[] relative;
    private final FileStatus status;

    Entry(Path root, byte[] relative, FileStatus status) {
      this.root = root;
      this.relative = relative;
      this.status = status;
    }

    /** Its path below the walked directory: a fresh copy of the bytes, {@code /} between names. */
    public byte[] relativeBytes() {
      return relative.clone();
    }

    /** Its path below the walked directory. */
    public Path relative() {
      return FileNames.path(relative);
    }

    /** Its whole path. */
    public Path path() {
      return root.resolve(relative());
    }

    public FileStatus status() {
      return status;
    }
  }

  /** Called for every entry, in order. */
  @FunctionalInterface
  public interface Visitor {
    Next visit(Entry entry) throws IOException;
  }

  /** Walks; the directory itself is not visited. */
  public static void walk(Path directory, Visitor visitor) throws IOException {
    try (var kernel = new Kernel()) {
      var walk = new Walk(kernel, directory, visitor);
      int descriptor = walk.open(Kernel.AT_FDCWD, FileNames.bytes(directory), new byte[0]);
      walk.into(descriptor, new byte[0]);
    }
  }

  /**
   * Removes a directory and everything below.
   *
   * @throws IOException when something is mounted below: what is there may belong to others
   */
  public static void delete(Path directory) throws IOException {
    long device = PosixFiles.lstat(directory).device();
    var directories = new ArrayList<Path>();
    directories.add(directory);
    walk(
        directory,
        entry -> {
          if (entry.status().device() != device) {
            throw new IOException(
                FileNames.display(entry.path()) + " is a mount; unmount it before removing it");
          }
          if (entry.status().isDirectory()) {
            directories.add(entry.path());
          } else {
            Files.delete(entry.path());
          }
          return Next.CONTINUE;
        });
    for (Path emptied : directories.reversed()) {
      Files.delete(emptied);
    }
  }

  /**
   * Removes what a process that was killed has left: as {@link #delete}, after everything mounted
   * at and below the directory was detached.
   *
   * @param directory the caller's own: whatever is mounted there, this program has mounted
   */
  public static void deleteLeftover(Path directory) throws IOException {
    for (Path mount : MountTable.below(directory)) {
      Mounts.detach(mount);
    }
    delete(directory);
  }

  private static final class Walk {
    private final Kernel kernel;
    private final Path root;
    private final Visitor visitor;
    private final MemorySegment block;
    private final MemorySegment statx;
    private final MemorySegment name;

    Walk(Kernel kernel, Path root, Visitor visitor) {
      this.kernel = kernel;
      this.root = root;
      this.visitor = visitor;
      this.block = kernel.buffer(BLOCK);
      this.statx = kernel.buffer(FileStatus.STATX_SIZE);
      this.name = kernel.buffer(4096);
    }

    int open(long parent, byte[] child, byte[] relative) throws PosixException {
      // The starting point may be a link; what is met on the way is known to be a directory.
      long follow = parent == Kernel.AT_FDCWD ? 0 : Kernel.O_NOFOLLOW;
      return (int)
          kernel.call(
              Syscall.OPENAT,
              subject(relative),
              parent,
              put(child),
              Kernel.O_RDONLY | Kernel.O_DIRECTORY | Kernel.O_CLOEXEC | follow);
    }

    void into(int descriptor, byte[] prefix) throws IOException {
      try {
        for (byte[] child : children(descriptor, prefix)) {
          byte[] relative = join(prefix, child);
          FileStatus status = status(descriptor, child, relative);
          Next next = visitor.visit(new Entry(root, relative, status));
          if (status.isDirectory() && next == Next.CONTINUE) {
            into(open(descriptor, child, relative), relative);
          }
        }
      } finally {
        kernel.call(Syscall.CLOSE, subject(prefix), descriptor);
      }
    }

    private List<byte[]> children(int descriptor, byte[] prefix) throws PosixException {
      var names = new ArrayList<byte[]>();
      while (true) {
        long length =
            kernel.call(Syscall.GETDENTS64, subject(prefix), descriptor, block.address(), BLOCK);
        if (length == 0) {
          names.sort(BY_BYTES);
          return names;
        }
        for (long at = 0; at < length; ) {
          addName(names, at + DIRENT_NAME);
          at += Short.toUnsignedInt(block.get(ValueLayout.JAVA_SHORT, at + DIRENT_LENGTH));
        }
      }
    }

    private void addName(List<byte[]> names, long start) {
      long end = start;
      while (block.get(ValueLayout.JAVA_BYTE, end) != 0) {
        end++;
      }
      byte[] found = block.asSlice(start, end - start).toArray(ValueLayout.JAVA_BYTE);
      boolean dots =
          found[0] == '.' && (found.length == 1 || (found.length == 2 && found[1] == '.'));
      if (!dots) {
        names.add(found);
      }
    }

    private FileStatus status(int descriptor, byte[] child, byte[] relative) throws PosixException {
      kernel.call(
          Syscall.STATX,
          subject(relative),
          descriptor,
          put(child),
          Kernel.AT_SYMLINK_NOFOLLOW,
          FileStatus.STATX_BASIC,
          statx.address());
      return FileStatus.of(statx);
    }

    private long put(byte[] text) throws PosixException {
      if (text.length >= name.byteSize()) {
        throw new PosixException("openat", FileNames.display(root), 36);
      }
      MemorySegment.copy(text, 0, name, ValueLayout.JAVA_BYTE, 0, text.length);
      name.set(ValueLayout.JAVA_BYTE, text.length, (byte) 0);
      return name.address();
    }

    private Supplier<String> subject(byte[] relative) {
      return () -> FileNames.display(root.resolve(FileNames.path(relative)));
    }

    private static byte[] join(byte[] prefix, byte[] child) {
      if (prefix.length == 0) {
        return child;
      }
      byte[] joined = Arrays.copyOf(prefix, prefix.length + 1 + child.length);
      joined[prefix.length] = '/';
      System.arraycopy(child, 0, joined, prefix.length + 1, child.length);
      return joined;
    }
  }
}
