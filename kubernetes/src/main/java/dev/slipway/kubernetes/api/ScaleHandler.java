package dev.slipway.kubernetes.api;

import dev.slipway.base.Json;
import dev.slipway.http.Request;
import dev.slipway.http.Response;
import dev.slipway.kubernetes.ApiException;
import dev.slipway.kubernetes.Cluster;
import dev.slipway.manifest.GroupVersionKind;
import dev.slipway.manifest.KubeObject;
import dev.slipway.manifest.LabelSelector;
import dev.slipway.manifest.types.KindTable;
import dev.slipway.manifest.types.MessageType;
import java.io.IOException;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The scale subresource: replicas alone, in the same form for every kind that has them. */
final class ScaleHandler {
  private static final GroupVersionKind SCALE = new GroupVersionKind("autoscaling", "v1", "Scale");
  private static final TableColumns COLUMNS =
      TableColumns.columns(
          "Name|Desired#|Available#|Age",
          (scale, now) ->
              List.of(
                  scale.name(),
                  scale.spec().path("replicas").asInt(0),
                  scale.status().path("replicas").asInt(0),
                  SimpleCells.age(scale, now)));

  private final Cluster cluster;
  private final TableWriter tables;

  ScaleHandler(Cluster cluster) {
    this.cluster = cluster;
    this.tables = new TableWriter(cluster.clock());
  }

  Response get(Request request, ApiRequest api, ServedResource resource) {
    ObjectNode scale = scale(cluster.get(resource.type(), ObjectHandler.name(api)).tree());
    Representation form = Representation.of(request);
    if (!form.isTable()) {
      return Answers.object(200, scale);
    }
    KubeObject shown = KubeObject.of(scale);
    ObjectNode metadata = Json.MAPPER.createObjectNode();
    metadata.put("resourceVersion", shown.resourceVersion());
    String include = ListHandler.includeObject(request);
    return Answers.object(200, tables.table(COLUMNS, List.of(shown), metadata, form, include));
  }

  Response update(Request request, ApiRequest api, ServedResource resource) throws IOException {
    Body body = Bodies.object(request, SCALE.kind());
    ObjectNode wanted = checked(body, Bodies.FieldValidation.of(request));
    String name = wanted.path("metadata").path("name").asString("");
    if (!name.equals(api.name())) {
      throw ApiException.badRequest(
          "the name of the object (%s) does not match the name on the URL (%s)"
              .formatted(name, api.name()));
    }
    return write(request, api, resource, target -> wanted);
  }

  Response patch(Request request, ApiRequest api, ServedResource resource) throws IOException {
    var patch =
        PatchHandler.parse(Bodies.contentType(request), Bodies.bytes(request), SCALE.kind());
    var validation = Bodies.FieldValidation.of(request);
    return write(
        request,
        api,
        resource,
        target -> checked(new Body(patch.apply(target), new Body.Form.Message()), validation));
  }

  /** Owns the replicas alone, as the manager of an apply patch that went through here. */
  Response apply(Request request, ApiRequest api, ServedResource resource) throws IOException {
    ServerSideApply.requireManager(request);
    Body body = Bodies.yaml(Bodies.bytes(request), SCALE.kind());
    JsonNode replicas =
        checked(body, Bodies.FieldValidation.of(request)).path("spec").path("replicas");
    KubeObject stated =
        KubeObject.create(
            resource.type().groupVersionKind(),
            ObjectHandler.name(api),
            tree -> {
              if (replicas.isNumber()) {
                requirePositive(api, replicas.asInt());
                tree.putObject("spec").set("replicas", replicas);
              }
            });
    KubeObject result =
        cluster
            .apply(
                resource.type(),
                stated,
                ObjectHandler.writeOptions(request).through("scale"),
                ServerSideApply.conflicts(request),
                (live, next) -> {
                  if (live.isEmpty()) {
                    cluster.get(resource.type(), ObjectHandler.name(api));
                  }
                })
            .object();
    return Answers.object(200, scale(result.tree()));
  }

  private static void requirePositive(ApiRequest api, int replicas) {
    if (replicas < 0) {
      throw negative(api, replicas);
    }
  }

  private static ObjectNode checked(Body body, Bodies.FieldValidation validation) {
    Bodies.requireKind(body.tree(), SCALE);
    MessageType schema =
        KindTable.get()
            .kind(SCALE)
            .orElseThrow(() -> new IllegalStateException(SCALE + " is not in the table of kinds"));
    return Bodies.check(body, SCALE, schema, validation).tree();
  }

  private Response write(
      Request request, ApiRequest api, ServedResource resource, PatchHandler.Patch patch) {
    KubeObject result =
        cluster.edit(
            resource.type(),
            ObjectHandler.name(api),
            tree -> {
              ObjectNode wanted = patch.apply(scale(tree));
              ObjectNode metadata = tree.withObject("/metadata");
              JsonNode version = wanted.path("metadata").path("resourceVersion");
              if (version.isString() && !version.asString("").isEmpty()) {
                metadata.set("resourceVersion", version);
              }
              int replicas = wanted.path("spec").path("replicas").asInt(0);
              requirePositive(api, replicas);
              tree.withObject("/spec").put("replicas", replicas);
            },
            ObjectHandler.writeOptions(request).through("scale"));
    return Answers.object(200, scale(result.tree()));
  }

  private static ApiException negative(ApiRequest api, int replicas) {
    return ApiException.invalid(
        SCALE,
        api.name(),
        List.of(
            new ApiException.Cause(
                "FieldValueInvalid",
                "Invalid value: " + replicas + ": must be greater than or equal to 0",
                "spec.replicas")));
  }

  private static ObjectNode scale(ObjectNode owner) {
    ObjectNode scale = Json.MAPPER.createObjectNode();
    scale.put("kind", SCALE.kind()).put("apiVersion", SCALE.apiVersion());
    ObjectNode metadata = scale.putObject("metadata");
    for (String field :
        List.of("name", "namespace", "uid", "resourceVersion", "creationTimestamp")) {
      JsonNode value = owner.path("metadata").get(field);
      if (value != null) {
        metadata.set(field, value);
      }
    }
    JsonNode spec = owner.path("spec");
    scale.putObject("spec").put("replicas", spec.path("replicas").asInt(0));
    scale
        .putObject("status")
        .put("replicas", owner.path("status").path("replicas").asInt(0))
        .put("selector", LabelSelector.of(spec.path("selector")).toString());
    return scale;
  }
}
