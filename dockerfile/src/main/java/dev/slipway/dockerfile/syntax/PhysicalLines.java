package dev.slipway.dockerfile.syntax;

import dev.slipway.base.InputException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** The lines of a file, one after the other, with their line endings. */
final class PhysicalLines {
  /** BuildKit stops at 64 KiB; a line beyond this is no Dockerfile. */
  static final int MAX_LINE = 1 << 20;

  private final byte[] content;
  private final String file;
  private int at;
  private int number;

  PhysicalLines(byte[] content, String file) {
    this.content = content;
    this.file = file;
    this.at = hasByteOrderMark(content) ? 3 : 0;
  }

  static boolean hasByteOrderMark(byte[] content) {
    return content.length >= 3
        && content[0] == (byte) 0xEF
        && content[1] == (byte) 0xBB
        && content[2] == (byte) 0xBF;
  }

  boolean hasNext() {
    return at < content.length;
  }

  /** The number of the line last read, counted from 1. */
  int number() {
    return number;
  }

  /** The next line. Bytes that are not UTF-8 are an error except in a comment. */
  String next() {
    int start = at;
    int bits = 0;
    while (at < content.length && content[at] != '\n') {
      bits |= content[at++];
    }
    at = Math.min(at + 1, content.length);
    number++;
    if (at - start > MAX_LINE) {
      throw new InputException(
          new InputException.Position(file, number, 0),
          "this line is longer than " + MAX_LINE + " bytes",
          "move its content to a file and COPY it");
    }
    return bits >= 0
        ? new String(content, start, at - start, StandardCharsets.US_ASCII)
        : decode(start, at - start);
  }

  private String decode(int start, int length) {
    var decoder = StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPORT);
    try {
      return decoder.decode(ByteBuffer.wrap(content, start, length)).toString();
    } catch (CharacterCodingException e) {
      String lenient = new String(content, start, length, StandardCharsets.UTF_8);
      if (isComment(lenient)) {
        return lenient;
      }
      int column = lenient.indexOf('\uFFFD') + 1;
      throw new InputException(
          new InputException.Position(file, number, column),
          "this line is not valid UTF-8",
          "save the file as UTF-8",
          e);
    }
  }

  static boolean isComment(String line) {
    int at = Text.skipSpace(line, 0);
    return at < line.length() && line.charAt(at) == '#';
  }

  /** The line without its ending. */
  static String withoutEnding(String line) {
    int end = line.length();
    while (end > 0 && (line.charAt(end - 1) == '\n' || line.charAt(end - 1) == '\r')) {
      end--;
    }
    return line.substring(0, end);
  }
}
