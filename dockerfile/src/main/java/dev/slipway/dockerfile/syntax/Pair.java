package dev.slipway.dockerfile.syntax;

/**
 * One {@code name=value} of ENV or LABEL; both words unexpanded, quotes included.
 *
 * @param style how the two were separated
 */
public record Pair(String name, String value, Style style) {
  /** How name and value are written. */
  public enum Style {
    /** {@code name=value}. */
    EQUALS,
    /** {@code name value}: the old form, one pair for the whole instruction. */
    LEGACY
  }
}
