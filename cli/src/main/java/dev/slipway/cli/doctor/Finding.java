package dev.slipway.cli.doctor;

/**
 * What one look at the machine found.
 *
 * @param name what was looked at, such as {@code runc}
 * @param found what there is
 * @param advice what to do about it; empty when all is well
 */
record Finding(Level level, String name, String found, String advice) {
  /** How bad it is. */
  enum Level {
    OK,
    /** Something will not work as well as it could. */
    WARNING,
    /** Something that every instance needs will not work. */
    FAILURE
  }

  static Finding ok(String name, String found) {
    return new Finding(Level.OK, name, found, "");
  }

  static Finding warning(String name, String found, String advice) {
    return new Finding(Level.WARNING, name, found, advice);
  }

  static Finding failure(String name, String found, String advice) {
    return new Finding(Level.FAILURE, name, found, advice);
  }

  /** As programs read it. */
  String word() {
    return switch (level) {
      case OK -> "ok";
      case WARNING -> "warning";
      case FAILURE -> "failure";
    };
  }
}
