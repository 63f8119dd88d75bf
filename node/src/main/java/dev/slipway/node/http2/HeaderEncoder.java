package dev.slipway.node.http2;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.util.List;

/**
 * Writes header blocks as plain literals that no table remembers (RFC 7541, 6.2.2): always valid,
 * whatever the peer allows, and without state.
 */
final class HeaderEncoder {
  private HeaderEncoder() {}

  static byte[] encode(List<HeaderField> fields) {
    var out = new ByteArrayOutputStream(256);
    for (HeaderField field : fields) {
      out.write(0);
      text(field.name(), out);
      text(field.value(), out);
    }
    return out.toByteArray();
  }

  private static void text(String text, ByteArrayOutputStream out) {
    byte[] bytes = text.getBytes(ISO_8859_1);
    int largest = 0x7f;
    if (bytes.length < largest) {
      out.write(bytes.length);
    } else {
      out.write(largest);
      int rest = bytes.length - largest;
      while (rest >= 0x80) {
        out.write((rest & 0x7f) | 0x80);
        rest >>>= 7;
      }
      out.write(rest);
    }
    out.writeBytes(bytes);
  }
}
