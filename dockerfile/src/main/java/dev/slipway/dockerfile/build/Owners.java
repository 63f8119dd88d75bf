package dev.slipway.dockerfile.build;

import dev.slipway.base.InputException.Position;
import dev.slipway.container.UserLookup;
import dev.slipway.dockerfile.files.Ownership.Owner;
import java.io.IOException;
import java.nio.file.Path;

/** Whom files are given to: what {@code --chown} says, and USER for working directories. */
final class Owners {
  private Owners() {}

  /**
   * Names mean what the root filesystem's own files say. A number alone is the group too, unlike
   * that of a process.
   */
  static Owner of(String user, Path root, Position position) throws IOException {
    var process = UserLookup.in(root).resolve(user, position).user();
    return new Owner(process.uid(), user.matches("[0-9]+") ? process.uid() : process.gid());
  }
}
