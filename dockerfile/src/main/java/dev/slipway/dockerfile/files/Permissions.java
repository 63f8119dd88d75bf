package dev.slipway.dockerfile.files;

import dev.slipway.posix.FileStatus;

/** The permissions with which files count and are copied. */
final class Permissions {
  private static final int GROUP_WRITE = 0020;

  private Permissions() {}

  /**
   * Those of the file. A checkout under umask 002 is the same to a build as one under umask 022:
   * 664 and 775 become 644 and 755. Whatever else somebody set on purpose is kept.
   */
  static int of(FileStatus status, SourceTree.Metadata metadata) {
    int permissions = status.permissions();
    boolean umask = permissions == 0664 || permissions == 0775;
    return metadata == SourceTree.Metadata.NORMALISED && umask
        ? permissions & ~GROUP_WRITE
        : permissions;
  }
}
