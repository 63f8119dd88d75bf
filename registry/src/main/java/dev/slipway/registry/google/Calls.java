package dev.slipway.registry.google;

import dev.slipway.base.Json;
import dev.slipway.http.Authorizer;
import dev.slipway.http.HttpException;
import dev.slipway.http.Permission;
import dev.slipway.http.Request;
import dev.slipway.http.Response;
import dev.slipway.http.google.GoogleAccess;
import dev.slipway.http.google.GoogleException;
import dev.slipway.http.google.GoogleException.Status;
import dev.slipway.registry.RepositoryPath;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What all handlers of this API share: authorising, names, bodies, pages. */
final class Calls {
  private static final int MAX_BODY = 1 << 20;
  private static final int MAX_PAGE = 1_000;
  private static final String SERVICE = "artifactregistry.";
  private static final String TYPES = "type.googleapis.com/";

  private final Authorizer authorizer;
  private final UnaryOperator<String> projects;

  Calls(Authorizer authorizer, UnaryOperator<String> projects) {
    this.authorizer = authorizer;
    this.projects = projects;
  }

  /** The project of the request by its id, whether it was named by id or by number. */
  String project(Request request) {
    return projects.apply(request.parameter("project"));
  }

  RepositoryPath repository(Request request) {
    return new RepositoryPath(
        project(request), request.parameter("location"), request.parameter("repository"));
  }

  /** Refuses when the caller may not do {@code action} to the repository. */
  void require(Request request, String action, RepositoryPath repository) {
    require(request, new Permission(SERVICE + action, repository.toString()));
  }

  /** Refuses when the caller may not do {@code action} to everything in a place. */
  void require(Request request, String action, String place) {
    require(request, new Permission(SERVICE + action, place));
  }

  private void require(Request request, Permission permission) {
    GoogleAccess.require(authorizer, request, permission);
  }

  /** The body; an empty object when there is none. */
  static JsonNode body(Request request) throws IOException {
    byte[] body = request.body().readNBytes(MAX_BODY + 1);
    if (body.length > MAX_BODY) {
      throw new HttpException(413, "the request is longer than " + MAX_BODY + " bytes");
    }
    JsonNode json =
        body.length == 0 ? Json.MAPPER.createObjectNode() : Json.parse(body, "request body");
    if (!json.isObject()) {
      throw new GoogleException(Status.INVALID_ARGUMENT, "the request body is not a JSON object");
    }
    return json;
  }

  /** One page of a list, as {@code pageSize} and {@code pageToken} ask for it. */
  static Response page(Request request, String field, List<? extends JsonNode> all) {
    int from = number(request, "pageToken", 0);
    int size = Math.min(MAX_PAGE, number(request, "pageSize", MAX_PAGE));
    int wanted = size == 0 ? MAX_PAGE : size;
    int start = Math.min(from, all.size());
    int end = Math.min(all.size(), start + wanted);
    var answer = Json.MAPPER.createObjectNode();
    if (start < end) {
      answer.putArray(field).addAll(List.copyOf(all.subList(start, end)));
    }
    if (end < all.size()) {
      answer.put("nextPageToken", Integer.toString(end));
    }
    return Response.json(200, answer);
  }

  private static int number(Request request, String name, int other) {
    String text = request.query(name).orElse("");
    if (text.isEmpty()) {
      return other;
    }
    try {
      int number = Integer.parseInt(text);
      if (number >= 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw new GoogleException(
          Status.INVALID_ARGUMENT, name + " '" + text + "' is not one of this server");
    }
    throw new GoogleException(Status.INVALID_ARGUMENT, name + " is negative");
  }

  /** A long-running operation, which has ended when it is answered. */
  static Response done(RepositoryPath repository, String type, ObjectNode response) {
    var answer =
        Json.MAPPER
            .createObjectNode()
            .put(
                "name",
                "projects/"
                    + repository.project()
                    + "/locations/"
                    + repository.location()
                    + "/operations/"
                    + UUID.randomUUID())
            .put("done", true);
    var typed = Json.MAPPER.createObjectNode().put("@type", TYPES + type);
    typed.setAll(response);
    answer.set("response", typed);
    return Response.json(200, answer);
  }

  /** An operation that answers nothing. */
  static Response done(RepositoryPath repository) {
    return done(repository, "google.protobuf.Empty", Json.MAPPER.createObjectNode());
  }
}
