package dev.slipway.http.google;

import dev.slipway.http.Permission;
import java.util.Optional;

/** An error in Google's terms. */
public final class GoogleException extends RuntimeException {
  private final Status status;
  private final transient Optional<Permission> permission;
  private final String explanation;

  /** Google's status codes with the HTTP statuses they travel under. */
  public enum Status {
    INVALID_ARGUMENT(400),
    FAILED_PRECONDITION(400),
    UNAUTHENTICATED(401),
    PERMISSION_DENIED(403),
    NOT_FOUND(404),
    ALREADY_EXISTS(409),
    ABORTED(409),
    UNIMPLEMENTED(501),
    INTERNAL(500);

    private final int http;

    Status(int http) {
      this.http = http;
    }

    public int http() {
      return http;
    }
  }

  public GoogleException(Status status, String message) {
    this(status, message, Optional.empty(), "");
  }

  private GoogleException(
      Status status, String message, Optional<Permission> permission, String explanation) {
    super(message);
    this.status = status;
    this.permission = permission;
    this.explanation = explanation;
  }

  /**
   * A refusal. It reads the same whether the resource is missing or the right: outsiders learn
   * nothing of what exists.
   *
   * @param explanation why, in our words
   */
  public static GoogleException denied(Permission permission, String explanation) {
    return new GoogleException(
        Status.PERMISSION_DENIED,
        "Permission '"
            + permission.action()
            + "' denied on resource '"
            + permission.resource()
            + "' (or it may not exist).",
        Optional.of(permission),
        explanation);
  }

  public Status status() {
    return status;
  }

  public Optional<Permission> permission() {
    return permission;
  }

  public String explanation() {
    return explanation;
  }
}
