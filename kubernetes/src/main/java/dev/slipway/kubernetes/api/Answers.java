package dev.slipway.kubernetes.api;

import dev.slipway.base.Json;
import dev.slipway.http.Headers;
import dev.slipway.http.HttpException;
import dev.slipway.http.Request;
import dev.slipway.http.Response;
import dev.slipway.kubernetes.ApiException;
import dev.slipway.manifest.KubeObject;
import dev.slipway.manifest.validation.Warnings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Puts objects and errors into responses. */
final class Answers {
  private static final String JSON = "application/json";

  /** How many characters of warnings a client's headers have to hold. */
  private static final int MOST_WARNED = 4096;

  private Answers() {}

  static Response object(int status, JsonNode tree) {
    return new Response.Bytes(status, Headers.of("Content-Type", JSON), Json.bytes(tree));
  }

  static Response object(int status, JsonNode tree, List<String> warnings) {
    Headers headers = Headers.of("Content-Type", JSON);
    int left = MOST_WARNED;
    for (String warning : warnings) {
      left -= warning.length();
      if (left < 0) {
        break;
      }
      String quoted = warning.replace("\\", "\\\\").replace("\"", "\\\"");
      headers = headers.with("Warning", "299 - \"" + quoted + "\"");
    }
    return new Response.Bytes(status, headers, Json.bytes(tree));
  }

  /** An object that was written, with what its author had better know. */
  static Response written(
      int status, KubeObject object, ServedResource resource, List<String> warnings) {
    var all = new ArrayList<>(warnings);
    all.addAll(Warnings.of(object));
    return object(status, resource.toServed(object.tree()), all);
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
    return status == 404 && !(failure instanceof ApiException)
        ? Response.text(404, "404 page not found\n")
        : Encodings.inFormOf(request, error(refusal(status, failure)));
  }

  private static ApiException refusal(int status, Throwable failure) {
    if (failure instanceof ApiException e) {
      return e;
    }
    String message = String.valueOf(failure.getMessage());
    return switch (status) {
      case 401 -> new ApiException(401, "Unauthorized", "Unauthorized", Optional.empty());
      case 405 -> methodNotAllowed();
      default ->
          status < 500 && (failure instanceof HttpException || status == 400)
              ? new ApiException(status, reason(status), message, Optional.empty())
              : ApiException.internal(message);
    };
  }

  /** As Kubernetes names a status; it has no names for some. */
  private static String reason(int status) {
    return switch (status) {
      case 400 -> "BadRequest";
      case 403 -> "Forbidden";
      case 406 -> "NotAcceptable";
      case 408 -> "Timeout";
      case 413 -> "RequestEntityTooLarge";
      case 415 -> "UnsupportedMediaType";
      case 429 -> "TooManyRequests";
      default -> "";
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
