package dev.slipway.dockerfile.ignore;

/**
 * One line of an ignore file.
 *
 * @param text the pattern, cleaned, without {@code !}
 * @param line where it stands, counted from 1; 0 when it came from elsewhere
 */
public record IgnorePattern(String text, Effect effect, int line) {
  /** What a match means. */
  public enum Effect {
    /** The file is ignored. */
    IGNORE,
    /** {@code !}: the file is not ignored after all. */
    KEEP
  }
}
