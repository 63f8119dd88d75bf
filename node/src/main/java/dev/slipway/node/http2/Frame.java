package dev.slipway.node.http2;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** One frame (RFC 9113, 4.1 and 6). */
record Frame(int type, int flags, int stream, byte[] payload) {
  static final int DATA = 0;
  static final int HEADERS = 1;
  static final int RESET = 3;
  static final int SETTINGS = 4;
  static final int PUSH = 5;
  static final int PING = 6;
  static final int GO_AWAY = 7;
  static final int WINDOW = 8;
  static final int CONTINUATION = 9;

  static final int END_STREAM = 1;
  static final int ACKNOWLEDGED = 1;
  static final int END_HEADERS = 4;
  private static final int PADDED = 8;
  private static final int PRIORITY = 0x20;
  private static final int PRIORITY_BYTES = 5;

  /** The largest payload that may be sent without asking. */
  static final int LARGEST = 16 << 10;

  private static final int HEAD = 9;

  boolean has(int flag) {
    return (flags & flag) != 0;
  }

  /**
   * The rest of a frame whose first byte was read already.
   *
   * @throws Http2Exception when it is larger than allowed
   */
  static Frame read(int first, InputStream in) throws IOException {
    byte[] head = new byte[HEAD];
    head[0] = (byte) first;
    if (in.readNBytes(head, 1, HEAD - 1) < HEAD - 1) {
      throw new EOFException("the connection ended within a frame");
    }
    ByteBuffer fields = ByteBuffer.wrap(head);
    int length = ((fields.get() & 0xff) << 16) | (fields.getShort() & 0xffff);
    int type = fields.get() & 0xff;
    int flags = fields.get() & 0xff;
    int stream = fields.getInt() & Integer.MAX_VALUE;
    if (length > LARGEST) {
      throw new Http2Exception(
          ErrorCode.FRAME_SIZE_ERROR, "a frame of " + length + " bytes is not allowed");
    }
    byte[] payload = in.readNBytes(length);
    if (payload.length < length) {
      throw new EOFException("the connection ended within a frame");
    }
    return new Frame(type, flags, stream, payload);
  }

  byte[] bytes() {
    return ByteBuffer.allocate(HEAD + payload.length)
        .put((byte) (payload.length >>> 16))
        .putShort((short) payload.length)
        .put((byte) type)
        .put((byte) flags)
        .putInt(stream)
        .put(payload)
        .array();
  }

  /** What DATA and HEADERS carry, without padding and priority. */
  byte[] content() throws Http2Exception {
    int from = 0;
    int to = payload.length;
    if (has(PADDED)) {
      if (payload.length == 0) {
        throw new Http2Exception(ErrorCode.FRAME_SIZE_ERROR, "a padded frame is empty");
      }
      to -= payload[0] & 0xff;
      from = 1;
    }
    if (type == HEADERS && has(PRIORITY)) {
      from += PRIORITY_BYTES;
    }
    if (from > to) {
      throw new Http2Exception(ErrorCode.PROTOCOL_ERROR, "a frame is all padding");
    }
    return Arrays.copyOfRange(payload, from, to);
  }

  /** The number in a frame that holds just one. */
  int number() throws Http2Exception {
    if (payload.length != Integer.BYTES) {
      throw new Http2Exception(ErrorCode.FRAME_SIZE_ERROR, "a frame has not four bytes");
    }
    return ByteBuffer.wrap(payload).getInt();
  }
}
