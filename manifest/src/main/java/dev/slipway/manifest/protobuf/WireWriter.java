package dev.slipway.manifest.protobuf;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Collects the fields of one protobuf message. */
final class WireWriter {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream(256);

  /** A number; negative ones take ten bytes. */
  void number(int field, long value) {
    varint(((long) field << 3) | WireReader.VARINT);
    varint(value);
  }

  void text(int field, String value) {
    bytes(field, value.getBytes(StandardCharsets.UTF_8));
  }

  void bytes(int field, byte[] value) {
    varint(((long) field << 3) | WireReader.BYTES);
    varint(value.length);
    out.writeBytes(value);
  }

  void message(int field, WireWriter message) {
    bytes(field, message.toBytes());
  }

  byte[] toBytes() {
    return out.toByteArray();
  }

  private void varint(long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      out.write((int) ((rest & 0x7f) | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }
}
