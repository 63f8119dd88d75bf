package dev.slipway.posix;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Optional;

/**
 * File properties beyond those of {@link java.nio.file.Files}. Symbolic links are never followed
 * unless said so; paths that lead <em>through</em> links are, so confine untrusted ones by {@link
 * RootedDirectory} first.
 */
public final class PosixFiles {
  private static final int FIFO = 0x1000;
  private static final int PATH_MAX = 4096;

  private PosixFiles() {}

  /** What the file is; a link itself when it is one. */
  public static FileStatus lstat(Path path) throws PosixException {
    try (var kernel = new Kernel()) {
      return status(kernel, path, Kernel.AT_SYMLINK_NOFOLLOW);
    }
  }

  /** As {@link #lstat}; empty when there is nothing. */
  public static Optional<FileStatus> find(Path path) throws PosixException {
    try {
      return Optional.of(lstat(path));
    } catch (PosixException e) {
      if (e.is(Errno.ENOENT)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** As {@link #lstat}, a link's target when it is one. */
  public static FileStatus stat(Path path) throws PosixException {
    try (var kernel = new Kernel()) {
      return status(kernel, path, 0);
    }
  }

  /** Gives the file, or the link itself, to a user and group; -1 leaves one as it is. */
  public static void lchown(Path path, int uid, int gid) throws PosixException {
    try (var kernel = new Kernel()) {
      kernel.call(
          Syscall.FCHOWNAT,
          display(path),
          Kernel.AT_FDCWD,
          kernel.string(path),
          Integer.toUnsignedLong(uid),
          Integer.toUnsignedLong(gid),
          Kernel.AT_SYMLINK_NOFOLLOW);
    }
  }

  /** Sets the twelve permission bits. Links are followed: they have no permissions of their own. */
  public static void chmod(Path path, int permissions) throws PosixException {
    try (var kernel = new Kernel()) {
      kernel.call(
          Syscall.FCHMODAT,
          display(path),
          Kernel.AT_FDCWD,
          kernel.string(path),
          permissions & 0xFFF);
    }
  }

  /** Sets the last modification and the last access, of a link itself when it is one. */
  public static void setTimes(Path path, long seconds, int nanos) throws PosixException {
    try (var kernel = new Kernel()) {
      MemorySegment times = kernel.buffer(4L * Long.BYTES);
      for (int i = 0; i < 2; i++) {
        times.setAtIndex(ValueLayout.JAVA_LONG, 2L * i, seconds);
        times.setAtIndex(ValueLayout.JAVA_LONG, 2L * i + 1, nanos);
      }
      kernel.call(
          Syscall.UTIMENSAT,
          display(path),
          Kernel.AT_FDCWD,
          kernel.string(path),
          times.address(),
          Kernel.AT_SYMLINK_NOFOLLOW);
    }
  }

  /**
   * Makes a device node, fifo, socket or empty file.
   *
   * @param mode type and permissions as in {@link FileStatus#mode}; the umask does not apply
   * @param major of a device, else 0
   * @param minor of a device, else 0
   */
  public static void makeNode(Path path, int mode, int major, int minor) throws PosixException {
    try (var kernel = new Kernel()) {
      kernel.call(
          Syscall.MKNODAT,
          display(path),
          Kernel.AT_FDCWD,
          kernel.string(path),
          mode,
          FileStatus.device(major, minor));
    }
    chmod(path, mode);
  }

  public static void makeFifo(Path path, int permissions) throws PosixException {
    makeNode(path, FIFO | permissions, 0, 0);
  }

  /** Makes the character device 0/0 that overlayfs reads as "removed". */
  public static void makeWhiteout(Path path) throws PosixException {
    try (var kernel = new Kernel()) {
      kernel.call(Syscall.MKNODAT, display(path), Kernel.AT_FDCWD, kernel.string(path), 0x2000, 0);
    }
  }

  /** Makes a link with a target kept to the byte, where a {@link Path} would be normalised. */
  public static void symlink(byte[] target, Path link) throws PosixException {
    try (var kernel = new Kernel()) {
      kernel.call(
          Syscall.SYMLINKAT,
          display(link),
          kernel.string(target),
          Kernel.AT_FDCWD,
          kernel.string(link));
    }
  }

  /** The target of a link, to the byte. */
  public static byte[] readLink(Path link) throws PosixException {
    try (var kernel = new Kernel()) {
      MemorySegment buffer = kernel.buffer(PATH_MAX);
      long length =
          kernel.call(
              Syscall.READLINKAT,
              display(link),
              Kernel.AT_FDCWD,
              kernel.string(link),
              buffer.address(),
              buffer.byteSize());
      return buffer.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
    }
  }

  private static FileStatus status(Kernel kernel, Path path, long flags) throws PosixException {
    MemorySegment buffer = kernel.buffer(FileStatus.STATX_SIZE);
    kernel.call(
        Syscall.STATX,
        display(path),
        Kernel.AT_FDCWD,
        kernel.string(path),
        flags,
        FileStatus.STATX_BASIC,
        buffer.address());
    return FileStatus.of(buffer);
  }

  private static String display(Path path) {
    return FileNames.display(path);
  }
}
