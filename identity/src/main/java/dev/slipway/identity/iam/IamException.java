package dev.slipway.identity.iam;

/** A change of projects, accounts or policies that is refused. */
public final class IamException extends RuntimeException {
  private final Kind kind;

  /** Why, in the words of Google's status codes. */
  public enum Kind {
    INVALID_ARGUMENT,
    NOT_FOUND,
    ALREADY_EXISTS,
    FAILED_PRECONDITION,
    ABORTED
  }

  public IamException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
