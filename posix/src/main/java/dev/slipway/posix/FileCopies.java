package dev.slipway.posix;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;

/**
 * Copies regular files one after the other, each with as few system calls as it takes: most files
 * are small, and then everything around the bytes is what costs. For one thread.
 */
public final class FileCopies implements AutoCloseable {
  private static final int BUFFER = 128 << 10;
  private static final int LONGEST_PATH = 4096;
  private static final long OWNER_ALONE = 0600;
  private static final int NAME_TOO_LONG = 36;

  private final Kernel kernel = new Kernel();
  private final MemorySegment buffer = kernel.buffer(BUFFER);
  private final MemorySegment statx = kernel.buffer(FileStatus.STATX_SIZE);
  private final MemorySegment times = kernel.buffer(4L * Long.BYTES);
  private final MemorySegment path = kernel.buffer(LONGEST_PATH);

  /** What a copy is to be like; times in seconds since 1970 and their rest. */
  public record Properties(int permissions, int uid, int gid, long seconds, int nanos) {}

  /** Whether a file has extended attributes, which are not copied here. */
  public enum Attributes {
    NONE,
    SOME
  }

  /**
   * What was copied.
   *
   * @param source what the file was after it had been read
   */
  public record Copied(FileStatus source, Attributes attributes) {}

  /**
   * Makes {@code to} a copy of {@code from}. Links are not followed.
   *
   * @throws PosixException with {@link Errno#EEXIST} when there is something at {@code to} already
   */
  public Copied copy(Path from, Path to, Properties properties) throws PosixException {
    long in = open(from, Kernel.O_RDONLY);
    try {
      long out = open(to, Kernel.O_WRONLY | Kernel.O_CREAT | Kernel.O_EXCL);
      try {
        move(in, from, out, to);
        set(out, to, properties);
      } finally {
        close(out, to);
      }
      return new Copied(status(in, from), attributes(in, from));
    } finally {
      close(in, from);
    }
  }

  private long open(Path file, long flags) throws PosixException {
    return kernel.call(
        Syscall.OPENAT,
        () -> FileNames.display(file),
        Kernel.AT_FDCWD,
        put(file),
        flags | Kernel.O_NOFOLLOW | Kernel.O_CLOEXEC,
        OWNER_ALONE);
  }

  private long put(Path file) throws PosixException {
    byte[] name = FileNames.bytes(file);
    if (name.length >= LONGEST_PATH) {
      throw new PosixException("openat", FileNames.display(file), NAME_TOO_LONG);
    }
    MemorySegment.copy(name, 0, path, ValueLayout.JAVA_BYTE, 0, name.length);
    path.set(ValueLayout.JAVA_BYTE, name.length, (byte) 0);
    return path.address();
  }

  private void move(long in, Path from, long out, Path to) throws PosixException {
    while (true) {
      long length =
          kernel.call(Syscall.READ, () -> FileNames.display(from), in, buffer.address(), BUFFER);
      if (length == 0) {
        return;
      }
      for (long done = 0; done < length; ) {
        done +=
            kernel.call(
                Syscall.WRITE,
                () -> FileNames.display(to),
                out,
                buffer.address() + done,
                length - done);
      }
    }
  }

  /** The owner first: a change of it takes set-id bits away. */
  private void set(long out, Path to, Properties wanted) throws PosixException {
    kernel.call(
        Syscall.FCHOWN,
        () -> FileNames.display(to),
        out,
        Integer.toUnsignedLong(wanted.uid()),
        Integer.toUnsignedLong(wanted.gid()));
    kernel.call(Syscall.FCHMOD, () -> FileNames.display(to), out, wanted.permissions());
    for (int i = 0; i < 2; i++) {
      times.setAtIndex(ValueLayout.JAVA_LONG, 2L * i, wanted.seconds());
      times.setAtIndex(ValueLayout.JAVA_LONG, 2L * i + 1, wanted.nanos());
    }
    kernel.call(Syscall.UTIMENSAT, () -> FileNames.display(to), out, 0, times.address(), 0);
  }

  private FileStatus status(long in, Path from) throws PosixException {
    path.set(ValueLayout.JAVA_BYTE, 0, (byte) 0);
    kernel.call(
        Syscall.STATX,
        () -> FileNames.display(from),
        in,
        path.address(),
        Kernel.AT_EMPTY_PATH,
        FileStatus.STATX_BASIC,
        statx.address());
    return FileStatus.of(statx);
  }

  private Attributes attributes(long in, Path from) throws PosixException {
    try {
      long length = kernel.call(Syscall.FLISTXATTR, () -> FileNames.display(from), in, 0, 0);
      return length == 0 ? Attributes.NONE : Attributes.SOME;
    } catch (PosixException e) {
      if (e.is(Errno.EOPNOTSUPP)) {
        return Attributes.NONE;
      }
      throw e;
    }
  }

  private void close(long descriptor, Path file) throws PosixException {
    kernel.call(Syscall.CLOSE, () -> FileNames.display(file), descriptor);
  }

  @Override
  public void close() {
    kernel.close();
  }
}
