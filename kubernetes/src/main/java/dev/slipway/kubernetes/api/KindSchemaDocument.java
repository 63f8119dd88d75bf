package dev.slipway.kubernetes.api;

import dev.slipway.base.Json;
import dev.slipway.manifest.types.Field;
import dev.slipway.manifest.types.FieldType;
import dev.slipway.manifest.types.MessageType;
import dev.slipway.manifest.types.Sharing;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The structures of kinds as OpenAPI schemas, for {@code kubectl explain} and for editors. */
final class KindSchemaDocument {
  private final String reference;
  private final ObjectNode schemas = Json.MAPPER.createObjectNode();

  /**
   * @param reference where schemas are in the document, such as {@code #/definitions/}
   */
  KindSchemaDocument(String reference) {
    this.reference = reference;
  }

  /** Adds a kind with everything it consists of. */
  void add(ServedResource resource) {
    String name = name(resource.schema());
    message(resource.schema());
    var schema = (ObjectNode) schemas.get(name);
    ObjectNode properties = schema.withObject("/properties");
    properties.putObject("apiVersion").put("type", "string");
    properties.putObject("kind").put("type", "string");
    schema
        .withArray("/x-kubernetes-group-version-kind")
        .addObject()
        .put("group", resource.kind().group())
        .put("version", resource.kind().version())
        .put("kind", resource.kind().kind());
  }

  ObjectNode schemas() {
    return schemas;
  }

  private static String name(MessageType type) {
    return "dev.slipway." + type.name();
  }

  private void message(MessageType type) {
    if (schemas.has(name(type))) {
      return;
    }
    ObjectNode schema = schemas.putObject(name(type)).put("type", "object");
    ObjectNode properties = schema.putObject("properties");
    fields(type, properties);
    if (type.sharing() instanceof Sharing.Atomic) {
      schema.put("x-kubernetes-map-type", "atomic");
    }
  }

  private void fields(MessageType type, ObjectNode properties) {
    for (Field field : type.fields()) {
      if (field.place() == Field.Place.INLINE && field.type() instanceof FieldType.Message inner) {
        fields(inner.type(), properties);
      } else {
        field(field, properties.putObject(field.name()));
      }
    }
  }

  private void field(Field field, ObjectNode schema) {
    type(field.type(), schema);
    boolean list = field.type() instanceof FieldType.ListOf;
    switch (field.sharing()) {
      case Sharing.Usual _ -> {
        if (list) {
          schema.put("x-kubernetes-list-type", "atomic");
        }
      }
      case Sharing.Atomic _ ->
          schema.put(list ? "x-kubernetes-list-type" : "x-kubernetes-map-type", "atomic");
      case Sharing.SetOfValues _ -> schema.put("x-kubernetes-list-type", "set");
      case Sharing.Keyed(List<String> keys) -> {
        schema.put("x-kubernetes-list-type", "map");
        ArrayNode all = schema.putArray("x-kubernetes-list-map-keys");
        keys.forEach(all::add);
      }
    }
  }

  private void type(FieldType type, ObjectNode schema) {
    switch (type) {
      case FieldType.Scalar scalar -> scalar(scalar, schema);
      case FieldType.ListOf(FieldType element) -> {
        schema.put("type", "array");
        type(element, schema.putObject("items"));
      }
      case FieldType.MapOf(FieldType value) -> {
        schema.put("type", "object");
        type(value, schema.putObject("additionalProperties"));
      }
      case FieldType.Message message -> {
        message(message.type());
        // A reference alone would hide what is said beside it.
        schema.putArray("allOf").addObject().put("$ref", reference + name(message.type()));
      }
    }
  }

  /** Text or a number, by a name that {@code kubectl explain} shows. */
  private void either(String title, String number, ObjectNode schema) {
    String name = "dev.slipway." + title;
    if (!schemas.has(name)) {
      ArrayNode either = schemas.putObject(name).putArray("oneOf");
      either.addObject().put("type", "string");
      either.addObject().put("type", number);
    }
    schema.putArray("allOf").addObject().put("$ref", reference + name);
  }

  private void scalar(FieldType.Scalar scalar, ObjectNode schema) {
    switch (scalar) {
      case STRING -> schema.put("type", "string");
      case INT32 -> schema.put("type", "integer").put("format", "int32");
      case INT64 -> schema.put("type", "integer").put("format", "int64");
      case BOOL -> schema.put("type", "boolean");
      case BYTES -> schema.put("type", "string").put("format", "byte");
      case TIME, MICRO_TIME -> schema.put("type", "string").put("format", "date-time");
      case JSON, FIELDS -> schema.put("type", "object");
      case INT_OR_STRING -> either("IntOrString", "integer", schema);
      case QUANTITY -> either("Quantity", "number", schema);
    }
  }
}
