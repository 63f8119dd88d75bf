package dev.slipway.container.snapshot;

import dev.slipway.base.SlipwayException;
import dev.slipway.posix.Mounts;
import dev.slipway.posix.PosixException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A directory of the host seen through a layer of its own: what is changed there stays there. What
 * it holds is thrown away after a crash, so nothing is flushed to disk.
 */
public final class HostOverlay {
  private HostOverlay() {}

  /**
   * Mounts {@code directory} at {@code target}, changes going below {@code changes}.
   *
   * @param target an existing directory
   * @param changes made when missing; may be filled before under {@link #upper}
   */
  public static void mount(Path directory, Path target, Path changes) {
    try {
      Path upper = Files.createDirectories(upper(changes));
      Path work = Files.createDirectories(changes.resolve("work"));
      var writable = new OverlayMount.Writable(upper, work, OverlayMount.Durability.VOLATILE);
      new OverlayMount(List.of(directory), Optional.of(writable)).at(target);
    } catch (IOException e) {
      throw new SlipwayException("could not prepare " + changes + ": " + e.getMessage(), e);
    }
  }

  /** Where the changed files are. */
  public static Path upper(Path changes) {
    return changes.resolve("upper");
  }

  /** Takes the mount at {@code target} away as soon as nobody uses it. */
  public static void unmount(Path target) {
    try {
      Mounts.detach(target);
    } catch (PosixException e) {
      throw new SlipwayException("could not unmount " + target + ": " + e.getMessage(), e);
    }
  }
}
