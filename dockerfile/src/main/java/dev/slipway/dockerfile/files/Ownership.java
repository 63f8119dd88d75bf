package dev.slipway.dockerfile.files;

import java.util.Optional;

/**
 * Who gets copied files.
 *
 * @param given by {@code --chown}, also to directories that are made on the way; otherwise files of
 *     an image keep their owner and all others are root's
 */
public record Ownership(Optional<Owner> given) {
  /** A user and a group by number. */
  public record Owner(int uid, int gid) {
    static final Owner ROOT = new Owner(0, 0);
  }

  /** Nothing was said. */
  public static Ownership unchanged() {
    return new Ownership(Optional.empty());
  }

  Owner of(TreeFile file, SourceTree.Metadata metadata) {
    return switch (metadata) {
      case NORMALISED -> given.orElse(Owner.ROOT);
      case EXACT -> given.orElseGet(() -> new Owner(file.status().uid(), file.status().gid()));
    };
  }
}
