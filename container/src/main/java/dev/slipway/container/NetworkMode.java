package dev.slipway.container;

import java.nio.file.Path;

/** Which network a container sees. */
public sealed interface NetworkMode {
  /** A loopback interface of its own and nothing else. */
  record None() implements NetworkMode {}

  /** The host's, whole. */
  record Host() implements NetworkMode {}

  /**
   * An existing namespace, such as that of a {@code PodNetwork}.
   *
   * @param namespace as in {@code /proc/4711/ns/net}
   */
  record Joined(Path namespace) implements NetworkMode {}

  static NetworkMode none() {
    return new None();
  }

  static NetworkMode host() {
    return new Host();
  }

  static NetworkMode joined(Path namespace) {
    return new Joined(namespace);
  }
}
