package dev.slipway.node.dns;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What one message asks (RFC 1035, section 4.1.2).
 *
 * @param id to be repeated in the answer
 * @param recursion whether the client wants recursion, repeated too
 * @param labels the name in lower case, most specific first
 * @param raw the question section as it came, so that the answer spells the name the same way
 * @param limit how many bytes the client takes in a datagram
 * @param extended whether it has an OPT record, and so wants one in the answer (RFC 6891, 6.1.1)
 */
record Question(
    int id,
    boolean recursion,
    List<String> labels,
    int type,
    int queryClass,
    byte[] raw,
    int limit,
    boolean extended) {
  static final int INTERNET = 1;
  private static final int HEADER = 12;
  private static final int LEAST_LIMIT = 512;

  /** The type of the record that says what the sender knows beside RFC 1035. */
  static final int OPT = 41;

  Question {
    labels = List.copyOf(labels);
  }

  String name() {
    return String.join(".", labels);
  }

  /** The only question of a query; empty when the message is no query with one question. */
  static Optional<Question> parse(byte[] message) {
    try {
      ByteBuffer in = ByteBuffer.wrap(message);
      int id = in.getShort() & 0xffff;
      int flags = in.getShort() & 0xffff;
      int questions = in.getShort() & 0xffff;
      int records = (in.getShort() & 0xffff) + (in.getShort() & 0xffff);
      int additional = in.getShort() & 0xffff;
      boolean isQuery = (flags & 0xf800) == 0 && questions == 1 && records == 0;
      if (!isQuery) {
        return Optional.empty();
      }
      List<String> labels = labels(in);
      int type = in.getShort() & 0xffff;
      int queryClass = in.getShort() & 0xffff;
      byte[] raw = java.util.Arrays.copyOfRange(message, HEADER, in.position());
      boolean extended = additional > 0 && in.get() == 0 && in.getShort() == OPT;
      int limit = extended ? Math.max(LEAST_LIMIT, in.getShort() & 0xffff) : LEAST_LIMIT;
      return Optional.of(
          new Question(id, (flags & 0x100) != 0, labels, type, queryClass, raw, limit, extended));
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static List<String> labels(ByteBuffer in) {
    var labels = new ArrayList<String>();
    while (true) {
      int length = in.get() & 0xff;
      if (length == 0) {
        return labels;
      }
      if (length > 63) {
        throw new IllegalArgumentException("a question with a compressed name");
      }
      byte[] label = new byte[length];
      in.get(label);
      labels.add(new String(label, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT));
    }
  }
}
