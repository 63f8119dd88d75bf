package dev.slipway.kubernetes.api;

import dev.slipway.base.Json;
import dev.slipway.http.Authorizer;
import dev.slipway.http.Principal;
import dev.slipway.http.Request;
import dev.slipway.http.Response;
import dev.slipway.kubernetes.ApiException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Answers "may I?" and "who am I?". */
final class Reviews {
  private static final List<String> VERBS =
      List.of("get", "list", "watch", "create", "update", "patch", "delete");

  /**
   * What the attributes of a user begin with that Kubernetes calls extra; a line for each value.
   */
  static final String EXTRA = "extra/";

  private final AccessCheck access;
  private final ServiceAccountTokens tokens;

  Reviews(AccessCheck access, ServiceAccountTokens tokens) {
    this.access = access;
    this.tokens = tokens;
  }

  /**
   * Answers the question in the body.
   *
   * @param namespace of the path; empty without one
   */
  Response answer(Request request, ReviewResource resource, String namespace) throws IOException {
    Body body = Bodies.object(request, resource.kind().kind());
    Bodies.requireKind(body.tree(), resource.kind());
    ObjectNode review =
        Bodies.check(body, resource.kind(), resource.schema(), Bodies.FieldValidation.of(request))
            .tree();
    ObjectNode answer = Json.MAPPER.createObjectNode();
    answer.put("kind", resource.kind().kind()).put("apiVersion", resource.kind().apiVersion());
    answer.putObject("metadata").putNull("creationTimestamp");
    if (resource.equals(ReviewResource.WHO_AM_I)) {
      whoAmI(request.principal(), answer.putObject("status"));
    } else if (resource.equals(ReviewResource.RULES)) {
      answer.set("spec", review.path("spec"));
      whatMayI(
          request.principal(),
          review.path("spec").path("namespace").asString("default"),
          answer.putObject("status"));
    } else if (resource.equals(ReviewResource.TOKEN)) {
      answer.set("spec", review.path("spec"));
      whose(review.path("spec"), answer.putObject("status"));
    } else {
      JsonNode spec = review.path("spec");
      answer.set("spec", spec);
      requireQuestion(spec, resource);
      requireNamespace(spec, namespace);
      Principal who = resource.aboutOneself() ? request.principal() : subject(spec);
      mayI(who, spec, answer.putObject("status"));
    }
    return Answers.object(201, answer);
  }

  private static void requireNamespace(JsonNode spec, String namespace) {
    String asked = spec.path("resourceAttributes").path("namespace").asString("");
    if (!namespace.isEmpty() && !asked.equals(namespace)) {
      throw ApiException.badRequest(
          "spec.resourceAttributes.namespace must match namespace: "
              + namespace
              + ", not \""
              + asked
              + "\"");
    }
  }

  /** One thing is asked about, and about somebody. */
  private static void requireQuestion(JsonNode spec, ReviewResource resource) {
    boolean aboutResource = spec.path("resourceAttributes").isObject();
    boolean aboutPath = spec.path("nonResourceAttributes").isObject();
    var problems = new ArrayList<ApiException.Cause>();
    if (aboutResource && aboutPath) {
      problems.add(
          invalid(
              "spec.nonResourceAttributes",
              "\"\"",
              "cannot be specified in combination with resourceAttributes"));
    } else if (!aboutResource && !aboutPath) {
      problems.add(
          invalid(
              "spec.resourceAttributes",
              "null",
              "exactly one of nonResourceAttributes or resourceAttributes must be specified"));
    }
    if (!resource.aboutOneself()
        && spec.path("user").asString("").isEmpty()
        && spec.path("groups").isEmpty()) {
      problems.add(invalid("spec.user", "\"\"", "at least one of user or group must be specified"));
    }
    if (!problems.isEmpty()) {
      throw ApiException.invalid(resource.kind(), "", problems);
    }
  }

  private static ApiException.Cause invalid(String field, String value, String why) {
    return new ApiException.Cause(
        "FieldValueInvalid", "Invalid value: " + value + ": " + why, field);
  }

  private static Principal subject(JsonNode spec) {
    var groups = new TreeSet<String>();
    spec.path("groups").forEach(g -> groups.add(g.asString("")));
    return new Principal(spec.path("user").asString(""), groups);
  }

  /** Says whose token it is. */
  private void whose(JsonNode spec, ObjectNode status) {
    var audiences = new ArrayList<String>();
    spec.path("audiences").forEach(a -> audiences.add(a.asString("")));
    var found = tokens.recognise(spec.path("token").asString(""), audiences);
    if (found.isEmpty()) {
      status.put("authenticated", false);
      status.put("error", "the token is none of a service account here, or has ended");
      return;
    }
    status.put("authenticated", true);
    describe(found.get().principal(), status.putObject("user"));
    ArrayNode accepted = status.putArray("audiences");
    found.get().audiences().forEach(accepted::add);
  }

  private static void whoAmI(Principal principal, ObjectNode status) {
    describe(principal, status.putObject("userInfo"));
  }

  /** A user as reviews show one: its extra facts are those whose names are qualified. */
  private static void describe(Principal principal, ObjectNode user) {
    user.put("username", principal.name());
    principal.attribute("uid").ifPresent(uid -> user.put("uid", uid));
    ArrayNode groups = user.putArray("groups");
    principal.groups().stream().sorted().forEach(groups::add);
    new TreeMap<>(principal.attributes())
        .forEach((name, value) -> {
          if (name.startsWith(EXTRA)) {
            ArrayNode values = user.withObjectProperty("extra").putArray(extraName(name));
            value.lines().forEach(values::add);
          }
        });
  }

  private static String extraName(String attribute) {
    return attribute.substring(EXTRA.length());
  }

  /** Asks for every verb of every kind; permissions on single objects are not in the answer. */
  private void whatMayI(Principal principal, String namespace, ObjectNode status) {
    ArrayNode rules = status.putArray("resourceRules");
    for (ReviewResource review : ReviewResource.ALL) {
      if (review.aboutOneself()) {
        ObjectNode rule = rules.addObject();
        rule.putArray("verbs").add("create");
        rule.putArray("apiGroups").add(review.kind().group());
        rule.putArray("resources").add(review.plural());
      }
    }
    for (ServedResource resource : ServedResource.ALL) {
      List<String> allowed =
          VERBS.stream().filter(v -> mayI(principal, namespace, resource, v)).toList();
      if (!allowed.isEmpty()) {
        ObjectNode rule = rules.addObject();
        ArrayNode verbs = rule.putArray("verbs");
        allowed.forEach(verbs::add);
        rule.putArray("apiGroups").add(resource.kind().group());
        rule.putArray("resources").add(resource.type().plural());
      }
    }
    ObjectNode open = status.putArray("nonResourceRules").addObject();
    open.putArray("verbs").add("get");
    ArrayNode paths = open.putArray("nonResourceURLs");
    List.of("/api", "/apis", "/healthz", "/livez", "/openapi", "/readyz", "/version")
        .forEach(paths::add);
    status.put("incomplete", false);
  }

  private boolean mayI(
      Principal principal, String namespace, ServedResource resource, String verb) {
    var asked =
        new ApiRequest(
            verb,
            resource.kind().group(),
            resource.kind().version(),
            resource.type().isNamespaced() ? namespace : "",
            resource.type().plural(),
            "",
            "");
    return access.decide(principal, asked) instanceof Authorizer.Decision.Allowed;
  }

  private void mayI(Principal principal, JsonNode spec, ObjectNode status) {
    JsonNode asked = spec.path("resourceAttributes");
    JsonNode path = spec.path("nonResourceAttributes");
    var decision =
        asked.isObject()
            ? access.decide(principal, question(asked))
            : access.decidePath(
                principal, path.path("verb").asString(""), path.path("path").asString(""));
    switch (decision) {
      case Authorizer.Decision.Allowed(String reason) ->
          status.put("allowed", true).put("reason", reason);
      case Authorizer.Decision.Denied(String reason) ->
          status.put("allowed", false).put("reason", reason);
    }
  }

  private static ApiRequest question(JsonNode asked) {
    return new ApiRequest(
        asked.path("verb").asString(""),
        asked.path("group").asString(""),
        asked.path("version").asString(""),
        asked.path("namespace").asString(""),
        asked.path("resource").asString(""),
        asked.path("name").asString(""),
        asked.path("subresource").asString(""));
  }
}
