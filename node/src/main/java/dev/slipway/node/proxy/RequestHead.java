package dev.slipway.node.proxy;

import dev.slipway.http.message.Fields;
import dev.slipway.http.message.HttpProblem;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The start line and the fields of a request. */
record RequestHead(String method, String target, String version, Fields fields) {
  /** Methods whose repetition changes nothing (RFC 9110, 9.2.2). */
  private static final Set<String> IDEMPOTENT =
      Set.of("GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE");

  private static final Pattern ABSOLUTE = Pattern.compile("(?i)https?://([^/?]*)(.*)");

  static RequestHead parse(byte[] bytes) throws HttpProblem {
    List<String> lines = Fields.lines(bytes);
    String[] parts = lines.getFirst().split(" ", -1);
    if (parts.length != 3) {
      throw new HttpProblem(400, "not a request line: " + Fields.printable(lines.getFirst()));
    }
    if (!parts[2].matches("HTTP/1\\.[01]")) {
      throw new HttpProblem(505, "HTTP version not understood");
    }
    return of(parts[0], parts[1], parts[2], Fields.parse(lines.subList(1, lines.size())));
  }

  /**
   * A head of these parts.
   *
   * @throws HttpProblem 400 when they make none
   */
  static RequestHead of(String method, String target, String version, Fields fields)
      throws HttpProblem {
    if (!method.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+")
        || target.isEmpty()
        || !target.chars().allMatch(c -> c > ' ' && c != 0x7f)) {
      throw new HttpProblem(
          400, "not a request line: " + Fields.printable(method + " " + target + " " + version));
    }
    var head = new RequestHead(method, target, version, fields);
    head.requireHost();
    return head;
  }

  private void requireHost() throws HttpProblem {
    List<String> hosts = fields.values("Host");
    if (hosts.size() > 1 || (hosts.isEmpty() && version.equals("HTTP/1.1"))) {
      throw new HttpProblem(400, "a request needs exactly one Host field");
    }
    if (!target.startsWith("/") && !target.equals("*") && !ABSOLUTE.matcher(target).matches()) {
      throw new HttpProblem(400, "the request target is no path");
    }
    if (!authority().matches("[^\\s/\\\\@?#,]*")) {
      throw new HttpProblem(400, "the Host is none");
    }
    ServedPath.of(path());
  }

  /**
   * The host as the client states it, with its port: where it is, the target's (RFC 9112, 3.2.2).
   */
  String authority() {
    Matcher absolute = ABSOLUTE.matcher(target);
    return absolute.matches() ? absolute.group(1) : fields.first("Host").orElse("");
  }

  /** The host without its port, in lower case; empty when the request names none. */
  String host() {
    String host = authority();
    int colon = host.lastIndexOf(':');
    boolean port = colon >= 0 && host.substring(colon + 1).matches("[0-9]*");
    return (port ? host.substring(0, colon) : host).toLowerCase(Locale.ROOT);
  }

  /** The target as a path with its query. */
  String originForm() {
    Matcher absolute = ABSOLUTE.matcher(target);
    if (!absolute.matches()) {
      return target;
    }
    return absolute.group(2).startsWith("/") ? absolute.group(2) : "/" + absolute.group(2);
  }

  /** The path alone. */
  String path() {
    String origin = originForm();
    int query = origin.indexOf('?');
    return query < 0 ? origin : origin.substring(0, query);
  }

  /** The path by which rules are found. */
  String served() {
    try {
      return ServedPath.of(path());
    } catch (HttpProblem e) {
      throw new IllegalStateException("refused when it was read: " + target, e);
    }
  }

  boolean isIdempotent() {
    return IDEMPOTENT.contains(method);
  }

  /**
   * Whether the client asks to go on in another protocol, such as WebSocket. An offer to go on in a
   * newer HTTP, as Java's client makes it by itself, is for the next server alone and may be passed
   * over (RFC 9113, 3.1).
   */
  boolean isUpgrade() {
    return fields.lists("Connection", "upgrade")
        && fields.first("Upgrade").filter(u -> !u.equalsIgnoreCase("h2c")).isPresent();
  }

  /** Whether the client wants to use the connection again. */
  boolean keepsAlive() {
    return version.equals("HTTP/1.1")
        ? !fields.lists("Connection", "close")
        : fields.lists("Connection", "keep-alive");
  }
}
