package dev.slipway.kubernetes.api;

import dev.slipway.base.Json;
import dev.slipway.manifest.KubeObject;
import java.time.Clock;
import java.util.List;
import java.util.function.UnaryOperator;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes objects as rows and columns. */
final class TableWriter {
  private final Clock clock;

  TableWriter(Clock clock) {
    this.clock = clock;
  }

  /**
   * A table of objects.
   *
   * @param includeObject {@code Object}, {@code Metadata} or {@code None}: what a row carries along
   */
  ObjectNode table(
      ServedResource resource,
      List<KubeObject> objects,
      ObjectNode metadata,
      Representation form,
      String includeObject) {
    return table(
        TableColumns.of(resource.type()),
        objects,
        resource::toServed,
        metadata,
        form,
        includeObject);
  }

  /** As above, of objects that are stored as they are shown. */
  ObjectNode table(
      TableColumns columns,
      List<KubeObject> objects,
      ObjectNode metadata,
      Representation form,
      String includeObject) {
    return table(columns, objects, tree -> tree, metadata, form, includeObject);
  }

  private ObjectNode table(
      TableColumns columns,
      List<KubeObject> objects,
      UnaryOperator<ObjectNode> served,
      ObjectNode metadata,
      Representation form,
      String includeObject) {
    ObjectNode table = Json.MAPPER.createObjectNode();
    table.put("kind", "Table").put("apiVersion", form.tableVersion());
    table.set("metadata", metadata);
    ArrayNode definitions = table.putArray("columnDefinitions");
    columns.definitions().forEach(c -> c.write(definitions.addObject()));
    ArrayNode rows = table.putArray("rows");
    for (KubeObject object : objects) {
      ObjectNode row = rows.addObject();
      ArrayNode cells = row.putArray("cells");
      for (Object cell : columns.cells().of(object, clock.instant())) {
        cells.addPOJO(cell);
      }
      attach(row, served, object, includeObject, form);
    }
    return table;
  }

  private static void attach(
      ObjectNode row,
      UnaryOperator<ObjectNode> served,
      KubeObject object,
      String includeObject,
      Representation form) {
    switch (includeObject) {
      case "Object" -> row.set("object", served.apply(object.tree()));
      case "None" -> row.putNull("object");
      default -> {
        ObjectNode partial = row.putObject("object");
        partial.put("kind", "PartialObjectMetadata").put("apiVersion", form.tableVersion());
        partial.set("metadata", object.metadata());
      }
    }
  }
}
