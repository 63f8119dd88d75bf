package dev.slipway.dockerfile.files;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** Resolves paths in a commit as the kernel does in a root directory (path_resolution(7)). */
final class CommitPaths {
  private static final int MOST_LINKS = 40;

  private CommitPaths() {}

  /** Reads where a link leads. */
  @FunctionalInterface
  interface Links {
    byte[] target(CommitNode link) throws IOException;
  }

  /**
   * What a path leads to, links followed inside the commit: an absolute one starts at its root, and
   * above the root is the root.
   *
   * @throws IOException when links lead around in a circle
   */
  static Optional<CommitNode> find(CommitNode root, String path, Links links) throws IOException {
    Deque<String> rest = new ArrayDeque<>(List.of(path.split("/")));
    CommitNode at = root;
    int followed = 0;
    while (!rest.isEmpty()) {
      String name = rest.pop();
      if (name.isEmpty()) {
        continue;
      }
      Optional<CommitNode> next = at.isDirectory() ? step(at, name) : Optional.empty();
      if (next.isEmpty()) {
        return next;
      }
      if (!next.get().isLink()) {
        at = next.get();
        continue;
      }
      if (++followed > MOST_LINKS) {
        throw new IOException(path + " leads through too many symbolic links");
      }
      String target = new String(links.target(next.get()), StandardCharsets.UTF_8);
      at = target.startsWith("/") ? root : at;
      List<String> parts = new ArrayList<>(List.of(target.split("/")));
      Collections.reverse(parts);
      parts.forEach(rest::push);
    }
    return Optional.of(at);
  }

  private static Optional<CommitNode> step(CommitNode at, String name) {
    return switch (name) {
      case "." -> Optional.of(at);
      case ".." -> Optional.of(at.above());
      default -> at.child(name);
    };
  }
}
