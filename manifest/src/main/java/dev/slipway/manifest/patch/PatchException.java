package dev.slipway.manifest.patch;

import java.util.List;

/** A patch that cannot be applied: malformed, or made for another object. */
public final class PatchException extends RuntimeException {
  private final Reason reason;
  private final List<String> missing;

  /** What kind of failure it is. */
  public enum Reason {
    /** The patch itself is wrong, whatever the object. */
    MALFORMED,
    /** The patch is well-formed and does not fit this object. */
    NOT_APPLICABLE,
    /** A list element lacks the merge key its list needs. */
    MISSING_MERGE_KEY,
    /** Its copies of copies would grow beyond all measure. */
    TOO_LARGE
  }

  PatchException(Reason reason, String message) {
    this(reason, message, List.of());
  }

  PatchException(Reason reason, String message, List<String> missing) {
    super(message);
    this.reason = reason;
    this.missing = List.copyOf(missing);
  }

  public Reason reason() {
    return reason;
  }

  /** The names and indexes of a path that the object does not have; empty for other failures. */
  public List<String> missing() {
    return missing;
  }
}
