package dev.slipway.node.http2;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/** Writes frames, whole ones, whoever asks at the same time. */
final class FrameWriter {
  /** What one setting takes: its name and its value. */
  static final int SETTING_BYTES = 6;

  private static final byte[] EMPTY = {};

  private final OutputStream out;

  FrameWriter(OutputStream out) {
    this.out = out;
  }

  void preface() throws IOException {
    writeAll(Http2Connection.PREFACE.getBytes(US_ASCII));
  }

  /**
   * Says what the peer is to keep to.
   *
   * @param pairs names and values in turn
   */
  void settings(int... pairs) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(pairs.length / 2 * SETTING_BYTES);
    for (int i = 0; i < pairs.length; i += 2) {
      bytes.putShort((short) pairs[i]).putInt(pairs[i + 1]);
    }
    write(new Frame(Frame.SETTINGS, 0, 0, bytes.array()));
  }

  void acknowledgeSettings() throws IOException {
    write(new Frame(Frame.SETTINGS, Frame.ACKNOWLEDGED, 0, EMPTY));
  }

  void acknowledgePing(byte[] payload) throws IOException {
    write(new Frame(Frame.PING, Frame.ACKNOWLEDGED, 0, payload));
  }

  /** Lets the peer send so much more, on a stream or (0) on all together. */
  void allow(int id, int count) throws IOException {
    if (count > 0) {
      write(new Frame(Frame.WINDOW, 0, id, number(count)));
    }
  }

  /** A header block, in as many frames as it takes, with nothing in between. */
  void head(int id, List<HeaderField> fields, boolean ends) throws IOException {
    byte[] block = HeaderEncoder.encode(fields);
    var frames = new ByteArrayOutputStream();
    int from = 0;
    do {
      int to = Math.min(block.length, from + Frame.LARGEST);
      int flags = to == block.length ? Frame.END_HEADERS : 0;
      frames.writeBytes(
          new Frame(
                  from == 0 ? Frame.HEADERS : Frame.CONTINUATION,
                  from == 0 && ends ? flags | Frame.END_STREAM : flags,
                  id,
                  Arrays.copyOfRange(block, from, to))
              .bytes());
      from = to;
    } while (from < block.length);
    writeAll(frames.toByteArray());
  }

  void data(int id, byte[] bytes, int from, int count) throws IOException {
    write(new Frame(Frame.DATA, 0, id, Arrays.copyOfRange(bytes, from, from + count)));
  }

  void end(int id) throws IOException {
    write(new Frame(Frame.DATA, Frame.END_STREAM, id, EMPTY));
  }

  void reset(int id, ErrorCode code) throws IOException {
    write(new Frame(Frame.RESET, 0, id, number(code.number())));
  }

  /** Takes no streams behind {@code last}. */
  void goAway(int last, ErrorCode code) throws IOException {
    byte[] payload = ByteBuffer.allocate(8).putInt(last).putInt(code.number()).array();
    write(new Frame(Frame.GO_AWAY, 0, 0, payload));
  }

  private static byte[] number(int value) {
    return ByteBuffer.allocate(Integer.BYTES).putInt(value).array();
  }

  private void write(Frame frame) throws IOException {
    writeAll(frame.bytes());
  }

  private void writeAll(byte[] bytes) throws IOException {
    synchronized (out) {
      out.write(bytes);
      out.flush();
    }
  }
}
