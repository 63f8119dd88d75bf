package dev.slipway.node.http2;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

/** A packed head as it comes: one frame, and those that continue it at once (RFC 9113, 4.3). */
final class HeaderBlock {
  /** How large one may be, packed and unpacked. */
  static final int MOST_BYTES = 64 << 10;

  private HeaderBlock() {}

  /**
   * The whole block that begins with {@code first}.
   *
   * @throws Http2Exception when something else comes in between, or too much
   */
  static byte[] read(Frame first, InputStream in) throws IOException {
    if (first.stream() == 0) {
      throw new Http2Exception(ErrorCode.PROTOCOL_ERROR, "a head is on no stream");
    }
    var block = new ByteArrayOutputStream();
    block.writeBytes(first.content());
    Frame part = first;
    while (!part.has(Frame.END_HEADERS)) {
      part = Frame.read(in.read(), in);
      if (part.type() != Frame.CONTINUATION || part.stream() != first.stream()) {
        throw new Http2Exception(ErrorCode.PROTOCOL_ERROR, "a head is interrupted");
      }
      block.writeBytes(part.payload());
      if (block.size() > MOST_BYTES || part.payload().length == 0) {
        throw new Http2Exception(ErrorCode.ENHANCE_YOUR_CALM, "a head is too long");
      }
    }
    return block.toByteArray();
  }
}
