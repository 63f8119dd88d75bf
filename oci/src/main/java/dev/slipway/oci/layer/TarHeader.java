package dev.slipway.oci.layer;

import java.util.Arrays;

/**
 * A ustar header block and its fields (POSIX, pax, "ustar Interchange Format"), with GNU's base-256
 * numbers and long-name blocks.
 */
final class TarHeader {
  static final int BLOCK = 512;

  /** Fields by offset and length. */
  enum Field {
    NAME(0, 100),
    MODE(100, 8),
    UID(108, 8),
    GID(116, 8),
    SIZE(124, 12),
    TIME(136, 12),
    CHECKSUM(148, 8),
    FLAG(156, 1),
    LINK(157, 100),
    MAGIC(257, 8),
    USER(265, 32),
    GROUP(297, 32),
    MAJOR(329, 8),
    MINOR(337, 8),
    PREFIX(345, 155);

    private final int offset;
    private final int length;

    Field(int offset, int length) {
      this.offset = offset;
      this.length = length;
    }

    int length() {
      return length;
    }

    /** The largest number that octal digits and a terminator hold. */
    long max() {
      return (1L << (3 * (length - 1))) - 1;
    }
  }

  private static final byte[] USTAR = {'u', 's', 't', 'a', 'r', 0, '0', '0'};

  private final byte[] block;

  TarHeader() {
    this.block = new byte[BLOCK];
    System.arraycopy(USTAR, 0, block, Field.MAGIC.offset, USTAR.length);
  }

  TarHeader(byte[] block) {
    this.block = block;
  }

  byte[] block() {
    return block;
  }

  boolean isZero() {
    for (byte b : block) {
      if (b != 0) {
        return false;
      }
    }
    return true;
  }

  /** Only POSIX's own magic gives the prefix field its meaning; GNU's header uses it otherwise. */
  boolean isPosix() {
    return Arrays.equals(block, 257, 263, USTAR, 0, 6);
  }

  char flag() {
    return (char) (block[Field.FLAG.offset] & 0xff);
  }

  void flag(char flag) {
    block[Field.FLAG.offset] = (byte) flag;
  }

  /** A text field up to its first NUL. */
  byte[] text(Field field) {
    int end = field.offset;
    while (end < field.offset + field.length && block[end] != 0) {
      end++;
    }
    return Arrays.copyOfRange(block, field.offset, end);
  }

  void text(Field field, byte[] text) {
    System.arraycopy(text, 0, block, field.offset, Math.min(text.length, field.length));
  }

  long number(Field field) throws TarException {
    return number(block, field.offset, field.length);
  }

  static long number(byte[] block, int offset, int length) throws TarException {
    if ((block[offset] & 0x80) != 0) {
      return binary(block, offset, length);
    }
    int i = offset;
    int end = offset + length;
    while (i < end && (block[i] == ' ' || block[i] == 0)) {
      i++;
    }
    long value = 0;
    for (; i < end && block[i] != ' ' && block[i] != 0; i++) {
      if (block[i] < '0' || block[i] > '7') {
        throw new TarException("a number in a tar header is not octal");
      }
      value = (value << 3) + (block[i] - '0');
    }
    return value;
  }

  /** GNU's form for numbers that octal digits cannot hold: big-endian, two's complement. */
  private static long binary(byte[] block, int offset, int length) throws TarException {
    boolean negative = (block[offset] & 0x40) != 0;
    long value = negative ? -1 : 0;
    for (int i = 0; i < length; i++) {
      int b = block[offset + i] & 0xff;
      if (i == 0) {
        b = negative ? b : b & 0x7f;
      }
      if (length - i > 8 && b != (negative ? 0xff : 0)) {
        throw new TarException("a number in a tar header is too large");
      }
      value = (value << 8) | b;
    }
    return value;
  }

  void number(Field field, long value) {
    for (int i = field.offset + field.length - 2; i >= field.offset; i--) {
      block[i] = (byte) ('0' + (value & 7));
      value >>>= 3;
    }
    block[field.offset + field.length - 1] = 0;
  }

  void seal() {
    number(Field.CHECKSUM, sum());
    // Written as six digits, NUL, space ever since the first tar.
    int offset = Field.CHECKSUM.offset;
    System.arraycopy(block, offset + 1, block, offset, 6);
    block[offset + 6] = 0;
    block[offset + 7] = ' ';
  }

  boolean isSound() throws TarException {
    return number(Field.CHECKSUM) == sum();
  }

  private long sum() {
    long sum = 0;
    int start = Field.CHECKSUM.offset;
    for (int i = 0; i < BLOCK; i++) {
      sum += i >= start && i < start + Field.CHECKSUM.length ? ' ' : block[i] & 0xff;
    }
    return sum;
  }
}
