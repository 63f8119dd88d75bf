package dev.slipway.container;

import dev.slipway.posix.PacketSocket;
import dev.slipway.posix.PosixException;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A connection to the input of a container's first process, through its supervisor. What the
 * process writes is in the container's log.
 */
public final class Attachment implements Closeable {
  private static final int MESSAGE = 4096;

  private final PacketSocket socket;
  private final Path bundle;

  private Attachment(PacketSocket socket, Path bundle) {
    this.socket = socket;
    this.bundle = bundle;
  }

  static Attachment open(Path bundle) throws IOException {
    var attachment = new Attachment(PacketSocket.connect(bundle.resolve("attach")), bundle);
    Thread.ofPlatform().name("attached-" + bundle.getFileName()).daemon().start(attachment::drain);
    return attachment;
  }

  /** The supervisor sends the output, too, and waits until somebody takes it. */
  private void drain() {
    try {
      while (socket.receive().length > 0) {
        // It is read from the log.
      }
    } catch (PosixException e) {
      // It was closed here or has ended there.
    }
  }

  /** What the process reads; closing it ends its input when it was made so. */
  public OutputStream input() {
    return new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int from, int length) throws IOException {
        for (int done = 0; done < length; done += MESSAGE) {
          socket.send(bytes, from + done, Math.min(MESSAGE, length - done));
        }
      }

      @Override
      public void close() throws IOException {
        socket.endSending();
      }
    };
  }

  /** Tells the terminal's new size, in characters. */
  public void resize(int columns, int rows) throws IOException {
    // The order "size of the window" of conmon's control pipe.
    Files.write(
        bundle.resolve("ctl"),
        "1 %d %d\n".formatted(rows, columns).getBytes(StandardCharsets.US_ASCII),
        StandardOpenOption.WRITE);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
