package dev.slipway.identity.google;

import dev.slipway.base.InputException;
import dev.slipway.base.Json;
import dev.slipway.http.ErrorFormat;
import dev.slipway.http.Headers;
import dev.slipway.http.Request;
import dev.slipway.http.Response;
import dev.slipway.identity.google.GoogleException.Status;
import dev.slipway.identity.iam.IamException;
import tools.jackson.databind.node.ArrayNode;

/** Google's error JSON; gcloud prints the message and the details. */
final class GoogleErrors implements ErrorFormat {
  private static final String TYPES = "type.googleapis.com/google.rpc.";

  @Override
  public Response format(Request request, int status, Throwable failure) {
    return switch (failure) {
      case GoogleException e -> answer(e.status(), e);
      case IamException e -> answer(status(e), e);
      case InputException e -> answer(Status.INVALID_ARGUMENT, e);
      default -> answer(status(status), failure);
    };
  }

  static Status status(IamException e) {
    return switch (e.kind()) {
      case INVALID_ARGUMENT -> Status.INVALID_ARGUMENT;
      case NOT_FOUND -> Status.NOT_FOUND;
      case ALREADY_EXISTS -> Status.ALREADY_EXISTS;
      case FAILED_PRECONDITION -> Status.FAILED_PRECONDITION;
      case ABORTED -> Status.ABORTED;
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
    var error =
        answer
            .putObject("error")
            .put("code", status.http())
            .put(
                "message",
                status == Status.INTERNAL
                    ? "the request failed; the process's log says why"
                    : String.valueOf(failure.getMessage()))
            .put("status", status.name());
    details(error.putArray("details"), status, failure);
    return new Response.Bytes(
        status.http(), Headers.of("Content-Type", "application/json"), Json.bytes(answer));
  }

  private static void details(ArrayNode details, Status status, Throwable failure) {
    if (status == Status.UNAUTHENTICATED) {
      details
          .addObject()
          .put("@type", TYPES + "ErrorInfo")
          .put("reason", "ACCESS_TOKEN_EXPIRED")
          .put("domain", "googleapis.com");
    }
    if (failure instanceof GoogleException e && e.permission().isPresent()) {
      var permission = e.permission().get();
      details
          .addObject()
          .put("@type", TYPES + "ErrorInfo")
          .put("reason", "IAM_PERMISSION_DENIED")
          .put("domain", permission.action().replaceAll("\\..*", "") + ".googleapis.com")
          .putObject("metadata")
          .put("permission", permission.action())
          .put("resource", permission.resource())
          .put("explanation", e.explanation());
    }
  }
}
