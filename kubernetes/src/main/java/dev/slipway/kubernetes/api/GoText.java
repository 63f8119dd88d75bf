package dev.slipway.kubernetes.api;

import java.io.ByteArrayOutputStream;

/**
 * JSON as Go reads it: each byte that is no UTF-8, and each escape that is half of a pair, stands
 * for the replacement character. Neither is ever stored.
 */
final class GoText {
  private static final byte[] REPLACEMENT = {(byte) 0xef, (byte) 0xbf, (byte) 0xbd};
  private static final int ESCAPE = 6;

  private final byte[] text;

  private GoText(byte[] text) {
    this.text = text;
  }

  /** The same bytes when nothing is wrong with them, as nearly always. */
  static byte[] repaired(byte[] text) {
    return new GoText(text).repaired();
  }

  private byte[] repaired() {
    int fault = firstFault(0);
    if (fault == text.length) {
      return text;
    }
    var out = new ByteArrayOutputStream(text.length + REPLACEMENT.length);
    int at = 0;
    while (fault < text.length) {
      out.write(text, at, fault - at);
      out.writeBytes(REPLACEMENT);
      at = fault - length(fault);
      fault = firstFault(at);
    }
    out.write(text, at, text.length - at);
    return out.toByteArray();
  }

  private int firstFault(int from) {
    int at = from;
    while (at < text.length) {
      int length = length(at);
      if (length < 0) {
        return at;
      }
      at += length;
    }
    return text.length;
  }

  /** How many bytes the character has that begins here; less than zero when they are a fault. */
  private int length(int at) {
    if (text[at] == '\\') {
      return escape(at);
    }
    return text[at] >= 0 ? 1 : sequence(at);
  }

  /** An escape that is none is left to the parser, which tells what is wrong. */
  private int escape(int at) {
    int unit = unit(at);
    if (unit < 0) {
      return Math.min(2, text.length - at);
    }
    if (unit < Character.MIN_SURROGATE || unit > Character.MAX_SURROGATE) {
      return ESCAPE;
    }
    int next = unit(at + ESCAPE);
    boolean pair = next >= 0 && Character.isSurrogatePair((char) unit, (char) next);
    return pair ? 2 * ESCAPE : -ESCAPE;
  }

  /** The unit of UTF-16 that an escape of four digits stands for; -1 where there is none. */
  private int unit(int at) {
    if (at + ESCAPE > text.length || text[at] != '\\' || text[at + 1] != 'u') {
      return -1;
    }
    int unit = 0;
    for (int i = at + 2; i < at + ESCAPE; i++) {
      int digit = Character.digit(text[i], 16);
      if (digit < 0) {
        return -1;
      }
      unit = unit << 4 | digit;
    }
    return unit;
  }

  private int sequence(int at) {
    int first = text[at] & 0xff;
    int length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    if (first < 0xc2 || first > 0xf4 || at + length > text.length) {
      return -1;
    }
    for (int i = at + 1; i < at + length; i++) {
      if ((text[i] & 0xc0) != 0x80) {
        return -1;
      }
    }
    return isCharacter(first, text[at + 1] & 0xff) ? length : -1;
  }

  /** Neither longer than it has to be, nor half of a pair, nor beyond the last. */
  private static boolean isCharacter(int first, int second) {
    return switch (first) {
      case 0xe0 -> second >= 0xa0;
      case 0xed -> second < 0xa0;
      case 0xf0 -> second >= 0x90;
      case 0xf4 -> second < 0x90;
      default -> true;
    };
  }
}
