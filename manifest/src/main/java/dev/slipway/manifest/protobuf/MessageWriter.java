package dev.slipway.manifest.protobuf;

import dev.slipway.base.Json;
import dev.slipway.manifest.Timestamps;
import dev.slipway.manifest.types.Field;
import dev.slipway.manifest.types.FieldType;
import dev.slipway.manifest.types.FieldType.ListOf;
import dev.slipway.manifest.types.FieldType.MapOf;
import dev.slipway.manifest.types.FieldType.Message;
import dev.slipway.manifest.types.FieldType.Scalar;
import dev.slipway.manifest.types.MessageType;
import java.time.Instant;
import java.util.Base64;
import java.util.Comparator;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/**
 * Turns JSON trees into protobuf messages by their types; the counterpart of {@link MessageReader}.
 *
 * <p>Fields go out by number and map entries by key, as Kubernetes itself writes them. What JSON
 * leaves out is left out here too, which every reader of protobuf takes for empty.
 */
final class MessageWriter {
  private MessageWriter() {}

  static WireWriter message(JsonNode tree, MessageType type) {
    var out = new WireWriter();
    type.fields().stream()
        .sorted(Comparator.comparingInt(Field::number))
        .forEach(field -> field(tree, field, out));
    return out;
  }

  private static void field(JsonNode tree, Field field, WireWriter out) {
    if (field.place() == Field.Place.INLINE && field.type() instanceof Message inlined) {
      out.message(field.number(), message(tree, inlined.type()));
      return;
    }
    JsonNode value = tree.path(field.name());
    if (!value.isMissingNode() && !value.isNull()) {
      field(value, field.number(), field.type(), out);
    }
  }

  private static void field(JsonNode value, int number, FieldType type, WireWriter out) {
    switch (type) {
      case Scalar scalar -> scalar(value, number, scalar, out);
      case Message message -> out.message(number, message(value, message.type()));
      case ListOf list -> value.forEach(item -> element(item, number, list.element(), out));
      case MapOf map -> {
        var sorted = new TreeMap<String, JsonNode>();
        value.properties().forEach(e -> sorted.put(e.getKey(), e.getValue()));
        sorted.forEach((key, item) -> {
          var entry = new WireWriter();
          entry.text(1, key);
          element(item, 2, map.value(), entry);
          out.message(number, entry);
        });
      }
    }
  }

  /** A list inside a list or map travels in a wrapper message whose field 1 repeats. */
  private static void element(JsonNode value, int number, FieldType type, WireWriter out) {
    if (type instanceof ListOf list) {
      var wrapper = new WireWriter();
      field(value, 1, list, wrapper);
      out.message(number, wrapper);
    } else {
      field(value, number, type, out);
    }
  }

  private static void scalar(JsonNode value, int number, Scalar type, WireWriter out) {
    switch (type) {
      case STRING -> out.text(number, value.asString(""));
      case INT32, INT64 -> out.number(number, value.asLong(0));
      case BOOL -> out.number(number, value.asBoolean(false) ? 1 : 0);
      case BYTES -> out.bytes(number, Base64.getDecoder().decode(value.asString("")));
      case QUANTITY -> out.message(number, text(value.asString("")));
      case INT_OR_STRING -> out.message(number, intOrString(value));
      case TIME, MICRO_TIME -> out.message(number, time(value.asString("")));
      case JSON, FIELDS -> {
        var embedded = new WireWriter();
        embedded.bytes(1, Json.bytes(value));
        out.message(number, embedded);
      }
    }
  }

  private static WireWriter text(String text) {
    var out = new WireWriter();
    out.text(1, text);
    return out;
  }

  private static WireWriter intOrString(JsonNode value) {
    var out = new WireWriter();
    out.number(1, value.isString() ? 1 : 0);
    out.number(2, value.isString() ? 0 : value.asLong(0));
    out.text(3, value.isString() ? value.asString("") : "");
    return out;
  }

  private static WireWriter time(String text) {
    var out = new WireWriter();
    Timestamps.parse(text).ifPresent(time -> write(time, out));
    return out;
  }

  private static void write(Instant time, WireWriter out) {
    out.number(1, time.getEpochSecond());
    out.number(2, time.getNano());
  }
}
