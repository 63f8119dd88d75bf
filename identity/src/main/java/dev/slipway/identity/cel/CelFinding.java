package dev.slipway.identity.cel;

/**
 * What one part of a condition came to.
 *
 * @param expression the part, as written
 * @param result {@code true}, {@code false} or {@code error}
 * @param detail the values it met, or what failed
 */
public record CelFinding(String expression, String result, String detail) {
  @Override
  public String toString() {
    return expression + " is " + result + (detail.isEmpty() ? "" : " (" + detail + ")");
  }
}
