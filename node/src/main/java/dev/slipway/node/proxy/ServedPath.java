package dev.slipway.node.proxy;

import dev.slipway.http.message.HttpProblem;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;

/**
 * The path by which rules are found: what the server behind will make of the one that was asked
 * for. Without it {@code /public/../admin} would pass a rule for {@code /public}.
 */
final class ServedPath {
  private static final int HEX = 16;

  private ServedPath() {}

  /**
   * The path decoded, without empty and dot segments.
   *
   * @throws HttpProblem 400 when it leads above the root
   */
  static String of(String path) throws HttpProblem {
    if (!path.startsWith("/")) {
      return path;
    }
    String decoded = decode(path);
    var segments = new ArrayDeque<String>();
    String[] parts = decoded.split("/", -1);
    for (String part : parts) {
      switch (part) {
        case "", "." -> {}
        case ".." -> {
          if (segments.pollLast() == null) {
            throw new HttpProblem(400, "the request target leads above the root");
          }
        }
        default -> segments.add(part);
      }
    }
    String last = parts[parts.length - 1];
    boolean isDirectory = last.isEmpty() || last.equals(".") || last.equals("..");
    String clean = "/" + String.join("/", segments);
    return isDirectory && !segments.isEmpty() ? clean + "/" : clean;
  }

  /** What is no escape stays as it is. */
  private static String decode(String path) {
    if (path.indexOf('%') < 0) {
      return path;
    }
    var bytes = new ByteArrayOutputStream();
    for (int i = 0; i < path.length(); i++) {
      int high = digit(path, i + 1);
      int low = digit(path, i + 2);
      if (path.charAt(i) == '%' && high >= 0 && low >= 0) {
        bytes.write(high * HEX + low);
        i += 2;
      } else {
        bytes.write(path.charAt(i));
      }
    }
    return bytes.toString(StandardCharsets.ISO_8859_1);
  }

  private static int digit(String text, int at) {
    return at < text.length() ? Character.digit(text.charAt(at), HEX) : -1;
  }
}
