package dev.slipway.kubernetes.proxy;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What a server sends in HTTP/1.1. */
final class Wire {
  private static final int LONGEST_HEAD = 256 << 10;
  private static final int BUFFER = 32 << 10;

  private final BufferedInputStream in;
  private int read;

  Wire(InputStream in) {
    this.in = new BufferedInputStream(in, BUFFER);
  }

  /** The line with the status, and the headers in their order. */
  record Head(int status, List<Map.Entry<String, String>> headers) {
    Head {
      headers = List.copyOf(headers);
    }

    /** The first value of a header. */
    Optional<String> header(String name) {
      return headers.stream()
          .filter(h -> h.getKey().equalsIgnoreCase(name))
          .map(Map.Entry::getValue)
          .findFirst();
    }
  }

  /** The next answer's head, past those that only announce another. */
  Head head() throws IOException {
    Head head = oneHead();
    while (head.status() >= 100 && head.status() < 200 && head.status() != 101) {
      head = oneHead();
    }
    return head;
  }

  private Head oneHead() throws IOException {
    read = 0;
    String first = line();
    String[] words = first.split(" ", 3);
    if (words.length < 2 || !words[0].startsWith("HTTP/1.") || !words[1].matches("[1-9][0-9]{2}")) {
      throw new IOException("malformed HTTP response \"" + shown(first) + "\"");
    }
    var headers = new ArrayList<Map.Entry<String, String>>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      if (colon < 1) {
        throw new IOException("malformed HTTP header line \"" + shown(line) + "\"");
      }
      headers.add(Map.entry(line.substring(0, colon), line.substring(colon + 1).strip()));
    }
    return new Head(Integer.parseInt(words[1]), headers);
  }

  private static String shown(String line) {
    return line.length() > 60 ? line.substring(0, 60) : line;
  }

  private String line() throws IOException {
    var line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("EOF");
      }
      if (++read > LONGEST_HEAD) {
        throw new IOException("the head of the answer is longer than " + LONGEST_HEAD + " bytes");
      }
      line.append((char) c);
    }
    int end = line.length() - 1;
    return end >= 0 && line.charAt(end) == '\r' ? line.substring(0, end) : line.toString();
  }

  /** The bytes behind a head that belong to its answer. */
  InputStream body(Head head) throws IOException {
    String coding = head.header("Transfer-Encoding").orElse("").toLowerCase(Locale.ROOT);
    if (coding.equals("chunked")) {
      return new Chunks();
    }
    if (!coding.isEmpty()) {
      // Its end could not be told: nothing may be taken for the body by guessing.
      throw new IOException("unsupported transfer encoding \"" + shown(coding) + "\"");
    }
    Optional<String> length = head.header("Content-Length");
    if (length.isEmpty()) {
      return in;
    }
    if (!length.get().matches("[0-9]{1,18}")) {
      throw new IOException("malformed Content-Length \"" + shown(length.get()) + "\"");
    }
    return new Counted(Long.parseLong(length.get()));
  }

  /** Everything that follows, unread bytes first. */
  InputStream rest() {
    return in;
  }

  /** So many bytes, and no fewer. */
  private class Counted extends InputStream {
    private long left;

    Counted(long left) {
      this.left = left;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      if (left == 0) {
        return -1;
      }
      int n = in.read(target, offset, (int) Math.min(length, left));
      if (n < 0) {
        throw new EOFException("the answer breaks off " + left + " bytes before its end");
      }
      left -= n;
      return n;
    }

    long left() {
      return left;
    }

    void more(long size) {
      left = size;
    }
  }

  /** Pieces, each with its size before it. */
  private final class Chunks extends Counted {
    private boolean begun;
    private boolean ended;

    Chunks() {
      super(0);
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      if (left() == 0 && !ended) {
        next();
      }
      return ended ? -1 : super.read(target, offset, length);
    }

    private void next() throws IOException {
      Wire.this.read = 0;
      if (begun && !line().isEmpty()) {
        throw new IOException("a chunk is longer than it says");
      }
      begun = true;
      String size = line();
      int extension = size.indexOf(';');
      String digits = (extension < 0 ? size : size.substring(0, extension)).strip();
      if (!digits.matches("[0-9a-fA-F]{1,15}")) {
        throw new IOException("malformed chunk size \"" + shown(size) + "\"");
      }
      more(Long.parseLong(digits, 16));
      if (left() == 0) {
        ended = true;
        for (String trailer = line(); !trailer.isEmpty(); trailer = line()) {
          // what comes after the body has no place in the answer any more
        }
      }
    }
  }
}
