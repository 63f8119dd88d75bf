package dev.slipway.kubernetes.spdy;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The server's side of one SPDY/3.1 connection. Only clients open streams.
 *
 * <pre>
 * control  1 | version 15 | type 16 | flags 8 | length 24 | payload
 * data     0 | stream 31            | flags 8 | length 24 | payload
 * </pre>
 */
public final class SpdyConnection {
  private static final int VERSION = 3;
  private static final int SYN_STREAM = 1;
  private static final int SYN_REPLY = 2;
  private static final int RST_STREAM = 3;
  private static final int PING = 6;
  private static final int GOAWAY = 7;
  private static final int FIN = 1;
  private static final int CANCEL = 5;
  private static final int MOST_FRAME = 1 << 20;
  private static final int CHUNK = 32 << 10;
  private static final int MOST_STREAMS = 1000;

  /** Is told of streams as the client opens them; must not block. */
  @FunctionalInterface
  public interface Listener {
    void opened(SpdyStream stream);
  }

  private final DataInputStream in;
  private final OutputStream out;
  private final Map<Integer, SpdyStream> streams = new ConcurrentHashMap<>();
  private final HeaderBlocks headers = new HeaderBlocks();
  private final Object writing = new Object();

  public SpdyConnection(InputStream in, OutputStream out) {
    this.in = new DataInputStream(new BufferedInputStream(in, CHUNK));
    this.out = out;
  }

  /**
   * Reads until the client ends the connection; then all streams have ended.
   *
   * @throws IOException when the connection breaks or the client sends what is no SPDY
   */
  public void serve(Listener listener) throws IOException {
    try {
      boolean goesOn = true;
      while (goesOn) {
        int first = in.readInt();
        int second = in.readInt();
        int length = second & 0xffffff;
        if (length > MOST_FRAME) {
          throw new IOException("a frame of " + length + " bytes");
        }
        byte[] payload = in.readNBytes(length);
        if (payload.length < length) {
          throw new EOFException("a frame ends early");
        }
        goesOn =
            first < 0
                ? control(first & 0xffff, second >>> 24, ByteBuffer.wrap(payload), listener)
                : data(first, second >>> 24, payload);
      }
    } catch (EOFException e) {
      // the client left; whether it said so does not matter
    } finally {
      streams.values().forEach(SpdyStream::end);
      synchronized (writing) {
        headers.close();
      }
    }
  }

  private boolean data(int id, int flags, byte[] payload) throws IOException {
    SpdyStream stream = streams.get(id);
    if (stream != null) {
      stream.receive(payload);
      if ((flags & FIN) != 0) {
        stream.end();
      }
    }
    return true;
  }

  private boolean control(int type, int flags, ByteBuffer payload, Listener listener)
      throws IOException {
    if (payload.remaining() < 4) {
      throw new IOException("a control frame without content");
    }
    switch (type) {
      case SYN_STREAM -> open(payload, flags, listener);
      case RST_STREAM -> {
        SpdyStream stream = streams.remove(payload.getInt() & Integer.MAX_VALUE);
        if (stream != null) {
          stream.end();
          stream.input().close();
        }
      }
      case PING -> {
        int number = payload.getInt();
        // Even numbers are the server's own, which sends none.
        if ((number & 1) == 1) {
          sendControl(PING, 0, ByteBuffer.allocate(4).putInt(number).array());
        }
      }
      case GOAWAY -> {
        return false;
      }
      default -> {
        // settings, window updates and the rest ask for nothing
      }
    }
    return true;
  }

  private void open(ByteBuffer payload, int flags, Listener listener) throws IOException {
    if (payload.remaining() < 10) {
      throw new IOException("a stream is opened without its headers");
    }
    int id = payload.getInt() & Integer.MAX_VALUE;
    payload.position(payload.position() + 6);
    byte[] block = new byte[payload.remaining()];
    payload.get(block);
    var stream = new SpdyStream(this, id, headers.read(block));
    if (streams.size() >= MOST_STREAMS) {
      reset(id);
      return;
    }
    streams.put(id, stream);
    if ((flags & FIN) != 0) {
      stream.end();
    }
    synchronized (writing) {
      byte[] reply = headers.write(Map.of());
      byte[] content = ByteBuffer.allocate(4 + reply.length).putInt(id).put(reply).array();
      sendControl(SYN_REPLY, 0, content);
    }
    listener.opened(stream);
  }

  void send(int id, byte[] bytes, int offset, int length) throws IOException {
    for (int done = 0; done < length; done += CHUNK) {
      int count = Math.min(CHUNK, length - done);
      write(
          ByteBuffer.allocate(8 + count)
              .putInt(id)
              .putInt(count)
              .put(bytes, offset + done, count)
              .array());
    }
  }

  void finish(int id) throws IOException {
    write(ByteBuffer.allocate(8).putInt(id).putInt(FIN << 24).array());
  }

  void reset(int id) throws IOException {
    streams.remove(id);
    sendControl(RST_STREAM, 0, ByteBuffer.allocate(8).putInt(id).putInt(CANCEL).array());
  }

  /** Forgets a stream that has ended in both directions. */
  public void forget(SpdyStream stream) {
    streams.remove(stream.id());
    stream.end();
  }

  private void sendControl(int type, int flags, byte[] content) throws IOException {
    write(
        ByteBuffer.allocate(8 + content.length)
            .putShort((short) (0x8000 | VERSION))
            .putShort((short) type)
            .putInt(flags << 24 | content.length)
            .put(content)
            .array());
  }

  private void write(byte[] frame) throws IOException {
    synchronized (writing) {
      out.write(frame);
      out.flush();
    }
  }
}
