package dev.slipway.node.http2;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.slipway.http.PackedText;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Reads the header blocks of one connection, in order (RFC 7541). */
final class HeaderDecoder {
  private static final int TABLE_SIZE = 4096;
  private static final int LARGEST_SHIFT = 21;
  private final HeaderTable table = new HeaderTable(TABLE_SIZE);

  /**
   * The fields of a block.
   *
   * @throws Http2Exception when it cannot be read; the connection cannot go on then
   */
  List<HeaderField> decode(byte[] block) throws Http2Exception {
    ByteBuffer in = ByteBuffer.wrap(block);
    var fields = new ArrayList<HeaderField>();
    int bytes = 0;
    while (in.hasRemaining()) {
      int first = in.get(in.position()) & 0xff;
      if (first >>> 5 == 1) {
        table.resize(number(in, 5));
        continue;
      }
      HeaderField field = first >>> 7 == 1 ? table.get(number(in, 7)) : literal(in, first);
      fields.add(field);
      bytes += field.size();
      if (bytes > HeaderBlock.MOST_BYTES) {
        throw new Http2Exception(
            ErrorCode.ENHANCE_YOUR_CALM, "a header block has more than 64 KiB");
      }
    }
    return fields;
  }

  private HeaderField literal(ByteBuffer in, int first) throws Http2Exception {
    boolean indexed = first >>> 6 == 1;
    int name = number(in, indexed ? 6 : 4);
    var field = new HeaderField(name == 0 ? text(in) : table.get(name).name(), text(in));
    if (indexed) {
      table.add(field);
    }
    return field;
  }

  /** A number whose first {@code prefix} bits share a byte with something else. */
  private static int number(ByteBuffer in, int prefix) throws Http2Exception {
    int mask = (1 << prefix) - 1;
    int value = next(in) & mask;
    if (value < mask) {
      return value;
    }
    for (int shift = 0; shift <= LARGEST_SHIFT; shift += 7) {
      int b = next(in);
      value += (b & 0x7f) << shift;
      if (b < 0x80) {
        return value;
      }
    }
    throw broken("a number is too large");
  }

  private static int next(ByteBuffer in) throws Http2Exception {
    if (!in.hasRemaining()) {
      throw broken("it ends within a field");
    }
    return in.get() & 0xff;
  }

  private static String text(ByteBuffer in) throws Http2Exception {
    if (!in.hasRemaining()) {
      throw broken("it ends within a field");
    }
    boolean packed = in.get(in.position()) < 0;
    int length = number(in, 7);
    if (length > in.remaining()) {
      throw broken("a text is longer than the block");
    }
    byte[] bytes = new byte[length];
    in.get(bytes);
    if (!packed) {
      return new String(bytes, ISO_8859_1);
    }
    return PackedText.unpack(bytes).orElseThrow(() -> broken("a packed text is not whole"));
  }

  private static Http2Exception broken(String why) {
    return new Http2Exception(ErrorCode.COMPRESSION_ERROR, "a header block cannot be read: " + why);
  }
}
