package dev.slipway.kubernetes.api;

import dev.slipway.base.InputException;
import dev.slipway.base.Json;
import dev.slipway.http.Request;
import dev.slipway.http.Response;
import dev.slipway.kubernetes.ApiException;
import dev.slipway.kubernetes.Cluster;
import dev.slipway.kubernetes.WriteOptions;
import dev.slipway.manifest.KubeObject;
import dev.slipway.manifest.patch.JsonMergePatch;
import dev.slipway.manifest.patch.JsonPatch;
import dev.slipway.manifest.patch.PatchException;
import dev.slipway.manifest.patch.StrategicMergePatch;
import dev.slipway.manifest.validation.FieldProblem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Patches: strategic merge, JSON merge and JSON patch; {@link ServerSideApply} for the fourth. */
final class PatchHandler {
  static final String APPLY = "application/apply-patch+yaml";

  /** As many as Kubernetes takes. */
  private static final int MOST_OPERATIONS = 10_000;

  private final Cluster cluster;
  private final GatedWrites gate;
  private final ServerSideApply applies;

  PatchHandler(Cluster cluster, GatedWrites gate, AccessCheck access) {
    this.cluster = cluster;
    this.applies = new ServerSideApply(cluster, gate, access);
    this.gate = gate;
  }

  /** Changes a copy of an object as the client asked. */
  @FunctionalInterface
  interface Patch {
    ObjectNode apply(ObjectNode target);
  }

  Response patch(Request request, ApiRequest api, ServedResource resource) throws IOException {
    String type = Bodies.contentType(request);
    byte[] body = Bodies.bytes(request);
    if (type.equals(APPLY)) {
      return applies.apply(request, api, resource, body);
    }
    if (request.query("force").isPresent()) {
      throw WriteParameters.invalid(
          request, FieldProblem.forbidden("force", "may not be specified for non-apply patch"));
    }
    Patch patch = parse(type, body, resource.isConverted() ? "" : resource.type().kind());
    var validation = Bodies.FieldValidation.of(request);
    var warnings = new AtomicReference<List<String>>(List.of());
    WriteOptions options = ObjectHandler.writeOptions(request);
    java.util.function.Consumer<ObjectNode> edit =
        tree -> {
          KubeObject old = KubeObject.of(tree.deepCopy());
          ObjectNode patched = patch.apply(resource.toServed(tree));
          Bodies.requireKind(patched, resource.kind());
          requireName(patched, api);
          warnings.set(check(patched, resource, validation, body, tree));
          if (api.subresource().isEmpty()) {
            gate.pass(request, resource.type(), Optional.of(old), tree);
          }
        };
    KubeObject result =
        switch (api.subresource()) {
          case "status" ->
              cluster.editStatus(resource.type(), ObjectHandler.name(api), edit, options);
          case "ephemeralcontainers" ->
              cluster.editEphemeralContainers(ObjectHandler.name(api), edit, options);
          default -> cluster.edit(resource.type(), ObjectHandler.name(api), edit, options);
        };
    return Answers.written(200, result, resource, warnings.get());
  }

  /** A patch may not make another object of one. */
  private static void requireName(ObjectNode patched, ApiRequest api) {
    String name = patched.path("metadata").path("name").asString("");
    if (!name.equals(api.name())) {
      throw ApiException.badRequest(
          "the name of the object (%s) does not match the name on the URL (%s)"
              .formatted(name, api.name()));
    }
    String namespace = patched.path("metadata").path("namespace").asString("");
    if (!namespace.equals(api.namespace())) {
      throw ApiException.badRequest(
          "the namespace of the provided object does not match the namespace sent on the request");
    }
  }

  /** Puts the checked result into {@code target}; answers what to warn of. */
  private static List<String> check(
      ObjectNode patched,
      ServedResource resource,
      Bodies.FieldValidation validation,
      byte[] body,
      ObjectNode target) {
    boolean strict = validation == Bodies.FieldValidation.STRICT;
    Bodies.Checked checked =
        Bodies.check(
            new Body(patched, new Body.Form.Message()),
            resource.kind(),
            resource.schema(),
            strict ? Bodies.FieldValidation.WARN : validation);
    var problems = new ArrayList<String>();
    if (validation != Bodies.FieldValidation.IGNORE) {
      problems.addAll(keyProblems(body));
      problems.addAll(checked.warnings());
    }
    if (strict && !problems.isEmpty()) {
      throw unknownFields(body, problems);
    }
    ObjectNode result = checked.tree();
    resource.toStored(result);
    target.removeAll();
    target.setAll(result);
    return problems;
  }

  /** What a patch says twice. */
  private static List<String> keyProblems(byte[] body) {
    boolean operations = json(body).isArray();
    return JsonKeys.problems(body, List.of()).stream()
        .map(problem -> operations ? "json patch " + problem : problem)
        .toList();
  }

  private static ApiException unknownFields(byte[] body, List<String> unknown) {
    String problem =
        "Invalid value: "
            + FieldProblem.quote(new String(body, StandardCharsets.UTF_8))
            + ": strict decoding error: "
            + String.join(", ", unknown);
    return new ApiException(
        422,
        "Invalid",
        " \"\" is invalid: patch: " + problem,
        Optional.of(
            new ApiException.Details(
                "",
                "",
                "",
                "",
                List.of(new ApiException.Cause("FieldValueInvalid", problem, "patch")),
                java.util.OptionalInt.empty())));
  }

  /**
   * @param strategicKind the kind whose merge keys apply; empty when strategic patches do not
   */
  static Patch parse(String contentType, byte[] body, String strategicKind) {
    return switch (contentType) {
      case "application/json-patch+json" -> {
        JsonPatch patch = operations(json(body));
        yield target -> object(applying(() -> patch.apply(target)));
      }
      case "application/merge-patch+json" -> {
        ObjectNode patch = object(json(body));
        yield target -> object(JsonMergePatch.apply(target, patch));
      }
      case "application/strategic-merge-patch+json" -> {
        if (strategicKind.isEmpty()) {
          throw unsupported();
        }
        ObjectNode patch = object(json(body));
        yield target ->
            applying(() -> StrategicMergePatch.ofApiServer().apply(target, patch)).orElseThrow();
      }
      default -> throw unsupported();
    };
  }

  private static ApiException unsupported() {
    return new ApiException(
        415, "UnsupportedMediaType", "415: Unsupported Media Type", Answers.empty());
  }

  private static JsonNode json(byte[] body) {
    try {
      return Json.parse(body, "patch");
    } catch (InputException e) {
      throw ApiException.badRequest("error decoding patch: " + GoJson.problem(body, e));
    }
  }

  /** A JSON patch of a bounded number of operations. */
  private static JsonPatch operations(JsonNode patch) {
    if (!patch.isArray()) {
      throw ApiException.badRequest(
          "error decoding patch: " + GoJson.noValueOf("jsonpatch.Patch", patch));
    }
    if (patch.size() > MOST_OPERATIONS) {
      throw tooLarge(
          "The allowed maximum operations in a JSON patch is %d, got %d"
              .formatted(MOST_OPERATIONS, patch.size()));
    }
    return reading(() -> JsonPatch.parse(patch));
  }

  private static ApiException tooLarge(String why) {
    return new ApiException(
        413, "RequestEntityTooLarge", "Request entity too large: " + why, Optional.empty());
  }

  private static ObjectNode object(JsonNode node) {
    if (node instanceof ObjectNode object) {
      return object;
    }
    throw ApiException.badRequest(
        "error decoding patch: " + GoJson.noValueOf("map[string]interface {}", node));
  }

  private static <T> T reading(java.util.function.Supplier<T> action) {
    try {
      return action.get();
    } catch (PatchException e) {
      throw ApiException.badRequest("error decoding patch: " + e.getMessage());
    }
  }

  private static <T> T applying(java.util.function.Supplier<T> action) {
    try {
      return action.get();
    } catch (PatchException e) {
      throw switch (e.reason()) {
        case MISSING_MERGE_KEY ->
            new ApiException(
                500, "", GoMaps.inMessage(String.valueOf(e.getMessage())), Optional.empty());
        case NOT_APPLICABLE ->
            new ApiException(
                422,
                "Invalid",
                "the server rejected our request due to an error in our request",
                Answers.empty());
        case TOO_LARGE -> tooLarge(String.valueOf(e.getMessage()));
        case MALFORMED -> ApiException.badRequest(String.valueOf(e.getMessage()));
      };
    }
  }
}
