package dev.slipway.http.message;

import java.util.List;
import java.util.Locale;

/** How the end of a message's body is known (RFC 9112, 6). */
public sealed interface Framing {
  /** There is no body. */
  record None() implements Framing {}

  /** So many bytes. */
  record Length(long bytes) implements Framing {}

  /** In chunks, the last one empty. */
  record Chunked() implements Framing {}

  /** Until the connection ends; responses only. */
  record UntilClose() implements Framing {}

  /**
   * The framing of a request.
   *
   * @throws HttpProblem 400 or 501 when two readers could disagree about it
   */
  static Framing ofRequest(String version, Fields fields) throws HttpProblem {
    List<String> codings = fields.values("Transfer-Encoding");
    List<String> lengths = fields.values("Content-Length");
    if (!codings.isEmpty()) {
      if (!lengths.isEmpty()) {
        throw new HttpProblem(400, "both Transfer-Encoding and Content-Length");
      }
      if (version.equals("HTTP/1.0")) {
        throw new HttpProblem(400, "Transfer-Encoding in HTTP/1.0");
      }
      requireChunked(codings, 501);
      return new Chunked();
    }
    return lengths.isEmpty() ? new None() : length(lengths, 400);
  }

  /** The framing of a response to a request with this method; 502 when it cannot be known. */
  static Framing ofResponse(String method, int status, Fields fields) throws HttpProblem {
    boolean empty = method.equals("HEAD") || status < 200 || status == 204 || status == 304;
    if (empty) {
      return new None();
    }
    List<String> codings = fields.values("Transfer-Encoding");
    List<String> lengths = fields.values("Content-Length");
    if (!codings.isEmpty()) {
      requireChunked(codings, 502);
      if (!lengths.isEmpty()) {
        throw new HttpProblem(502, "both Transfer-Encoding and Content-Length");
      }
      return new Chunked();
    }
    return lengths.isEmpty() ? new UntilClose() : length(lengths, 502);
  }

  private static void requireChunked(List<String> codings, int status) throws HttpProblem {
    if (codings.size() != 1 || !codings.getFirst().toLowerCase(Locale.ROOT).equals("chunked")) {
      throw new HttpProblem(
          status, "transfer coding not understood: " + Fields.printable(codings.toString()));
    }
  }

  private static Framing length(List<String> lengths, int status) throws HttpProblem {
    String length = lengths.getFirst();
    if (lengths.stream().anyMatch(l -> !l.equals(length)) || !length.matches("[0-9]{1,18}")) {
      throw new HttpProblem(status, "Content-Length is not one number");
    }
    long bytes = Long.parseLong(length);
    return bytes == 0 ? new None() : new Length(bytes);
  }
}
