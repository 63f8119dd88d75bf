package dev.slipway.dockerfile.ignore;

import java.util.ArrayDeque;

/** The shortest spelling of a path: no doubled or trailing slashes, no {@code .} or {@code ..}. */
final class CleanPath {
  private CleanPath() {}

  static String of(String path) {
    boolean rooted = path.startsWith("/");
    var parts = new ArrayDeque<String>();
    for (String part : path.split("/", -1)) {
      if (part.isEmpty() || part.equals(".")) {
        continue;
      }
      boolean up = part.equals("..");
      if (up && !parts.isEmpty() && !parts.getLast().equals("..")) {
        parts.removeLast();
      } else if (!up || !rooted) {
        parts.addLast(part);
      }
    }
    String joined = String.join("/", parts);
    return rooted ? "/" + joined : joined.isEmpty() ? "." : joined;
  }
}
