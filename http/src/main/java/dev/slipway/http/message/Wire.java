package dev.slipway.http.message;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;

/** One end of a connection: a socket with a read buffer. For one reading and one writing thread. */
public final class Wire implements Closeable {
  /** Idle connections are many and have little to say; those that have more get more. */
  private static final int LEAST_BUFFER = 1 << 10;

  private static final int BUFFER = 16 << 10;
  private static final int HEAD_LIMIT = 64 << 10;

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;

  /** When the write began that is under way, in nanoseconds; 0 when there is none. */
  private volatile long writing;

  private byte[] buffer = new byte[LEAST_BUFFER];
  private int position;
  private int limit;

  /** An end of this connection. */
  public Wire(Socket socket) throws IOException {
    this.socket = socket;
    socket.setTcpNoDelay(true);
    this.in = socket.getInputStream();
    this.out = noting(socket.getOutputStream());
  }

  /** Notes when a write begins and that it has ended: one that the peer does not take waits. */
  private OutputStream noting(OutputStream plain) {
    return new OutputStream() {
      @Override
      public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        writing = System.nanoTime() | 1;
        try {
          plain.write(bytes, offset, length);
        } finally {
          writing = 0;
        }
      }

      @Override
      public void flush() throws IOException {
        plain.flush();
      }
    };
  }

  /** Whether a write waits for longer than this: the peer does not read. */
  public boolean isStuck(Duration limit) {
    long since = writing;
    return since != 0 && System.nanoTime() - since > limit.toNanos();
  }

  /** As above, with a byte that was read already. */
  public Wire(Socket socket, int first) throws IOException {
    this(socket);
    buffer[0] = (byte) first;
    limit = 1;
  }

  /** {@code https} or {@code http}. */
  public String scheme() {
    return socket instanceof SSLSocket ? "https" : "http";
  }

  /** Connects. */
  public static Wire connect(InetSocketAddress address, Duration timeout) throws IOException {
    SocketChannel channel = SocketChannel.open();
    try {
      channel.socket().connect(address, Math.toIntExact(timeout.toMillis()));
      return new Wire(channel.socket());
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /** The connection. */
  public Socket socket() {
    return socket;
  }

  /** What the peer is sent. */
  public OutputStream out() {
    return out;
  }

  /** How long a read may wait; zero for ever. */
  public void readTimeout(Duration timeout) throws IOException {
    socket.setSoTimeout(Math.toIntExact(timeout.toMillis()));
  }

  /**
   * The bytes up to and including the next empty line; empty when the peer closed before the first.
   *
   * @throws HttpProblem 431 when there are too many
   */
  public Optional<byte[]> readHead() throws IOException, HttpProblem {
    return readHead(Duration.ZERO);
  }

  /**
   * As above.
   *
   * @param within how long it may take from its first byte on; zero for ever
   * @throws HttpProblem 408 when it takes longer, too
   */
  public Optional<byte[]> readHead(Duration within) throws IOException, HttpProblem {
    int idle = socket.getSoTimeout();
    try {
      return readHead(within.isZero() ? Long.MAX_VALUE : within.toNanos());
    } finally {
      socket.setSoTimeout(idle);
    }
  }

  private Optional<byte[]> readHead(long within) throws IOException, HttpProblem {
    long begun = 0;
    var head = new ByteArrayOutputStream(512);
    int seen = 0;
    while (true) {
      if (head.size() == 1 && begun == 0) {
        begun = System.nanoTime();
      }
      if (position == limit && !(head.size() == 0 ? fill() : fillBefore(begun, within))) {
        if (head.size() == 0) {
          return Optional.empty();
        }
        throw new EOFException("the peer closed the connection within a message head");
      }
      byte next = buffer[position++];
      if (head.size() == 0 && (next == '\r' || next == '\n')) {
        continue; // empty lines before a message are to be ignored (RFC 9112, 2.2)
      }
      head.write(next);
      seen = next == '\n' ? seen + 1 : next == '\r' ? seen : 0;
      if (seen == 2) {
        return Optional.of(head.toByteArray());
      }
      if (head.size() > HEAD_LIMIT) {
        throw new HttpProblem(431, "the message head has more than 64 KiB");
      }
    }
  }

  /** One line without its end, at most {@code max} bytes long. */
  public String readLine(int max) throws IOException, HttpProblem {
    var line = new StringBuilder();
    while (true) {
      if (position == limit && !fill()) {
        throw new EOFException("the peer closed the connection within a line");
      }
      char next = (char) (buffer[position++] & 0xff);
      if (next == '\n') {
        int length = line.length();
        if (length == 0 || line.charAt(length - 1) != '\r') {
          throw new HttpProblem(400, "a line does not end with CR LF");
        }
        return line.substring(0, length - 1);
      }
      line.append(next);
      if (line.length() > max + 1) {
        throw new HttpProblem(400, "a line has more than " + max + " bytes");
      }
    }
  }

  /** What comes in, as a stream. */
  public InputStream in() {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        return position == limit && !fill() ? -1 : buffer[position++] & 0xff;
      }

      @Override
      public int read(byte[] target, int offset, int length) throws IOException {
        return Wire.this.read(target, offset, length);
      }
    };
  }

  /** As {@link InputStream#read(byte[])}. */
  public int read(byte[] target) throws IOException {
    return read(target, 0, target.length);
  }

  /** As {@link InputStream#read(byte[], int, int)}. */
  public int read(byte[] target, int offset, int length) throws IOException {
    if (position < limit) {
      int count = Math.min(length, limit - position);
      System.arraycopy(buffer, position, target, offset, count);
      position += count;
      return count;
    }
    return in.read(target, offset, length);
  }

  /** Waits until there is something to read; false at the end of it all. */
  public boolean awaitInput() throws IOException {
    return hasBuffered() || fill();
  }

  /** Whether bytes came that nobody has read yet. */
  public boolean hasBuffered() {
    return position < limit;
  }

  /** Whether anything came that nobody has read yet, here or on its way to here. */
  public boolean hasInput() {
    try {
      return hasBuffered() || in.available() > 0;
    } catch (IOException e) {
      return false;
    }
  }

  /** Whether an idle connection cannot be used again: closed by the peer, or out of step. */
  public boolean isStale() {
    SocketChannel channel = socket.getChannel();
    if (channel == null || hasBuffered()) {
      return true;
    }
    try {
      channel.configureBlocking(false);
      int count = channel.read(ByteBuffer.allocate(1));
      channel.configureBlocking(true);
      return count != 0;
    } catch (IOException e) {
      return true;
    }
  }

  private boolean fillBefore(long begun, long within) throws IOException, HttpProblem {
    if (within == Long.MAX_VALUE) {
      return fill();
    }
    long left = TimeUnit.NANOSECONDS.toMillis(within - (System.nanoTime() - begun));
    try {
      socket.setSoTimeout(Math.toIntExact(Math.max(1, left)));
      return fill();
    } catch (SocketTimeoutException e) {
      throw new HttpProblem(408, "the message head took too long");
    }
  }

  private boolean fill() throws IOException {
    if (limit == buffer.length && buffer.length < BUFFER) {
      buffer = new byte[BUFFER];
    }
    int count = in.read(buffer, 0, buffer.length);
    position = 0;
    limit = Math.max(0, count);
    return count > 0;
  }

  /** Tells the peer that nothing more comes. */
  public void endOutput() throws IOException {
    if (!socket.isOutputShutdown() && !socket.isClosed()) {
      socket.shutdownOutput();
    }
  }

  /**
   * Ends the output, and the connection when the peer has done the same: a connection that is
   * closed while bytes come in is broken off, and takes what the peer has not read yet with it.
   *
   * @param most how long the peer may go on
   */
  public void endAfterInput(Duration most) throws IOException {
    endOutput();
    long end = System.nanoTime() + most.toNanos();
    byte[] ignored = new byte[BUFFER];
    try {
      while (true) {
        long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        if (left <= 0) {
          return;
        }
        socket.setSoTimeout(Math.toIntExact(left));
        if (in.read(ignored) < 0) {
          return;
        }
      }
    } catch (SocketTimeoutException e) {
      // It was told, and had its time.
    }
  }

  /** Breaks the connection, so that the peer cannot mistake it for an orderly end. */
  public void reset() {
    try {
      socket.setSoLinger(true, 0);
    } catch (IOException e) {
      // It is closed already.
    }
    close();
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      // Closing is all that can be done to a socket that fails; it is gone either way.
    }
  }
}
