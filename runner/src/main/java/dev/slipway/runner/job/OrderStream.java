package dev.slipway.runner.job;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.OptionalInt;

/**
 * Takes the one stream that all orders of a job write to apart: output, and a mark that follows an
 * order's last byte and carries its exit code.
 *
 * <p>Because the mark is in the stream itself, all output of an order has been seen when it is
 * known to have ended, and a process left in the background never holds anything up.
 */
final class OrderStream {
  private static final int LONGEST_CODE = 4;

  private final byte[] mark;
  private byte[] held = new byte[0];

  /** Receives what is found. */
  interface Receiver {
    void output(byte[] bytes, int from, int to);

    void ended(int exit);
  }

  /**
   * @param nonce nobody else's; the mark is a control character, the nonce, a colon, the code, a
   *     line end
   */
  OrderStream(String nonce) {
    this.mark = ("\1" + nonce + ":").getBytes(StandardCharsets.US_ASCII);
  }

  /** Takes the next bytes, cut anywhere. */
  void accept(byte[] chunk, Receiver receiver) {
    byte[] bytes = held.length == 0 ? chunk : joined(held, chunk);
    int position = 0;
    int output = 0;
    while (position < bytes.length) {
      if (bytes[position] != 1) {
        position++;
        continue;
      }
      int matched = matching(bytes, position);
      if (matched < mark.length && position + matched < bytes.length) {
        position++;
        continue;
      }
      int end = matched < mark.length ? -1 : lineEnd(bytes, position + mark.length);
      OptionalInt code = end < 0 ? OptionalInt.empty() : code(bytes, position + mark.length, end);
      if (end < 0 && bytes.length - position <= mark.length + LONGEST_CODE) {
        break;
      }
      if (code.isEmpty()) {
        position++;
        continue;
      }
      pass(bytes, output, position, receiver);
      receiver.ended(code.getAsInt());
      position = end + 1;
      output = position;
    }
    pass(bytes, output, position, receiver);
    held = Arrays.copyOfRange(bytes, position, bytes.length);
  }

  private static void pass(byte[] bytes, int from, int to, Receiver receiver) {
    if (to > from) {
      receiver.output(bytes, from, to);
    }
  }

  private int matching(byte[] bytes, int from) {
    int n = 0;
    while (n < mark.length && from + n < bytes.length && bytes[from + n] == mark[n]) {
      n++;
    }
    return n;
  }

  private static int lineEnd(byte[] bytes, int from) {
    for (int i = from; i < bytes.length && i <= from + LONGEST_CODE; i++) {
      if (bytes[i] == '\n') {
        return i;
      }
    }
    return -1;
  }

  private static OptionalInt code(byte[] bytes, int from, int to) {
    String text = new String(bytes, from, to - from, StandardCharsets.US_ASCII);
    return text.matches("[0-9]{1,3}")
        ? OptionalInt.of(Integer.parseInt(text))
        : OptionalInt.empty();
  }

  private static byte[] joined(byte[] a, byte[] b) {
    byte[] all = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, all, a.length, b.length);
    return all;
  }
}
