package dev.slipway.registry.google;

import dev.slipway.base.InputException;
import dev.slipway.base.Json;
import dev.slipway.http.ErrorFormat;
import dev.slipway.http.Handler;
import dev.slipway.http.Headers;
import dev.slipway.http.Request;
import dev.slipway.http.Response;
import dev.slipway.registry.RegistryException;
import dev.slipway.registry.google.ApiException.Status;

/** Google's error JSON; gcloud prints the message. */
final class ApiErrors implements ErrorFormat {
  private static final String ERROR_INFO = "type.googleapis.com/google.rpc.ErrorInfo";

  /**
   * The listener maps every exception it does not know to 500; these have statuses of their own.
   */
  Handler answering(Handler handler) {
    return request -> {
      try {
        return handler.handle(request);
      } catch (ApiException e) {
        return answer(e.status(), e);
      } catch (RegistryException e) {
        return answer(status(e), e);
      }
    };
  }

  @Override
  public Response format(Request request, int status, Throwable failure) {
    return failure instanceof InputException
        ? answer(Status.INVALID_ARGUMENT, failure)
        : answer(status(status), failure);
  }

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

  private static Status status(int http) {
    return switch (http) {
      case 401 -> Status.UNAUTHENTICATED;
      case 403 -> Status.PERMISSION_DENIED;
      case 404, 405 -> Status.NOT_FOUND;
      default -> http < 500 ? Status.INVALID_ARGUMENT : Status.INTERNAL;
    };
  }

  private static Response answer(Status status, Throwable failure) {
    var answer = Json.MAPPER.createObjectNode();
    String message =
        status == Status.INTERNAL
            ? "the request failed; the process's log says why"
            : String.valueOf(failure.getMessage());
    var error =
        answer
            .putObject("error")
            .put("code", status.http())
            .put("message", message)
            .put("status", status.name());
    if (failure instanceof ApiException e && e.permission().isPresent()) {
      var permission = e.permission().get();
      error
          .putArray("details")
          .addObject()
          .put("@type", ERROR_INFO)
          .put("reason", "IAM_PERMISSION_DENIED")
          .put("domain", "artifactregistry.googleapis.com")
          .putObject("metadata")
          .put("permission", permission.action())
          .put("resource", permission.resource());
    }
    return new Response.Bytes(
        status.http(), Headers.of("Content-Type", "application/json"), Json.bytes(answer));
  }
}
