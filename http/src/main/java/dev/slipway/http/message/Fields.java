package dev.slipway.http.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The header fields of a message, in order; names compare without case. */
public record Fields(List<Field> all) {
  /** One field. */
  public record Field(String name, String value) {
    public boolean is(String other) {
      return name.equalsIgnoreCase(other);
    }
  }

  /** What concerns one connection only (RFC 9110, 7.6.1), besides what Connection names. */
  private static final List<String> HOP_BY_HOP =
      List.of(
          "connection",
          "keep-alive",
          "proxy-connection",
          "http2-settings",
          "proxy-authenticate",
          "proxy-authorization",
          "te",
          "transfer-encoding",
          "trailer",
          "upgrade");

  private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";

  /** No fields. */
  public static final Fields EMPTY = new Fields(List.of());

  public Fields {
    all = List.copyOf(all);
  }

  /**
   * Reads field lines.
   *
   * @throws HttpProblem 400 for what intermediaries might understand differently
   */
  public static Fields parse(List<String> lines) throws HttpProblem {
    var fields = new ArrayList<Field>();
    for (String line : lines) {
      int colon = line.indexOf(':');
      if (colon < 1 || !line.substring(0, colon).matches(TOKEN)) {
        throw new HttpProblem(400, "not a header field: " + printable(line));
      }
      String value = trimmed(line.substring(colon + 1));
      if (value.chars().anyMatch(c -> (c < ' ' && c != '\t') || c == 0x7f)) {
        throw new HttpProblem(400, "control characters in " + line.substring(0, colon));
      }
      fields.add(new Field(line.substring(0, colon), value));
    }
    return new Fields(fields);
  }

  /** Blanks and tabs alone may stand around a value; who drops more reads something else. */
  private static String trimmed(String text) {
    int from = 0;
    int to = text.length();
    while (from < to && " \t".indexOf(text.charAt(from)) >= 0) {
      from++;
    }
    while (to > from && " \t".indexOf(text.charAt(to - 1)) >= 0) {
      to--;
    }
    return text.substring(from, to);
  }

  /**
   * The lines of a request's head, without the empty one at its end.
   *
   * @throws HttpProblem 400 when a line ends in a way that not all servers take for an end
   */
  public static List<String> lines(byte[] head) throws HttpProblem {
    String text = new String(head, ISO_8859_1);
    var lines = new ArrayList<String>();
    for (String line : text.split("\n", -1)) {
      if (line.isEmpty()) {
        continue;
      }
      if (!line.endsWith("\r") || line.indexOf('\r') != line.length() - 1) {
        throw new HttpProblem(400, "a line does not end with CR LF");
      }
      if (line.length() > 1) {
        lines.add(line.substring(0, line.length() - 1));
      }
    }
    if (lines.isEmpty()) {
      throw new HttpProblem(400, "an empty message");
    }
    return lines;
  }

  /**
   * As {@link #lines}, of an answer: scripts that serve end lines with LF alone (RFC 9112, 2.2).
   */
  static List<String> answerLines(byte[] head) throws HttpProblem {
    String text = new String(head, ISO_8859_1);
    return lines(text.replace("\r\n", "\n").replace("\n", "\r\n").getBytes(ISO_8859_1));
  }

  /** Cut to what fits into a message, and without what would spoil it. */
  public static String printable(String text) {
    String cut = text.length() > 80 ? text.substring(0, 80) + "..." : text;
    return cut.replaceAll("[^ -~]", "?");
  }

  /** The value of the first field of this name. */
  public Optional<String> first(String name) {
    return all.stream().filter(f -> f.is(name)).map(Field::value).findFirst();
  }

  /** All values of fields of this name. */
  public List<String> values(String name) {
    return all.stream().filter(f -> f.is(name)).map(Field::value).toList();
  }

  public boolean has(String name) {
    return first(name).isPresent();
  }

  /** Whether a field that lists tokens has this one. */
  public boolean lists(String name, String token) {
    return tokens(name).contains(token);
  }

  private Set<String> tokens(String name) {
    var tokens = new TreeSet<String>();
    for (String value : values(name)) {
      for (String token : value.split(",")) {
        tokens.add(token.strip().toLowerCase(Locale.ROOT));
      }
    }
    return tokens;
  }

  /** Without what concerns this connection only. */
  public Fields endToEnd() {
    Set<String> dropped = tokens("Connection");
    dropped.addAll(HOP_BY_HOP);
    return new Fields(
        all.stream().filter(f -> !dropped.contains(f.name().toLowerCase(Locale.ROOT))).toList());
  }

  /** Without the fields of this name. */
  public Fields without(String name) {
    return new Fields(all.stream().filter(f -> !f.is(name)).toList());
  }

  /** With one more field at the end. */
  public Fields with(String name, String value) {
    var changed = new ArrayList<>(all);
    changed.add(new Field(name, value));
    return new Fields(changed);
  }

  /** With one field of this name. */
  public Fields replacing(String name, String value) {
    return without(name).with(name, value);
  }

  /**
   * With the field that says how a body is framed, whatever was said before: {@link #endToEnd} may
   * have dropped it, and a receiver without it takes the body for the next message.
   */
  public Fields framing(Framing body) {
    return switch (body) {
      case Framing.None _, Framing.UntilClose _ -> this;
      case Framing.Length(long bytes) -> replacing("Content-Length", String.valueOf(bytes));
      case Framing.Chunked _ -> without("Content-Length").replacing("Transfer-Encoding", "chunked");
    };
  }

  /** As on the wire, with the empty line. */
  public byte[] write(String startLine) {
    var text = new StringBuilder(startLine).append("\r\n");
    all.forEach(f -> text.append(f.name()).append(": ").append(f.value()).append("\r\n"));
    return text.append("\r\n").toString().getBytes(ISO_8859_1);
  }
}
