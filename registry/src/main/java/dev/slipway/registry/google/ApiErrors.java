package dev.slipway.registry.google;

import dev.slipway.http.google.GoogleErrors;
import dev.slipway.http.google.GoogleException.Status;
import dev.slipway.registry.RegistryException;
import java.util.Optional;

/** The registry's own exceptions in Google's terms. */
final class ApiErrors {
  static final GoogleErrors FORMAT =
      new GoogleErrors(failure ->
          failure instanceof RegistryException e ? Optional.of(status(e)) : Optional.empty());

  private ApiErrors() {}

  private static Status status(RegistryException e) {
    return switch (e.code()) {
      case NAME_UNKNOWN, MANIFEST_UNKNOWN, BLOB_UNKNOWN, BLOB_UPLOAD_UNKNOWN -> Status.NOT_FOUND;
      case DENIED -> e.status() == 409 ? Status.ALREADY_EXISTS : Status.FAILED_PRECONDITION;
      case UNAUTHORIZED -> Status.UNAUTHENTICATED;
      case NAME_INVALID, DIGEST_INVALID, SIZE_INVALID -> Status.INVALID_ARGUMENT;
      case MANIFEST_INVALID, MANIFEST_BLOB_UNKNOWN, UNSUPPORTED, BLOB_UPLOAD_INVALID ->
          Status.FAILED_PRECONDITION;
      case TOOMANYREQUESTS -> Status.ABORTED;
    };
  }
}
