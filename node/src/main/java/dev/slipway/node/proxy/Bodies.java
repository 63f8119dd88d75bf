package dev.slipway.node.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/** Copies message bodies from one framing to another, as the bytes come. */
final class Bodies {
  private static final int BUFFER = 32 << 10;
  private static final int LINE = 4096;
  private static final int TRAILER_LINES = 64;
  private static final byte[] CRLF = {'\r', '\n'};
  private static final byte[] LAST = "0\r\n".getBytes(ISO_8859_1);

  /** How a body is written. */
  enum Output {
    /** As it is. */
    PLAIN,
    /** In chunks. */
    CHUNKED
  }

  private Bodies() {}

  /** Copies a whole body and flushes. */
  static void copy(Framing framing, Wire from, OutputStream to, Output output)
      throws IOException, HttpProblem {
    byte[] buffer = new byte[BUFFER];
    switch (framing) {
      case Framing.None _ -> {}
      case Framing.Length(long bytes) -> {
        copyExactly(bytes, from, to, output, buffer);
        end(to, output, List.of());
      }
      case Framing.Chunked _ -> copyChunks(from, to, output, buffer);
      case Framing.UntilClose _ -> {
        for (int n = from.read(buffer, 0, BUFFER); n >= 0; n = from.read(buffer, 0, BUFFER)) {
          write(to, output, buffer, n);
        }
        end(to, output, List.of());
      }
    }
    to.flush();
  }

  private static void copyExactly(
      long bytes, Wire from, OutputStream to, Output output, byte[] buffer) throws IOException {
    long left = bytes;
    while (left > 0) {
      int count = from.read(buffer, 0, (int) Math.min(BUFFER, left));
      if (count < 0) {
        throw new EOFException("the peer closed the connection within a body");
      }
      write(to, output, buffer, count);
      left -= count;
    }
  }

  private static void copyChunks(Wire from, OutputStream to, Output output, byte[] buffer)
      throws IOException, HttpProblem {
    for (long size = chunkSize(from); size > 0; size = chunkSize(from)) {
      copyExactly(size, from, to, output, buffer);
      if (!from.readLine(0).isEmpty()) {
        throw new HttpProblem(400, "a chunk is longer than it says");
      }
    }
    var trailers = new ArrayList<String>();
    for (String line = from.readLine(LINE); !line.isEmpty(); line = from.readLine(LINE)) {
      trailers.add(line);
      if (trailers.size() > TRAILER_LINES) {
        throw new HttpProblem(400, "too many trailer fields");
      }
    }
    Fields.parse(trailers);
    end(to, output, trailers);
  }

  private static long chunkSize(Wire from) throws IOException, HttpProblem {
    String line = from.readLine(LINE);
    int extension = line.indexOf(';');
    String size = (extension < 0 ? line : line.substring(0, extension)).strip();
    if (!size.matches("[0-9A-Fa-f]{1,15}")) {
      throw new HttpProblem(400, "not a chunk size: " + Fields.printable(line));
    }
    return Long.parseLong(size, 16);
  }

  private static void write(OutputStream to, Output output, byte[] bytes, int count)
      throws IOException {
    if (output == Output.PLAIN) {
      to.write(bytes, 0, count);
      return;
    }
    byte[] head = (Integer.toHexString(count) + "\r\n").getBytes(ISO_8859_1);
    byte[] chunk = new byte[head.length + count + 2];
    System.arraycopy(head, 0, chunk, 0, head.length);
    System.arraycopy(bytes, 0, chunk, head.length, count);
    System.arraycopy(CRLF, 0, chunk, head.length + count, 2);
    to.write(chunk);
  }

  private static void end(OutputStream to, Output output, List<String> trailers)
      throws IOException {
    if (output == Output.CHUNKED) {
      to.write(LAST);
      for (String trailer : trailers) {
        to.write((trailer + "\r\n").getBytes(ISO_8859_1));
      }
      to.write(CRLF);
    }
  }
}
