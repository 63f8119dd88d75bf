package dev.slipway.node.proxy;

import dev.slipway.http.message.Fields;
import dev.slipway.http.message.HttpProblem;
import dev.slipway.node.http2.HeaderField;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Header fields between HTTP/2's form and HTTP/1.1's (RFC 9113, 8). */
final class Http2Fields {
  /** What has no place in HTTP/2 (RFC 9113, 8.2.2). */
  private static final Set<String> FORBIDDEN =
      Set.of("connection", "proxy-connection", "keep-alive", "transfer-encoding", "upgrade");

  private Http2Fields() {}

  /** Splits a head into its pseudo fields and the others, all of them checked. */
  record Head(List<HeaderField> pseudo, Fields fields) {
    /**
     * The one value of a pseudo field; empty when it is not there.
     *
     * @throws HttpProblem 400 when it is there twice
     */
    Optional<String> value(String name) throws HttpProblem {
      List<String> values =
          pseudo.stream().filter(f -> f.name().equals(name)).map(HeaderField::value).toList();
      if (values.size() > 1) {
        throw new HttpProblem(400, name + " is there twice");
      }
      return values.stream().findFirst();
    }
  }

  /**
   * Reads a head.
   *
   * @param known its pseudo fields
   * @throws HttpProblem 400 for what is malformed (RFC 9113, 8.1.1)
   */
  static Head parse(List<HeaderField> head, Set<String> known) throws HttpProblem {
    var pseudo = new ArrayList<HeaderField>();
    var lines = new ArrayList<String>();
    var cookies = new ArrayList<String>();
    for (HeaderField field : head) {
      String name = field.name();
      if (name.startsWith(":")) {
        if (!known.contains(name) || !lines.isEmpty()) {
          throw new HttpProblem(400, "pseudo field out of place: " + Fields.printable(name));
        }
        pseudo.add(field);
      } else if (name.equals("cookie")) {
        cookies.add(field.value());
      } else {
        requireAllowed(field);
        lines.add(name + ": " + field.value());
      }
    }
    if (!cookies.isEmpty()) {
      lines.add("cookie: " + String.join("; ", cookies)); // RFC 9113, 8.2.3
    }
    return new Head(pseudo, Fields.parse(lines));
  }

  private static void requireAllowed(HeaderField field) throws HttpProblem {
    String name = field.name();
    boolean trailersOnly = !name.equals("te") || field.value().equals("trailers");
    if (FORBIDDEN.contains(name)
        || !trailersOnly
        || !name.equals(name.toLowerCase(Locale.ROOT))
        || field.value().chars().anyMatch(c -> c == '\r' || c == '\n' || c == 0)) {
      throw new HttpProblem(400, "a field that HTTP/2 forbids: " + Fields.printable(name));
    }
  }

  /** Puts pseudo fields before others. */
  static List<HeaderField> head(List<HeaderField> pseudo, Fields fields) {
    var all = new ArrayList<>(pseudo);
    for (Fields.Field field : fields.all()) {
      String name = field.name().toLowerCase(Locale.ROOT);
      if (!FORBIDDEN.contains(name)) {
        all.add(new HeaderField(name, field.value()));
      }
    }
    return all;
  }

  /** Lines as trailers; what belongs into a head is left out. */
  static List<HeaderField> trailers(List<String> lines) {
    var all = new ArrayList<HeaderField>();
    for (String line : lines) {
      int colon = line.indexOf(':');
      String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
      if (!FORBIDDEN.contains(name) && !name.equals("content-length")) {
        all.add(new HeaderField(name, line.substring(colon + 1).strip()));
      }
    }
    return all;
  }

  /** Trailers as lines, checked as fields are. */
  static List<String> lines(List<HeaderField> trailers) throws HttpProblem {
    return parse(trailers, new HashSet<>()).fields().all().stream()
        .map(f -> f.name() + ": " + f.value())
        .toList();
  }
}
