package dev.slipway.container;

import java.nio.file.Path;

/** Whose processes a container sees. */
public sealed interface ProcessView {
  /** Its own alone. */
  record Own() implements ProcessView {}

  /**
   * Those of another container, and its own.
   *
   * @param namespace as in {@code /proc/4711/ns/pid}
   */
  record Joined(Path namespace) implements ProcessView {}

  static ProcessView own() {
    return new Own();
  }

  static ProcessView joined(Path namespace) {
    return new Joined(namespace);
  }
}
