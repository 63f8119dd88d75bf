package dev.slipway.kubernetes.spdy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Map;

/**
 * One stream of a connection: bytes in both directions, each of which ends by itself.
 *
 * <p>Bytes wait here until they are read. When more than a megabyte waits, the connection is not
 * read on: the clients know no flow control of their own.
 */
public final class SpdyStream {
  private static final int MOST_WAITING = 1 << 20;

  private final SpdyConnection connection;
  private final int id;
  private final Map<String, String> headers;
  private final ArrayDeque<byte[]> waiting = new ArrayDeque<>();
  private int waitingBytes;
  private boolean ended;
  private boolean abandoned;
  private final InputStream input = new Input();
  private final OutputStream output = new Output();

  SpdyStream(SpdyConnection connection, int id, Map<String, String> headers) {
    this.connection = connection;
    this.id = id;
    this.headers = Map.copyOf(headers);
  }

  int id() {
    return id;
  }

  /** What the client said it is for; empty when it said nothing. */
  public String header(String name) {
    return headers.getOrDefault(name, "");
  }

  /** What the client sends; closing it discards what still comes. */
  public InputStream input() {
    return input;
  }

  /** What the client gets; closing it tells the client that nothing more comes. */
  public OutputStream output() {
    return output;
  }

  /** Ends the stream in both directions at once. */
  public void reset() throws IOException {
    end();
    connection.reset(id);
  }

  synchronized void receive(byte[] bytes) throws IOException {
    try {
      while (waitingBytes > MOST_WAITING && !abandoned) {
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while a stream was full", e);
    }
    if (!abandoned && bytes.length > 0) {
      waiting.add(bytes);
      waitingBytes += bytes.length;
      notifyAll();
    }
  }

  synchronized void end() {
    ended = true;
    notifyAll();
  }

  private final class Input extends InputStream {
    private byte[] current = {};
    private int position;

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      if (position == current.length && !next()) {
        return -1;
      }
      int n = Math.min(length, current.length - position);
      System.arraycopy(current, position, target, offset, n);
      position += n;
      return n;
    }

    private boolean next() throws IOException {
      synchronized (SpdyStream.this) {
        try {
          while (waiting.isEmpty() && !ended && !abandoned) {
            SpdyStream.this.wait();
          }
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new IOException("interrupted while reading a stream", e);
        }
        if (waiting.isEmpty()) {
          return false;
        }
        current = waiting.remove();
        position = 0;
        waitingBytes -= current.length;
        SpdyStream.this.notifyAll();
        return true;
      }
    }

    @Override
    public void close() {
      synchronized (SpdyStream.this) {
        abandoned = true;
        waiting.clear();
        waitingBytes = 0;
        SpdyStream.this.notifyAll();
      }
    }
  }

  private final class Output extends OutputStream {
    private boolean closed;

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      if (closed) {
        throw new IOException("the stream was closed");
      }
      connection.send(id, bytes, offset, length);
    }

    @Override
    public void close() throws IOException {
      if (!closed) {
        closed = true;
        connection.finish(id);
      }
    }
  }
}
