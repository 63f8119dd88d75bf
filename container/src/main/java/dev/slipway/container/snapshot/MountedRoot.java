package dev.slipway.container.snapshot;

import dev.slipway.base.SlipwayException;
import dev.slipway.posix.Mounts;
import dev.slipway.posix.PosixException;
import java.nio.file.Path;

/** A root filesystem one can look into and run processes in, until it is closed. */
public final class MountedRoot implements AutoCloseable {
  private final Path root;
  private final Runnable afterwards;
  private boolean closed;

  MountedRoot(Path root, Runnable afterwards) {
    this.root = root;
    this.afterwards = afterwards;
  }

  /** Where it is. */
  public Path root() {
    return root;
  }

  /**
   * Takes it away. Processes of running containers keep it until they end.
   *
   * @throws SlipwayException when it cannot be unmounted
   */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    try {
      Mounts.detach(root);
    } catch (PosixException e) {
      throw new SlipwayException("could not unmount " + root + ": " + e.getMessage(), e);
    }
    closed = true;
    afterwards.run();
  }
}
