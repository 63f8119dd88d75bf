package dev.slipway.oci;

import java.io.IOException;

/** A piece of an upload cannot be taken. */
public final class UploadException extends IOException {
  private final Reason reason;

  /** Why. */
  public enum Reason {
    /** It does not begin where the last one ended. */
    OUT_OF_ORDER,
    /** It is shorter or longer than announced. */
    WRONG_SIZE,
    /** Another request is writing. */
    BUSY,
    /** The upload was finished, cancelled or has expired. */
    ENDED
  }

  public UploadException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
