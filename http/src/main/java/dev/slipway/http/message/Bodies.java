package dev.slipway.http.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Bodies of HTTP/1.1 messages, and how a body gets from one message to another as it comes. */
public final class Bodies {
  private static final int BUFFER = 32 << 10;
  private static final int LINE = 4096;
  private static final int TRAILER_LINES = 64;

  /** What decides where a message goes and where it ends is no trailer (RFC 9110, 6.5.1). */
  private static final Set<String> NOT_LATE =
      Set.of(
          "content-length",
          "transfer-encoding",
          "host",
          "connection",
          "upgrade",
          "te",
          "authorization",
          "forwarded",
          "x-forwarded-for",
          "x-forwarded-host",
          "x-forwarded-port",
          "x-forwarded-proto",
          "x-forwarded-scheme",
          "x-scheme",
          "x-real-ip");

  private static final byte[] CRLF = {'\r', '\n'};
  private static final byte[] LAST = "0\r\n".getBytes(ISO_8859_1);

  private Bodies() {}

  /** Copies a whole body. */
  public static void copy(Body from, Sink to) throws IOException, HttpProblem {
    byte[] buffer = new byte[BUFFER];
    for (int n = from.read(buffer); n >= 0; n = from.read(buffer)) {
      to.write(buffer, n);
    }
    to.end(from.trailers());
  }

  /** The body that comes next on a connection. */
  public static Body of(Framing framing, Wire wire) {
    return switch (framing) {
      case Framing.None _ -> Body.NONE;
      case Framing.Length(long bytes) -> new Exact(wire, bytes);
      case Framing.Chunked _ -> new Chunks(wire);
      case Framing.UntilClose _ -> new UntilEnd(wire);
    };
  }

  /** Writes a body as it is. */
  public static Sink plain(OutputStream out) {
    return new Sink() {
      @Override
      public void write(byte[] bytes, int count) throws IOException {
        out.write(bytes, 0, count);
      }

      @Override
      public void end(List<String> trailers) throws IOException {
        out.flush();
      }
    };
  }

  /** Writes a body in chunks. */
  public static Sink chunked(OutputStream out) {
    return new Sink() {
      @Override
      public void write(byte[] bytes, int count) throws IOException {
        byte[] head = (Integer.toHexString(count) + "\r\n").getBytes(ISO_8859_1);
        byte[] chunk = new byte[head.length + count + 2];
        System.arraycopy(head, 0, chunk, 0, head.length);
        System.arraycopy(bytes, 0, chunk, head.length, count);
        System.arraycopy(CRLF, 0, chunk, head.length + count, 2);
        out.write(chunk);
      }

      @Override
      public void end(List<String> trailers) throws IOException {
        out.write(LAST);
        for (String trailer : trailers) {
          out.write((trailer + "\r\n").getBytes(ISO_8859_1));
        }
        out.write(CRLF);
        out.flush();
      }
    };
  }

  /** So many bytes. */
  private static final class Exact implements Body {
    private final Wire wire;
    private long left;

    Exact(Wire wire, long bytes) {
      this.wire = wire;
      this.left = bytes;
    }

    @Override
    public int read(byte[] target) throws IOException {
      if (left == 0) {
        return -1;
      }
      int count = wire.read(target, 0, (int) Math.min(target.length, left));
      if (count < 0) {
        throw new EOFException("the peer closed the connection within a body");
      }
      left -= count;
      return count;
    }

    @Override
    public List<String> trailers() {
      return List.of();
    }
  }

  private record UntilEnd(Wire wire) implements Body {
    @Override
    public int read(byte[] target) throws IOException {
      return wire.read(target, 0, target.length);
    }

    @Override
    public List<String> trailers() {
      return List.of();
    }
  }

  private static final class Chunks implements Body {
    private final Wire wire;
    private final List<String> trailers = new ArrayList<>();
    private Body chunk = Body.NONE;
    private boolean begun;
    private boolean ended;

    Chunks(Wire wire) {
      this.wire = wire;
    }

    @Override
    public int read(byte[] target) throws IOException, HttpProblem {
      while (!ended) {
        int count = chunk.read(target);
        if (count >= 0) {
          return count;
        }
        next();
      }
      return -1;
    }

    private void next() throws IOException, HttpProblem {
      if (begun && !wire.readLine(0).isEmpty()) {
        throw new HttpProblem(400, "a chunk is longer than it says");
      }
      begun = true;
      long size = chunkSize();
      chunk = new Exact(wire, size);
      if (size == 0) {
        readTrailers();
        ended = true;
      }
    }

    private long chunkSize() throws IOException, HttpProblem {
      String line = wire.readLine(LINE);
      int extension = line.indexOf(';');
      String size = (extension < 0 ? line : line.substring(0, extension)).strip();
      if (!size.matches("[0-9A-Fa-f]{1,15}")) {
        throw new HttpProblem(400, "not a chunk size: " + Fields.printable(line));
      }
      return Long.parseLong(size, 16);
    }

    private void readTrailers() throws IOException, HttpProblem {
      for (String line = wire.readLine(LINE); !line.isEmpty(); line = wire.readLine(LINE)) {
        trailers.add(line);
        if (trailers.size() > TRAILER_LINES) {
          throw new HttpProblem(400, "too many trailer fields");
        }
      }
      for (Fields.Field trailer : Fields.parse(trailers).all()) {
        if (NOT_LATE.contains(trailer.name().toLowerCase(Locale.ROOT))) {
          throw new HttpProblem(400, trailer.name() + " comes too late after the body");
        }
      }
    }

    @Override
    public List<String> trailers() {
      return List.copyOf(trailers);
    }
  }
}
