package dev.slipway.dockerfile.files;

/** The extended attributes that belong to a file's content: those that an image can carry. */
final class CopiedAttributes {
  private CopiedAttributes() {}

  /** Labels of this machine's security modules, access lists and overlay marks stay behind. */
  static boolean contains(String name) {
    return (name.startsWith("user.") && !name.startsWith("user.overlay."))
        || name.equals("security.capability");
  }
}
