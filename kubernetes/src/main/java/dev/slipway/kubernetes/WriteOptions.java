package dev.slipway.kubernetes;

/**
 * Who writes, and whether for real.
 *
 * @param manager names the writer in {@code metadata.managedFields}, such as {@code kubectl-set}
 * @param subresource it writes through, such as {@code scale}; empty for the object itself
 */
public record WriteOptions(Mode mode, String manager, String subresource) {
  /** Whether a write lasts. */
  public enum Mode {
    PERSIST,
    /** Everything is checked and the result answered, nothing is stored. */
    DRY_RUN
  }

  /** A write to the object itself. */
  public WriteOptions(Mode mode, String manager) {
    this(mode, manager, "");
  }

  /** As this, through a subresource. */
  public WriteOptions through(String name) {
    return new WriteOptions(mode, manager, name);
  }

  /** A lasting write by {@code manager}. */
  public static WriteOptions by(String manager) {
    return new WriteOptions(Mode.PERSIST, manager);
  }
}
