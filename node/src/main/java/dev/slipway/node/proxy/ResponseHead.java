package dev.slipway.node.proxy;

import java.util.List;

/** The start line and the fields of a response. */
record ResponseHead(String version, int status, String reason, Fields fields) {
  static ResponseHead parse(byte[] bytes) throws HttpProblem {
    List<String> lines;
    try {
      lines = Fields.lines(bytes);
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
  boolean isInterim() {
    return status < 200 && status != 101;
  }

  boolean keepsAlive() {
    return version.equals("HTTP/1.1")
        ? !fields.lists("Connection", "close")
        : fields.lists("Connection", "keep-alive");
  }

  String startLine() {
    return "HTTP/1.1 " + status + " " + reason;
  }
}
