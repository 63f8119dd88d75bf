package dev.slipway.http.message;

import java.util.List;

/** The start line and the fields of a response. */
public record ResponseHead(String version, int status, String reason, Fields fields) {
  /**
   * Reads a head, up to and including the empty line.
   *
   * @throws HttpProblem 502 when it is none
   */
  public static ResponseHead parse(byte[] bytes) throws HttpProblem {
    List<String> lines;
    try {
      lines = Fields.answerLines(bytes);
      String[] parts = lines.getFirst().split(" ", 3);
      if (parts.length < 2
          || !parts[0].matches("HTTP/1\\.[01]")
          || !parts[1].matches("[1-9][0-9]{2}")) {
        throw new HttpProblem(502, "not a status line: " + Fields.printable(lines.getFirst()));
      }
      return new ResponseHead(
          parts[0],
          Integer.parseInt(parts[1]),
          parts.length == 3 ? parts[2] : "",
          Fields.parse(lines.subList(1, lines.size())));
    } catch (HttpProblem e) {
      throw new HttpProblem(502, e.reason());
    }
  }

  /** An answer before the answer, such as 100 or 103; 101 is final. */
  public boolean isInterim() {
    return status < 200 && status != 101;
  }

  /** Whether the server takes another request on the connection. */
  public boolean keepsAlive() {
    return version.equals("HTTP/1.1")
        ? !fields.lists("Connection", "close")
        : fields.lists("Connection", "keep-alive");
  }

  /** The first line, in the version that is spoken here. */
  public String startLine() {
    return "HTTP/1.1 " + status + " " + reason;
  }
}
