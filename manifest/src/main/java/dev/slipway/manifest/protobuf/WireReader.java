package dev.slipway.manifest.protobuf;

import java.nio.charset.StandardCharsets;

/** Walks the fields of one protobuf message. */
final class WireReader {
  static final int VARINT = 0;
  static final int FIXED64 = 1;
  static final int BYTES = 2;
  static final int FIXED32 = 5;

  private final byte[] data;
  private final int end;
  private int position;

  WireReader(byte[] data) {
    this(data, 0, data.length);
  }

  private WireReader(byte[] data, int from, int to) {
    this.data = data;
    this.position = from;
    this.end = to;
  }

  boolean hasMore() {
    return position < end;
  }

  long varint() {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      require(1);
      byte b = data[position++];
      value |= (long) (b & 0x7f) << shift;
      if (b >= 0) {
        return value;
      }
    }
    throw new MalformedProtobufException("a number is longer than ten bytes");
  }

  /** The reader of a nested message; this reader moves past it. */
  WireReader message() {
    int length = length();
    var inner = new WireReader(data, position, position + length);
    position += length;
    return inner;
  }

  byte[] bytes() {
    int length = length();
    byte[] copy = java.util.Arrays.copyOfRange(data, position, position + length);
    position += length;
    return copy;
  }

  String text() {
    return new String(bytes(), StandardCharsets.UTF_8);
  }

  void skip(int wireType) {
    switch (wireType) {
      case VARINT -> varint();
      case FIXED64 -> advance(8);
      case BYTES -> advance(length());
      case FIXED32 -> advance(4);
      default -> throw new MalformedProtobufException("unknown wire type " + wireType);
    }
  }

  private int length() {
    long length = varint();
    if (length < 0 || length > end - position) {
      throw new MalformedProtobufException("a field is longer than its message");
    }
    return (int) length;
  }

  private void advance(int count) {
    require(count);
    position += count;
  }

  private void require(int count) {
    if (end - position < count) {
      throw new MalformedProtobufException("the message ends inside a field");
    }
  }
}
