package dev.slipway.dockerfile.files;

/**
 * What of a tree exists for the builder. Paths are relative to its root, {@code /} between names.
 */
public interface PathFilter {
  /** Everything does. */
  PathFilter ALL =
      new PathFilter() {
        @Override
        public boolean keeps(String path) {
          return true;
        }

        @Override
        public boolean mayKeepBelow(String directory) {
          return true;
        }

        @Override
        public boolean keepsAll() {
          return true;
        }
      };

  /** Whether this file or directory exists. */
  boolean keeps(String path);

  /** Whether anything below a directory that does not exist itself may exist. */
  boolean mayKeepBelow(String directory);

  /** Whether nothing is hidden, whatever the tree holds. */
  default boolean keepsAll() {
    return false;
  }
}
