package dev.slipway.oci.client;

import java.io.IOException;

/** A registry did not give or take what was asked; the message says which, what and why. */
public final class RegistryException extends IOException {
  private final Reason reason;

  /** Why, as far as callers act on it. */
  public enum Reason {
    /** No connection, or it broke: another source may be tried. */
    UNREACHABLE,
    /** The registry does not know the image. */
    NOT_FOUND,
    /** Credentials are missing, wrong or do not suffice. */
    DENIED,
    /** The registry answered with something it should not. */
    FAILED
  }

  public RegistryException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  public RegistryException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
