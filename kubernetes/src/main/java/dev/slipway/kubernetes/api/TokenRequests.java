package dev.slipway.kubernetes.api;

import dev.slipway.base.Json;
import dev.slipway.http.Request;
import dev.slipway.http.Response;
import dev.slipway.kubernetes.ApiException;
import dev.slipway.kubernetes.Cluster;
import dev.slipway.kubernetes.ResourceType;
import dev.slipway.manifest.GroupVersionKind;
import dev.slipway.manifest.KubeObject;
import dev.slipway.manifest.ObjectName;
import dev.slipway.manifest.Timestamps;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The subresource {@code serviceaccounts/token}. */
final class TokenRequests {
  private static final GroupVersionKind KIND =
      new GroupVersionKind("authentication.k8s.io", "v1", "TokenRequest");
  private static final long SECONDS = 3600;
  private static final long LEAST = 600;
  private static final long MOST = 1L << 32;

  private final Cluster cluster;
  private final ServiceAccountTokens tokens;

  TokenRequests(Cluster cluster, ServiceAccountTokens tokens) {
    this.cluster = cluster;
    this.tokens = tokens;
  }

  Response answer(Request request, ApiRequest api) throws IOException {
    JsonNode spec = Bodies.optional(request, KIND).path("spec");
    KubeObject account = cluster.get(ResourceType.SERVICE_ACCOUNTS, ObjectHandler.name(api));
    var audiences = new ArrayList<String>();
    spec.path("audiences").forEach(a -> audiences.add(a.asString("")));
    long seconds = seconds(spec.path("expirationSeconds"));
    Optional<KubeObject> bound = bound(spec.path("boundObjectRef"), account.namespace());
    var token = tokens.mint(new ServiceAccountTokens.Wanted(account, audiences, seconds, bound));
    return Answers.object(201, describe(api, spec, seconds, token));
  }

  private static ObjectNode describe(
      ApiRequest api, JsonNode spec, long seconds, ServiceAccountTokens.Token token) {
    ObjectNode answer = Json.MAPPER.createObjectNode();
    answer.put("kind", KIND.kind()).put("apiVersion", KIND.apiVersion());
    answer
        .putObject("metadata")
        .put("name", api.name())
        .put("namespace", api.namespace())
        .putNull("creationTimestamp");
    ObjectNode asked = answer.putObject("spec");
    if (spec instanceof ObjectNode given) {
      asked.setAll(given);
    }
    asked.put("expirationSeconds", seconds);
    answer
        .putObject("status")
        .put("token", token.value())
        .put("expirationTimestamp", Timestamps.seconds(token.expires()));
    return answer;
  }

  private static long seconds(JsonNode wanted) {
    long seconds = wanted.asLong(SECONDS);
    if (seconds < LEAST || seconds > MOST) {
      throw ApiException.invalid(
          KIND,
          "",
          List.of(
              new ApiException.Cause(
                  "FieldValueInvalid",
                  "Invalid value: "
                      + seconds
                      + (seconds < LEAST
                          ? ": may not specify a duration less than 10 minutes"
                          : ": may not specify a duration larger than 2^32 seconds"),
                  "spec.expirationSeconds")));
    }
    return seconds;
  }

  private Optional<KubeObject> bound(JsonNode reference, String namespace) {
    if (!reference.isObject()) {
      return Optional.empty();
    }
    String kind = reference.path("kind").asString("");
    ResourceType type =
        switch (kind) {
          case "Pod" -> ResourceType.PODS;
          case "Secret" -> ResourceType.SECRETS;
          default ->
              throw ApiException.badRequest(
                  "cannot bind token to object of type " + kind + ": Pod and Secret are served");
        };
    String name = reference.path("name").asString("");
    KubeObject object = cluster.get(type, new ObjectName(namespace, name));
    String uid = reference.path("uid").asString("");
    if (!uid.isEmpty() && !uid.equals(object.uid())) {
      throw ApiException.conflict(
          type,
          name,
          "the UID in the bound object reference (%s) does not match the UID in record. The object"
                  .formatted(uid)
              + " might have been deleted and then recreated");
    }
    return Optional.of(object);
  }
}
