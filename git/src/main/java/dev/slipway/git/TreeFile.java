package dev.slipway.git;

import org.eclipse.jgit.lib.FileMode;

/**
 * One entry of a directory.
 *
 * @param name without a path
 * @param kind what it is
 * @param id its object id; for a submodule the commit it names
 */
public record TreeFile(String name, Kind kind, String id) {
  /** What git distinguishes. */
  public enum Kind {
    FILE,
    EXECUTABLE,
    SYMLINK,
    DIRECTORY,
    SUBMODULE;

    static Kind of(FileMode mode) {
      return switch (mode.getObjectType()) {
        case org.eclipse.jgit.lib.Constants.OBJ_TREE -> DIRECTORY;
        case org.eclipse.jgit.lib.Constants.OBJ_COMMIT -> SUBMODULE;
        default ->
            mode.equals(FileMode.SYMLINK)
                ? SYMLINK
                : mode.equals(FileMode.EXECUTABLE_FILE) ? EXECUTABLE : FILE;
      };
    }
  }
}
