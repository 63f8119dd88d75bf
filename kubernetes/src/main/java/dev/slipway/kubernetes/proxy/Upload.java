package dev.slipway.kubernetes.proxy;

import dev.slipway.http.Request;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Sends a request's body while its answer may come already. */
final class Upload {
  private static final System.Logger LOG = System.getLogger(Upload.class.getName());
  private static final int BUFFER = 32 << 10;

  private final Thread thread;

  Upload(Request request, Socket socket, boolean chunked) {
    boolean empty = !chunked && request.bodyLength().orElse(0L) == 0;
    this.thread =
        empty
            ? Thread.ofVirtual().unstarted(() -> {})
            : Thread.ofVirtual().name("api-proxy").start(() -> send(request, socket, chunked));
  }

  private static void send(Request request, Socket socket, boolean chunked) {
    try {
      OutputStream out = socket.getOutputStream();
      InputStream body = request.body();
      byte[] buffer = new byte[BUFFER];
      for (int n = read(body, buffer, socket); n >= 0; n = read(body, buffer, socket)) {
        if (chunked) {
          out.write((Integer.toHexString(n) + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        }
        out.write(buffer, 0, n);
        if (chunked) {
          out.write("\r\n".getBytes(StandardCharsets.ISO_8859_1));
        }
        out.flush();
      }
      if (chunked) {
        out.write("0\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
      }
    } catch (IOException e) {
      // A server may answer without reading everything; if it does not, its answer's end tells.
      LOG.log(System.Logger.Level.DEBUG, "a body was not taken to its end", e);
    }
  }

  /** A client that breaks off has no use for an answer. */
  private static int read(InputStream body, byte[] buffer, Socket socket) throws IOException {
    try {
      return body.read(buffer);
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /** Sends no more, whatever is left. */
  void end() {
    if (thread.getState() == Thread.State.NEW) {
      return;
    }
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
