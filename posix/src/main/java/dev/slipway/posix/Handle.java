package dev.slipway.posix;

import java.io.Closeable;
import java.nio.file.Path;

/**
 * An open file descriptor of the kernel.
 *
 * <p>{@link #path} names exactly the file that was opened, whatever happens to its name meanwhile.
 */
public final class Handle implements Closeable {
  private final int number;
  private boolean closed;

  Handle(long number) {
    this.number = (int) number;
  }

  int number() {
    return number;
  }

  /**
   * A path to the opened file that stays right until close; works for reading, mounting, linking.
   */
  public Path path() {
    return Path.of("/proc/self/fd/" + number);
  }

  /** Where the file is now, as this process sees it. */
  public Path location() throws PosixException {
    return FileNames.path(PosixFiles.readLink(path()));
  }

  /** Opens a file or directory for reference only (O_PATH), following links. */
  public static Handle of(Path path) throws PosixException {
    return open(path, Kernel.O_PATH);
  }

  /** As {@link #of}, opened for reading: what namespaces want. */
  static Handle read(Path path) throws PosixException {
    return open(path, Kernel.O_RDONLY);
  }

  static Handle open(Path path, long flags) throws PosixException {
    try (var kernel = new Kernel()) {
      return new Handle(
          kernel.call(
              Syscall.OPENAT,
              FileNames.display(path),
              Kernel.AT_FDCWD,
              kernel.string(path),
              flags | Kernel.O_CLOEXEC));
    }
  }

  @Override
  public synchronized void close() throws PosixException {
    if (closed) {
      return;
    }
    closed = true;
    try (var kernel = new Kernel()) {
      kernel.call(Syscall.CLOSE, "descriptor " + number, number);
    }
  }
}
