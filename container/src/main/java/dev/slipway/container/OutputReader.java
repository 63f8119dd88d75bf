package dev.slipway.container;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Hands a process's stream to a listener, on a virtual thread of its own. */
final class OutputReader {
  private static final System.Logger LOG = System.getLogger(OutputReader.class.getName());
  private static final int CHUNK = 32 << 10;

  private OutputReader() {}

  /** Starts; the thread ends with the stream. */
  static Thread start(InputStream stream, OutputListener.Stream kind, OutputListener listener) {
    return Thread.ofVirtual().name("output").start(() -> read(stream, kind, listener));
  }

  private static void read(
      InputStream stream, OutputListener.Stream kind, OutputListener listener) {
    byte[] buffer = new byte[CHUNK];
    try (stream) {
      for (int n = stream.read(buffer); n >= 0; n = stream.read(buffer)) {
        listener.output(kind, Arrays.copyOf(buffer, n));
      }
    } catch (IOException e) {
      // Cancelling closes the stream under the reader; nothing is lost that counts then.
      LOG.log(System.Logger.Level.DEBUG, "output ended early: {0}", e.getMessage());
    }
  }
}
