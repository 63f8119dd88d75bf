package dev.slipway.kubernetes.api;

import dev.slipway.base.Json;
import dev.slipway.http.Request;
import dev.slipway.http.Response;
import dev.slipway.kubernetes.ApiException;
import dev.slipway.kubernetes.Cluster;
import dev.slipway.kubernetes.DeleteOptions;
import dev.slipway.kubernetes.DeleteOutcome;
import dev.slipway.kubernetes.ResourceType;
import dev.slipway.kubernetes.WriteOptions;
import dev.slipway.manifest.KubeObject;
import dev.slipway.manifest.ObjectName;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Single objects: get, create, update, delete; and the deletion of many. */
final class ObjectHandler {
  private final Cluster cluster;
  private final TableWriter tables;
  private final ListHandler lists;
  private final GatedWrites gate;
  private final AccessCheck access;

  ObjectHandler(
      Cluster cluster,
      TableWriter tables,
      ListHandler lists,
      GatedWrites gate,
      AccessCheck access) {
    this.access = access;
    this.cluster = cluster;
    this.tables = tables;
    this.lists = lists;
    this.gate = gate;
  }

  static ObjectName name(ApiRequest api) {
    return new ObjectName(api.namespace(), api.name());
  }

  static WriteOptions writeOptions(Request request) {
    return WriteParameters.of(request);
  }

  Response get(Request request, ApiRequest api, ServedResource resource) {
    Representation form = Representation.of(request);
    return shown(request, resource, cluster.get(resource.type(), name(api)), form);
  }

  private Response shown(
      Request request, ServedResource resource, KubeObject object, Representation form) {
    if (!form.isTable()) {
      return Answers.object(200, resource.toServed(object.tree()));
    }
    ObjectNode metadata = Json.MAPPER.createObjectNode();
    metadata.put("resourceVersion", object.resourceVersion());
    return Answers.object(
        200,
        tables.table(
            resource, List.of(object), metadata, form, ListHandler.includeObject(request)));
  }

  Response create(Request request, ApiRequest api, ServedResource resource) throws IOException {
    Bodies.Checked body = body(request, resource);
    ObjectNode tree = body.tree();
    place(tree, api, resource);
    if (resource.conversion() instanceof EventConversion) {
      EventConversion.requireComplete(tree);
    }
    resource.toStored(tree);
    gate.pass(request, resource.type(), Optional.empty(), tree);
    KubeObject created =
        cluster.create(resource.type(), KubeObject.of(tree), writeOptions(request));
    return Answers.written(201, created, resource, body.warnings());
  }

  Response update(Request request, ApiRequest api, ServedResource resource) throws IOException {
    Bodies.Checked body = body(request, resource);
    ObjectNode tree = body.tree();
    place(tree, api, resource);
    String name = tree.path("metadata").path("name").asString("");
    if (!name.equals(api.name())) {
      throw ApiException.badRequest(
          "the name of the object ("
              + name
              + ") does not match the name on the URL ("
              + api.name()
              + ")");
    }
    resource.toStored(tree);
    KubeObject wanted = KubeObject.of(tree);
    WriteOptions options = writeOptions(request);
    if (isMade(wanted, api, resource)) {
      access.require(request.principal(), api.with("create"));
      gate.pass(request, resource.type(), Optional.empty(), tree);
      KubeObject made = cluster.create(resource.type(), KubeObject.of(tree), options);
      return Answers.written(201, made, resource, body.warnings());
    }
    KubeObject updated =
        switch (api.subresource()) {
          case "status" -> cluster.updateStatus(resource.type(), wanted, options);
          case "ephemeralcontainers" ->
              cluster.editEphemeralContainers(name(api), present -> put(present, tree), options);
          default -> replace(request, resource, wanted, options);
        };
    return Answers.written(200, updated, resource, body.warnings());
  }

  private boolean isMade(KubeObject wanted, ApiRequest api, ServedResource resource) {
    return api.subresource().isEmpty()
        && resource.type().has(ResourceType.Trait.MADE_BY_UPDATE)
        && wanted.resourceVersion().isEmpty()
        && cluster.find(resource.type(), name(api)).isEmpty();
  }

  private static void put(ObjectNode present, ObjectNode wanted) {
    present.removeAll();
    present.setAll(wanted.deepCopy());
  }

  private KubeObject replace(
      Request request, ServedResource resource, KubeObject wanted, WriteOptions options) {
    if (!GatedWrites.covers(resource.type())) {
      return cluster.update(resource.type(), wanted, options);
    }
    // Decided on the state that is replaced, as often as that changes meanwhile.
    return cluster.edit(
        resource.type(),
        wanted.objectName(),
        tree -> {
          KubeObject old = KubeObject.of(tree.deepCopy());
          tree.removeAll();
          tree.setAll(wanted.copy());
          gate.pass(request, resource.type(), Optional.of(old), tree);
        },
        options);
  }

  private static Bodies.Checked body(Request request, ServedResource resource) throws IOException {
    var validation = Bodies.FieldValidation.of(request);
    Body raw = Bodies.object(request, resource.kind().kind());
    Bodies.requireKind(raw.tree(), resource.kind());
    return Bodies.check(raw, resource.kind(), resource.schema(), validation);
  }

  /** An object may leave its namespace out, but not contradict the URL. */
  static void place(ObjectNode tree, ApiRequest api, ServedResource resource) {
    ObjectNode metadata = tree.withObject("/metadata");
    if (!resource.type().isNamespaced()) {
      metadata.remove("namespace");
      return;
    }
    if (api.namespace().isEmpty()) {
      throw Answers.methodNotAllowed();
    }
    String stated = metadata.path("namespace").asString("");
    if (!stated.isEmpty() && !stated.equals(api.namespace())) {
      throw ApiException.badRequest(
          "the namespace of the provided object does not match the namespace sent on the request");
    }
    metadata.put("namespace", api.namespace());
  }

  Response delete(Request request, ApiRequest api, ServedResource resource) throws IOException {
    DeleteOutcome outcome = cluster.delete(resource.type(), name(api), deleteOptions(request));
    return deleted(outcome, resource);
  }

  static Response deleted(DeleteOutcome outcome, ServedResource resource) {
    return switch (outcome) {
      case DeleteOutcome.Removed(KubeObject last) ->
          Answers.object(
              200,
              Answers.success(
                  last.name(), resource.kind().group(), resource.type().plural(), last.uid()));
      case DeleteOutcome.Pending(KubeObject waiting) ->
          Answers.object(200, resource.toServed(waiting.tree()));
    };
  }

  Response deleteAll(Request request, ApiRequest api, ServedResource resource) throws IOException {
    DeleteOptions options = deleteOptions(request);
    var gone = new ArrayList<KubeObject>();
    for (KubeObject object : lists.selected(request, api, resource).items()) {
      try {
        gone.add(
            cluster
                .delete(resource.type(), object.objectName(), options.onlyUid(object.uid()))
                .object());
      } catch (ApiException e) {
        if (!e.isNotFound() && !e.isConflict()) {
          throw e;
        }
        // somebody else deleted or replaced it meanwhile: it was not ours to delete
      }
    }
    ObjectNode list = Json.MAPPER.createObjectNode();
    list.put("kind", resource.kind().kind() + "List");
    list.put("apiVersion", resource.kind().apiVersion());
    list.putObject("metadata").put("resourceVersion", Long.toString(cluster.version()));
    ArrayNode items = list.putArray("items");
    gone.forEach(o -> items.add(resource.toServed(o.tree())));
    return Answers.object(200, list);
  }

  /** From the body, and from the query for what the body leaves out. */
  static DeleteOptions deleteOptions(Request request) throws IOException {
    return DeleteParameters.of(request, Bodies.optional(request, DeleteParameters.KIND));
  }
}
