package dev.slipway.identity.google;

import dev.slipway.http.google.GoogleErrors;
import dev.slipway.http.google.GoogleException.Status;
import dev.slipway.identity.iam.IamException;
import java.util.Optional;

/** The room's own exceptions in Google's terms. */
final class IamErrors {
  static final GoogleErrors FORMAT =
      new GoogleErrors(
          failure -> failure instanceof IamException e ? Optional.of(status(e)) : Optional.empty());

  private IamErrors() {}

  private static Status status(IamException e) {
    return switch (e.kind()) {
      case INVALID_ARGUMENT -> Status.INVALID_ARGUMENT;
      case NOT_FOUND -> Status.NOT_FOUND;
      case ALREADY_EXISTS -> Status.ALREADY_EXISTS;
      case FAILED_PRECONDITION -> Status.FAILED_PRECONDITION;
      case ABORTED -> Status.ABORTED;
    };
  }
}
