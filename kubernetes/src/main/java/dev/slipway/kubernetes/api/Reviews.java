package dev.slipway.kubernetes.api;

import dev.slipway.base.Json;
import dev.slipway.http.Authorizer;
import dev.slipway.http.Principal;
import dev.slipway.http.Request;
import dev.slipway.http.Response;
import java.io.IOException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Answers "may I?" and "who am I?". */
final class Reviews {
  private final AccessCheck access;

  Reviews(AccessCheck access) {
    this.access = access;
  }

  Response answer(Request request, ReviewResource resource) throws IOException {
    ObjectNode review = Bodies.object(request, resource.kind().kind());
    Bodies.requireKind(review, resource.kind());
    ObjectNode answer = Json.MAPPER.createObjectNode();
    answer.put("kind", resource.kind().kind()).put("apiVersion", resource.kind().apiVersion());
    answer.putObject("metadata").putNull("creationTimestamp");
    if (resource.equals(ReviewResource.WHO_AM_I)) {
      whoAmI(request.principal(), answer.putObject("status"));
    } else {
      answer.set("spec", review.path("spec"));
      mayI(request.principal(), review.path("spec"), answer.putObject("status"));
    }
    return Answers.object(201, answer);
  }

  private static void whoAmI(Principal principal, ObjectNode status) {
    ObjectNode user = status.putObject("userInfo").put("username", principal.name());
    ArrayNode groups = user.putArray("groups");
    principal.groups().stream().sorted().forEach(groups::add);
  }

  private void mayI(Principal principal, JsonNode spec, ObjectNode status) {
    JsonNode asked = spec.path("resourceAttributes");
    if (!asked.isObject()) {
      boolean known = !principal.isAnonymous();
      status.put("allowed", known);
      status.put("reason", known ? "every user may read the API's description" : "log in first");
      return;
    }
    var decision =
        access.decide(
            principal,
            new ApiRequest(
                asked.path("verb").asString(""),
                asked.path("group").asString(""),
                asked.path("version").asString(""),
                asked.path("namespace").asString(""),
                asked.path("resource").asString(""),
                asked.path("name").asString(""),
                asked.path("subresource").asString("")));
    switch (decision) {
      case Authorizer.Decision.Allowed(String reason) ->
          status.put("allowed", true).put("reason", reason);
      case Authorizer.Decision.Denied(String reason) ->
          status.put("allowed", false).put("reason", reason);
    }
  }
}
