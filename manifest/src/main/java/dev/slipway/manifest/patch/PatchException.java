package dev.slipway.manifest.patch;

/** A patch that cannot be applied: malformed, or made for another object. */
public final class PatchException extends RuntimeException {
  private final Reason reason;

  /** What kind of failure it is. */
  public enum Reason {
    /** The patch itself is wrong, whatever the object. */
    MALFORMED,
    /** The patch is well-formed and does not fit this object. */
    NOT_APPLICABLE,
    /** A list element lacks the merge key its list needs. */
    MISSING_MERGE_KEY
  }

  PatchException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
