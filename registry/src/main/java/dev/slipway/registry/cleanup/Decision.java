package dev.slipway.registry.cleanup;

/**
 * What becomes of one image, and why.
 *
 * @param reason in words for people
 */
public record Decision(Candidate image, Verdict verdict, String reason) {
  /** What becomes of it. */
  public enum Verdict {
    DELETE,
    KEEP
  }

  boolean isKept() {
    return verdict == Verdict.KEEP;
  }
}
