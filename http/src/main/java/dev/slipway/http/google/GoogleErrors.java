package dev.slipway.http.google;

import dev.slipway.base.InputException;
import dev.slipway.base.Json;
import dev.slipway.http.ErrorFormat;
import dev.slipway.http.Handler;
import dev.slipway.http.Headers;
import dev.slipway.http.Request;
import dev.slipway.http.Response;
import dev.slipway.http.google.GoogleException.Status;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Google's error JSON; gcloud prints the message and the details. */
public final class GoogleErrors implements ErrorFormat {
  private static final String ERROR_INFO = "type.googleapis.com/google.rpc.ErrorInfo";

  private final Function<Throwable, Optional<Status>> own;

  /**
   * The format for a room.
   *
   * @param own the statuses of the room's own exceptions; empty for all others
   */
  public GoogleErrors(Function<Throwable, Optional<Status>> own) {
    this.own = own;
  }

  /**
   * Answers what a handler throws. The listener maps every exception it does not know to 500; those
   * of Google's terms and the room's own have statuses of their own.
   */
  public Handler answering(Handler handler) {
    return request -> {
      try {
        return handler.handle(request);
      } catch (RuntimeException e) {
        return answer(known(e).orElseThrow(() -> e), e);
      }
    };
  }

  @Override
  public Response format(Request request, int status, Throwable failure) {
    Optional<Status> known =
        failure instanceof InputException ? Optional.of(Status.INVALID_ARGUMENT) : known(failure);
    return answer(known.orElseGet(() -> status(status)), failure);
  }

  private Optional<Status> known(Throwable failure) {
    return failure instanceof GoogleException e ? Optional.of(e.status()) : own.apply(failure);
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
      info(details, "ACCESS_TOKEN_EXPIRED", "googleapis.com");
    }
    if (failure instanceof GoogleException e && e.permission().isPresent()) {
      var permission = e.permission().get();
      String service = permission.action().replaceAll("\\..*", "");
      info(details, "IAM_PERMISSION_DENIED", service + ".googleapis.com")
          .putObject("metadata")
          .put("permission", permission.action())
          .put("resource", permission.resource())
          .put("explanation", e.explanation());
    }
  }

  private static ObjectNode info(ArrayNode details, String reason, String domain) {
    return details.addObject().put("@type", ERROR_INFO).put("reason", reason).put("domain", domain);
  }
}
