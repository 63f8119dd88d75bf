package dev.slipway.posix;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * The user's side of a terminal that programs run in (pty(7)).
 *
 * <p>Open {@link #device} in the program as its controlling terminal, not in this process.
 */
public final class PseudoTerminal implements Closeable {
  private static final Path MULTIPLEXER = Path.of("/dev/ptmx");
  private static final long UNLOCK = 0x4004_5431L;
  private static final long NUMBER = 0x8004_5430L;
  private static final long SET_SIZE = 0x5414L;
  private static final int CHUNK = 16 << 10;

  private final Handle handle;
  private final Path device;

  private PseudoTerminal(Handle handle, Path device) {
    this.handle = handle;
    this.device = device;
  }

  public static PseudoTerminal open() throws PosixException {
    Handle handle = Handle.open(MULTIPLEXER, Kernel.O_RDWR | Kernel.O_NOCTTY);
    try (var kernel = new Kernel()) {
      MemorySegment value = kernel.buffer(Integer.BYTES);
      kernel.call(Syscall.IOCTL, "/dev/ptmx", handle.number(), UNLOCK, value.address());
      kernel.call(Syscall.IOCTL, "/dev/ptmx", handle.number(), NUMBER, value.address());
      int number = value.get(ValueLayout.JAVA_INT, 0);
      return new PseudoTerminal(handle, Path.of("/dev/pts", Integer.toString(number)));
    } catch (PosixException e) {
      handle.close();
      throw e;
    }
  }

  /** The program's side. */
  public Path device() {
    return device;
  }

  public void resize(int columns, int rows) throws PosixException {
    try (var kernel = new Kernel()) {
      MemorySegment size = kernel.buffer(4L * Short.BYTES);
      size.setAtIndex(ValueLayout.JAVA_SHORT, 0, (short) rows);
      size.setAtIndex(ValueLayout.JAVA_SHORT, 1, (short) columns);
      kernel.call(Syscall.IOCTL, device.toString(), handle.number(), SET_SIZE, size.address());
    }
  }

  /**
   * Starts to hand over what programs write, on a platform thread of its own, until all of them
   * have closed the terminal.
   *
   * @return the thread, to be joined
   */
  public Thread read(Consumer<byte[]> output) {
    return Thread.ofPlatform().name("terminal " + device).daemon().start(() -> pump(output));
  }

  private void pump(Consumer<byte[]> output) {
    try (var kernel = new Kernel()) {
      MemorySegment buffer = kernel.buffer(CHUNK);
      while (true) {
        long read =
            kernel.call(Syscall.READ, device.toString(), handle.number(), buffer.address(), CHUNK);
        if (read == 0) {
          return;
        }
        output.accept(buffer.asSlice(0, read).toArray(ValueLayout.JAVA_BYTE));
      }
    } catch (PosixException e) {
      // EIO is how the kernel says that the last program has closed its side.
      if (!e.is(Errno.EIO) && !e.is(Errno.EBADF)) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Where the user types. Closing it types the end-of-input character. */
  public OutputStream input() {
    return new OutputStream() {
      private static final int END_OF_INPUT = 4;
      private boolean ended;

      @Override
      public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int start, int length) throws IOException {
        try (var kernel = new Kernel()) {
          MemorySegment buffer = kernel.buffer(Math.max(1, length));
          MemorySegment.copy(bytes, start, buffer, ValueLayout.JAVA_BYTE, 0, length);
          for (long sent = 0; sent < length; ) {
            sent +=
                kernel.call(
                    Syscall.WRITE,
                    device.toString(),
                    handle.number(),
                    buffer.address() + sent,
                    length - sent);
          }
        }
      }

      @Override
      public void close() throws IOException {
        if (!ended) {
          ended = true;
          write(END_OF_INPUT);
        }
      }
    };
  }

  @Override
  public void close() throws PosixException {
    handle.close();
  }
}
