package dev.slipway.container;

import java.nio.file.Path;

/**
 * A device node in a container's /dev that its processes may use.
 *
 * @param kind character or block
 * @param permissions of the node, as in 0660
 * @param access any of {@code r}, {@code w}, {@code m}
 */
public record ContainerDevice(
    Path path, Kind kind, int major, int minor, int permissions, String access) {
  /** The two kinds of devices. */
  public enum Kind {
    CHARACTER,
    BLOCK
  }
}
