package dev.slipway.kubernetes.api;

import dev.slipway.http.Request;
import dev.slipway.http.Response;
import dev.slipway.kubernetes.ApiException;
import dev.slipway.kubernetes.Applied;
import dev.slipway.kubernetes.Cluster;
import dev.slipway.kubernetes.WriteOptions;
import dev.slipway.manifest.KubeObject;
import dev.slipway.manifest.ownership.FieldManagement.Conflicts;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/** Apply patches: a configuration in YAML or JSON that states what its manager wants. */
final class ServerSideApply {
  private final Cluster cluster;
  private final GatedWrites gate;
  private final AccessCheck access;

  ServerSideApply(Cluster cluster, GatedWrites gate, AccessCheck access) {
    this.cluster = cluster;
    this.gate = gate;
    this.access = access;
  }

  Response apply(Request request, ApiRequest api, ServedResource resource, byte[] body) {
    requireManager(request);
    var validation = Bodies.FieldValidation.of(request);
    Body read = Bodies.yaml(body, resource.kind().kind());
    Bodies.requireKind(read.tree(), resource.kind());
    requireDistinct(read, validation);
    Bodies.Checked checked =
        Bodies.check(
            read.withoutForm(), resource.kind(), resource.schema(), Bodies.FieldValidation.WARN);
    ObjectNode wanted = checked.tree();
    place(wanted, api, resource);
    requireKnown(KubeObject.of(wanted), checked.warnings());
    resource.toStored(wanted);
    WriteOptions options = ObjectHandler.writeOptions(request).through(api.subresource());
    Applied applied =
        cluster.apply(
            resource.type(),
            KubeObject.of(wanted),
            options,
            conflicts(request),
            (live, next) -> {
              if (live.isEmpty()) {
                access.require(request.principal(), api.with("create"));
              }
              if (api.subresource().isEmpty()) {
                gate.pass(request, resource.type(), live, next);
              }
            });
    int status = applied.how() == Applied.How.CREATED ? 201 : 200;
    return Answers.written(
        status,
        applied.object(),
        resource,
        validation == Bodies.FieldValidation.IGNORE ? List.of() : read.problems(List.of()));
  }

  /** Whether the last of several equal keys may count. */
  private static void requireDistinct(Body read, Bodies.FieldValidation validation) {
    if (validation == Bodies.FieldValidation.STRICT && !read.problems(List.of()).isEmpty()) {
      throw ApiException.badRequest(
          "error strict decoding YAML: error converting YAML to JSON: " + read.refusal(List.of()));
    }
  }

  static Conflicts conflicts(Request request) {
    return WriteParameters.isSet(request, "force") ? Conflicts.TAKE_OVER : Conflicts.REFUSE;
  }

  private static void place(ObjectNode tree, ApiRequest api, ServedResource resource) {
    ObjectNode metadata = tree.withObject("/metadata");
    if (!metadata.path("managedFields").isEmpty()) {
      throw ApiException.badRequest("metadata.managedFields must be nil");
    }
    String name = metadata.path("name").asString("");
    if (!name.isEmpty() && !name.equals(api.name())) {
      throw ApiException.badRequest(
          "the name of the object (%s) does not match the name on the URL (%s)"
              .formatted(name, api.name()));
    }
    metadata.put("name", api.name());
    ObjectHandler.place(tree, api, resource);
  }

  /** A configuration cannot own a field that its kind does not have, whatever is asked for. */
  private static void requireKnown(KubeObject applied, List<String> unknown) {
    if (!unknown.isEmpty()) {
      String problem =
          unknown.stream()
              .map(w -> "." + w.replace("unknown field \"", "").replace("\"", ""))
              .map(field -> field + ": field not declared in schema")
              .collect(Collectors.joining("\n  ", unknown.size() > 1 ? "errors:\n  " : "", ""));
      throw ApiException.contradictory(applied, problem);
    }
  }

  static void requireManager(Request request) {
    if (request.query("fieldManager").orElse("").isEmpty()) {
      throw managerMissing();
    }
  }

  private static ApiException managerMissing() {
    String problem = "Required value: is required for apply patch";
    return new ApiException(
        422,
        "Invalid",
        "PatchOptions.meta.k8s.io \"\" is invalid: fieldManager: " + problem,
        Optional.of(
            new ApiException.Details(
                "",
                "meta.k8s.io",
                "PatchOptions",
                "",
                List.of(new ApiException.Cause("FieldValueRequired", problem, "fieldManager")),
                OptionalInt.empty())));
  }
}
