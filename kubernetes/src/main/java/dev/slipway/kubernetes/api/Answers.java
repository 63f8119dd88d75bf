package dev.slipway.kubernetes.api;

import dev.slipway.base.Json;
import dev.slipway.http.Headers;
import dev.slipway.http.HttpException;
import dev.slipway.http.Request;
import dev.slipway.http.Response;
import dev.slipway.kubernetes.ApiException;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Puts objects and errors into responses. */
final class Answers {
  private static final String JSON = "application/json";

  private Answers() {}

  static Response object(int status, JsonNode tree) {
    return new Response.Bytes(status, Headers.of("Content-Type", JSON), Json.bytes(tree));
  }

  static Response object(int status, JsonNode tree, List<String> warnings) {
    Headers headers = Headers.of("Content-Type", JSON);
    for (String warning : warnings) {
      String quoted = warning.replace("\\", "\\\\").replace("\"", "\\\"");
      headers = headers.with("Warning", "299 - \"" + quoted + "\"");
    }
    return new Response.Bytes(status, headers, Json.bytes(tree));
  }

  static Response error(ApiException e) {
    Headers headers = Headers.of("Content-Type", JSON);
    var wait = e.details().map(ApiException.Details::retryAfterSeconds);
    if (wait.isPresent() && wait.get().isPresent()) {
      headers = headers.with("Retry-After", Integer.toString(wait.get().getAsInt()));
    }
    return new Response.Bytes(e.code(), headers, Json.bytes(e.toStatus().tree()));
  }

  /** What the listener could not hand to a handler, or what a handler did not expect. */
  static Response failure(Request request, int status, Throwable failure) {
    if (failure instanceof ApiException e) {
      return error(e);
    }
    String message = String.valueOf(failure.getMessage());
    return switch (status) {
      case 401 -> error(new ApiException(401, "Unauthorized", "Unauthorized", Optional.empty()));
      case 403 -> error(new ApiException(403, "Forbidden", message, Optional.empty()));
      case 404 -> Response.text(404, "404 page not found\n");
      case 405 -> error(methodNotAllowed());
      default ->
          error(
              status < 500 && (failure instanceof HttpException || status == 400)
                  ? new ApiException(status, "BadRequest", message, Optional.empty())
                  : ApiException.internal(message));
    };
  }

  static ApiException methodNotAllowed() {
    return new ApiException(
        405,
        "MethodNotAllowed",
        "the server does not allow this method on the requested resource",
        empty());
  }

  static ApiException noSuchResource() {
    return new ApiException(
        404, "NotFound", "the server could not find the requested resource", empty());
  }

  static Optional<ApiException.Details> empty() {
    return Optional.of(
        new ApiException.Details("", "", "", "", List.of(), java.util.OptionalInt.empty()));
  }

  static Optional<ApiException.Details> about(String name, String group, String kind) {
    return Optional.of(
        new ApiException.Details(name, group, kind, "", List.of(), java.util.OptionalInt.empty()));
  }

  static ObjectNode success(String name, String group, String kind, String uid) {
    ObjectNode status = JsonNodeFactory.instance.objectNode();
    status.put("kind", "Status").put("apiVersion", "v1");
    status.putObject("metadata");
    status.put("status", "Success");
    ObjectNode details = status.putObject("details").put("name", name);
    if (!group.isEmpty()) {
      details.put("group", group);
    }
    details.put("kind", kind).put("uid", uid);
    return status;
  }
}
