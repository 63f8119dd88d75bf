package dev.slipway.node.http2;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;

/**
 * One connection with its streams; {@link #run} reads it until it ends.
 *
 * <p>Each stream may have 64 KiB under way that nobody has read yet, at most 128 streams are open
 * at a time, and a peer that keeps breaking off what it began is sent away.
 */
public final class Http2Connection {
  /** What a client says first. */
  public static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

  /** What may be under way on a stream that nobody has read, in bytes (RFC 9113, 6.9.2). */
  static final int WINDOW = 65_535;

  private static final int NO_PUSH = 2;
  private static final int MOST_STREAMS = 3;
  private static final int INITIAL_WINDOW = 4;
  private static final int LARGEST_HEADERS = 6;
  private static final int PING_BYTES = 8;

  private final InputStream in;
  final FrameWriter writer;
  private final Consumer<Http2Stream> incoming;
  private final HeaderDecoder decoder = new HeaderDecoder();
  private final Streams streams = new Streams(this);
  private final boolean isServer;

  private Http2Connection(
      boolean isServer, InputStream in, OutputStream out, Consumer<Http2Stream> incoming) {
    this.isServer = isServer;
    this.in = in;
    this.writer = new FrameWriter(out);
    this.incoming = incoming;
  }

  /**
   * The server's end, whose client's preface was read already.
   *
   * @param incoming told of each request, on the thread that reads
   */
  public static Http2Connection server(
      InputStream in, OutputStream out, Consumer<Http2Stream> incoming) throws IOException {
    var connection = new Http2Connection(true, in, out, incoming);
    connection.writer.settings(MOST_STREAMS, Streams.MOST, LARGEST_HEADERS, HeaderBlock.MOST_BYTES);
    return connection;
  }

  /** The client's end of a connection that was made for HTTP/2. */
  public static Http2Connection client(InputStream in, OutputStream out) throws IOException {
    var connection = new Http2Connection(false, in, out, stream -> {});
    connection.writer.preface();
    connection.writer.settings(NO_PUSH, 0, LARGEST_HEADERS, HeaderBlock.MOST_BYTES);
    return connection;
  }

  /** Begins a request. */
  public Http2Stream open() throws IOException {
    return streams.open();
  }

  /** Lets the peer begin no more; what is under way is brought to its end. */
  public void finish() {
    try {
      writer.goAway(streams.finish(), ErrorCode.NO_ERROR);
    } catch (IOException e) {
      streams.end(); // There is nobody to tell.
    }
  }

  /** Reads until the connection ends; what is under way then is broken off. */
  public void run() throws IOException {
    try {
      while (true) {
        int first = first();
        if (first < 0) {
          return;
        }
        handle(Frame.read(first, in));
      }
    } catch (Http2Exception e) {
      writer.goAway(last(), e.code());
      throw e;
    } finally {
      streams.end();
    }
  }

  /** Silence is fine as long as a request is under way. */
  private int first() throws IOException {
    while (true) {
      try {
        return in.read();
      } catch (SocketTimeoutException e) {
        if (streams.isEmpty()) {
          writer.goAway(last(), ErrorCode.NO_ERROR);
          return -1;
        }
      }
    }
  }

  /** The last of the peer's streams. */
  private int last() {
    return isServer ? streams.last() : 0;
  }

  private void handle(Frame frame) throws IOException {
    switch (frame.type()) {
      case Frame.HEADERS -> head(frame);
      case Frame.DATA -> data(frame);
      case Frame.RESET -> reset(frame);
      case Frame.SETTINGS -> settings(frame);
      case Frame.PING -> ping(frame);
      case Frame.WINDOW -> widen(frame);
      case Frame.GO_AWAY -> goneAway(frame);
      case Frame.PUSH, Frame.CONTINUATION ->
          throw new Http2Exception(
              ErrorCode.PROTOCOL_ERROR, "frame type " + frame.type() + " is out of place");
      default -> {
        // Others are to be passed over (RFC 9113, 4.1).
      }
    }
  }

  private void head(Frame frame) throws IOException {
    List<HeaderField> fields = decoder.decode(HeaderBlock.read(frame, in));
    switch (streams.head(frame.stream(), fields, isServer, frame.has(Frame.END_STREAM))) {
      case Streams.Arrival.Begun(Http2Stream stream) -> incoming.accept(stream);
      case Streams.Arrival.TooMany _ -> writeReset(frame.stream(), ErrorCode.REFUSED_STREAM);
      case Streams.Arrival.Known _ -> {
        // Whoever reads the stream has it.
      }
    }
  }

  private void data(Frame frame) throws IOException {
    streams.data(frame.stream(), frame.content(), frame.has(Frame.END_STREAM));
    // Streams limit what waits here; the connection as a whole never does.
    int padding = frame.payload().length - frame.content().length;
    writer.allow(0, frame.payload().length);
    if (padding > 0 && !frame.has(Frame.END_STREAM)) {
      writer.allow(frame.stream(), padding);
    }
  }

  private void reset(Frame frame) throws Http2Exception {
    ErrorCode code = ErrorCode.of(frame.number());
    boolean isCalm = streams.reset(frame.stream(), code);
    if (isServer && !isCalm) {
      throw new Http2Exception(ErrorCode.ENHANCE_YOUR_CALM, "too many streams were broken off");
    }
  }

  private void settings(Frame frame) throws IOException {
    if (frame.has(Frame.ACKNOWLEDGED)) {
      return;
    }
    if (frame.payload().length % FrameWriter.SETTING_BYTES != 0) {
      throw new Http2Exception(ErrorCode.FRAME_SIZE_ERROR, "settings are cut off");
    }
    ByteBuffer pairs = ByteBuffer.wrap(frame.payload());
    while (pairs.hasRemaining()) {
      int name = pairs.getShort();
      long value = pairs.getInt() & 0xffff_ffffL;
      if (name == INITIAL_WINDOW) {
        streams.initialWindow(value);
      }
    }
    writer.acknowledgeSettings();
  }

  private void ping(Frame frame) throws IOException {
    if (frame.payload().length != PING_BYTES) {
      throw new Http2Exception(ErrorCode.FRAME_SIZE_ERROR, "a ping has not eight bytes");
    }
    if (!frame.has(Frame.ACKNOWLEDGED)) {
      writer.acknowledgePing(frame.payload());
    }
  }

  private void widen(Frame frame) throws Http2Exception {
    int by = frame.number() & Integer.MAX_VALUE;
    if (by == 0) {
      throw new Http2Exception(ErrorCode.PROTOCOL_ERROR, "a window grows by nothing");
    }
    streams.widen(frame.stream(), by);
  }

  /** The peer takes no more streams, and will not answer those behind the last it names. */
  private void goneAway(Frame frame) throws Http2Exception {
    if (frame.payload().length < PING_BYTES) {
      throw new Http2Exception(ErrorCode.FRAME_SIZE_ERROR, "a farewell is cut off");
    }
    int answered = ByteBuffer.wrap(frame.payload()).getInt() & Integer.MAX_VALUE;
    if (!isServer) {
      streams.answeredUpTo(answered);
    }
  }

  /** A connection that takes no more is over: there is nobody to tell. */
  void writeReset(int id, ErrorCode code) {
    try {
      writer.reset(id, code);
    } catch (IOException e) {
      streams.end();
    }
  }
}
