package dev.slipway.node.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.slipway.http.message.Fields;
import dev.slipway.http.message.Framing;
import dev.slipway.http.message.HttpProblem;
import java.io.ByteArrayOutputStream;

/**
 * Finds where HTTP/1.1 messages begin and end in the bytes of one direction of a connection, as
 * they go by. Nothing is changed or taken away; what cannot be told is said by an exception.
 */
final class MessageScanner {
  private static final int HEAD_LIMIT = 64 << 10;
  private static final int LINE_LIMIT = 4096;
  private static final int HEX = 16;

  /** What comes next. */
  private enum Part {
    HEAD,
    BODY,
    CHUNK_SIZE,
    CHUNK,
    TRAILERS,
    REST
  }

  private Part part = Part.HEAD;

  /** The head or the line that is not whole yet. */
  private final ByteArrayOutputStream begun = new ByteArrayOutputStream();

  private long left;

  /** Line feeds at the end of the head so far, with carriage returns alone between them. */
  private int ends;

  private boolean headComplete;

  /** Whether the bytes so far end between two messages. */
  boolean isBetween() {
    return part == Part.HEAD && begun.size() == 0;
  }

  /** Whether the last step ended with the end of a head; {@link #body} is to be called then. */
  boolean isHeadComplete() {
    return headComplete;
  }

  /** What has come of a head. */
  byte[] head() {
    return begun.toByteArray();
  }

  /** What has come of a head that nobody waits for any more. */
  byte[] drop() {
    byte[] head = begun.toByteArray();
    begun.reset();
    ends = 0;
    headComplete = false;
    return head;
  }

  /** Whether what comes next belongs to a head. */
  boolean isInHead() {
    return part == Part.HEAD;
  }

  /** Says what follows the head that is complete. */
  void body(Framing framing) {
    drop();
    switch (framing) {
      case Framing.None _ -> part = Part.HEAD;
      case Framing.Length(long bytes) -> {
        part = Part.BODY;
        left = bytes;
      }
      case Framing.Chunked _ -> part = Part.CHUNK_SIZE;
      case Framing.UntilClose _ -> part = Part.REST;
    }
  }

  /**
   * Goes on to the end of a head or of a message, or to {@code to}.
   *
   * @return the place behind what was looked at
   */
  int next(byte[] bytes, int from, int to) throws HttpProblem {
    int at = from;
    while (at < to) {
      at =
          switch (part) {
            case HEAD -> head(bytes, at, to);
            case BODY, CHUNK -> skip(at, to);
            case CHUNK_SIZE, TRAILERS -> line(bytes, at, to);
            case REST -> to;
          };
      if (headComplete || isBetween()) {
        return at;
      }
    }
    return at;
  }

  private int head(byte[] bytes, int from, int to) throws HttpProblem {
    for (int at = from; at < to; at++) {
      byte next = bytes[at];
      if (begun.size() == 0 && (next == '\r' || next == '\n')) {
        continue; // empty lines before a message are to be passed over (RFC 9112, 2.2)
      }
      begun.write(next);
      ends = next == '\n' ? ends + 1 : next == '\r' ? ends : 0;
      if (ends == 2) {
        headComplete = true;
        return at + 1;
      }
      if (begun.size() > HEAD_LIMIT) {
        throw new HttpProblem(431, "the message head has more than 64 KiB");
      }
    }
    return to;
  }

  private int skip(int from, int to) {
    int count = (int) Math.min(left, to - from);
    left -= count;
    if (left == 0) {
      part = part == Part.BODY ? Part.HEAD : Part.CHUNK_SIZE;
    }
    return from + count;
  }

  private int line(byte[] bytes, int from, int to) throws HttpProblem {
    for (int at = from; at < to; at++) {
      if (bytes[at] == '\n') {
        String line = begun.toString(ISO_8859_1).strip();
        begun.reset();
        ended(line);
        return at + 1;
      }
      begun.write(bytes[at]);
      if (begun.size() > LINE_LIMIT) {
        throw new HttpProblem(400, "a line has more than " + LINE_LIMIT + " bytes");
      }
    }
    return to;
  }

  private void ended(String line) throws HttpProblem {
    if (part == Part.TRAILERS) {
      part = line.isEmpty() ? Part.HEAD : Part.TRAILERS;
      return;
    }
    int extension = line.indexOf(';');
    String size = (extension < 0 ? line : line.substring(0, extension)).strip();
    if (!size.matches("[0-9A-Fa-f]{1,15}")) {
      throw new HttpProblem(400, "not a chunk size: " + Fields.printable(line));
    }
    long bytes = Long.parseLong(size, HEX);
    part = bytes == 0 ? Part.TRAILERS : Part.CHUNK;
    left = bytes + "\r\n".length();
  }
}
