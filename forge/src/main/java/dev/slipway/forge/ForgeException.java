package dev.slipway.forge;

/** What was asked cannot be done as things are: the answer says why, and what to do first. */
public final class ForgeException extends RuntimeException {
  private final Reason reason;

  /** Which kind of obstacle. */
  public enum Reason {
    NOT_FOUND,
    CONFLICT,
    INVALID
  }

  public ForgeException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }

  /** The HTTP status that says so. */
  public int status() {
    return switch (reason) {
      case NOT_FOUND -> 404;
      case CONFLICT -> 409;
      case INVALID -> 422;
    };
  }
}
