package dev.slipway.posix;

import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;

/**
 * A connection to a local socket that keeps messages apart (unix(7), SOCK_SEQPACKET). One thread
 * may read while another writes.
 */
public final class PacketSocket implements Closeable {
  private static final long LOCAL = 1;
  private static final long PACKETS = 5;
  private static final long CLOSE_ON_EXEC = 0x80000;
  private static final long WRITING = 1;
  private static final long BOTH = 2;
  private static final int ADDRESS_BYTES = 110;
  private static final int LONGEST_MESSAGE = 64 << 10;

  private final Handle handle;

  private PacketSocket(Handle handle) {
    this.handle = handle;
  }

  /** Connects to the socket at {@code path}, which may be of any length. */
  public static PacketSocket connect(Path path) throws PosixException {
    // An address holds 108 bytes; this name of the directory is short.
    Path whole = path.toAbsolutePath();
    try (var kernel = new Kernel();
        Handle directory = Handle.of(Objects.requireNonNull(whole.getParent()))) {
      var handle =
          new Handle(
              kernel.call(Syscall.SOCKET, "local socket", LOCAL, PACKETS | CLOSE_ON_EXEC, 0));
      try {
        byte[] name =
            directory
                .path()
                .resolve(whole.getFileName())
                .toString()
                .getBytes(StandardCharsets.UTF_8);
        MemorySegment address = kernel.buffer(ADDRESS_BYTES);
        address.set(ValueLayout.JAVA_SHORT, 0, (short) LOCAL);
        MemorySegment.copy(name, 0, address, ValueLayout.JAVA_BYTE, Short.BYTES, name.length);
        kernel.call(
            Syscall.CONNECT, path.toString(), handle.number(), address.address(), ADDRESS_BYTES);
        return new PacketSocket(handle);
      } catch (PosixException e) {
        handle.close();
        throw e;
      }
    }
  }

  /** Waits for the next message, on a platform thread; empty at the end. */
  public byte[] receive() throws PosixException {
    try (var kernel = new Kernel()) {
      MemorySegment buffer = kernel.buffer(LONGEST_MESSAGE);
      long count =
          kernel.call(
              Syscall.READ, "local socket", handle.number(), buffer.address(), LONGEST_MESSAGE);
      return buffer.asSlice(0, count).toArray(ValueLayout.JAVA_BYTE);
    }
  }

  /** Sends one message. */
  public void send(byte[] bytes, int from, int count) throws IOException {
    try (var kernel = new Kernel()) {
      MemorySegment buffer = kernel.buffer(Math.max(1, count));
      MemorySegment.copy(bytes, from, buffer, ValueLayout.JAVA_BYTE, 0, count);
      kernel.call(Syscall.WRITE, "local socket", handle.number(), buffer.address(), count);
    }
  }

  /** Tells the other side that nothing more will be sent. */
  public void endSending() throws PosixException {
    shutDown(WRITING);
  }

  private void shutDown(long how) throws PosixException {
    try (var kernel = new Kernel()) {
      kernel.call(Syscall.SHUTDOWN, "local socket", handle.number(), how);
    }
  }

  /** Ends it; who waits in {@link #receive} hears of the end. */
  @Override
  public void close() throws PosixException {
    try {
      shutDown(BOTH);
    } catch (PosixException e) {
      // The other side has gone already.
    }
    handle.close();
  }
}
