package dev.slipway.registry.google;

import dev.slipway.http.Permission;
import java.util.Optional;

/** An error in Google's terms. */
final class ApiException extends RuntimeException {
  private final Status status;
  private final transient Optional<Permission> permission;

  /** Google's status codes with the HTTP statuses they travel under. */
  enum Status {
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

    int http() {
      return http;
    }
  }

  ApiException(Status status, String message) {
    this(status, message, Optional.empty());
  }

  private ApiException(Status status, String message, Optional<Permission> permission) {
    super(message);
    this.status = status;
    this.permission = permission;
  }

  /** A refusal that reads the same whether the resource is missing or the right. */
  static ApiException denied(Permission permission) {
    return new ApiException(
        Status.PERMISSION_DENIED,
        "Permission '"
            + permission.action()
            + "' denied on resource '"
            + permission.resource()
            + "' (or it may not exist).",
        Optional.of(permission));
  }

  Status status() {
    return status;
  }

  Optional<Permission> permission() {
    return permission;
  }
}
