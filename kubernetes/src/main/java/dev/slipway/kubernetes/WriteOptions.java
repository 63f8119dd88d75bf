package dev.slipway.kubernetes;

/**
 * Who writes, and whether for real.
 *
 * @param manager names the writer in {@code metadata.managedFields}, such as {@code kubectl-set}
 */
public record WriteOptions(Mode mode, String manager) {
  /** Whether a write lasts. */
  public enum Mode {
    PERSIST,
    /** Everything is checked and the result answered, nothing is stored. */
    DRY_RUN
  }

  /** A lasting write by {@code manager}. */
  public static WriteOptions by(String manager) {
    return new WriteOptions(Mode.PERSIST, manager);
  }
}
