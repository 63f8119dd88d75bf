package dev.slipway.manifest.protobuf;

import dev.slipway.base.InputException;
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
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.IntNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.LongNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * Turns protobuf messages into JSON trees by their types.
 *
 * <p>Go writes empty strings, zeros and empty messages out, so the bytes do not tell "empty" from
 * "absent". Empty text and times count as absent. Zero and false are kept, because for optional
 * fields they mean what they say, except for the few fields that Go always writes.
 */
final class MessageReader {
  /** Fields that are no pointers in Go: their zero is written although nobody set it. */
  private static final Set<String> ZERO_IS_ABSENT =
      Set.of(
          "count",
          "failureThreshold",
          "generation",
          "healthCheckNodePort",
          "hostIPC",
          "hostNetwork",
          "hostPID",
          "hostPort",
          "initialDelaySeconds",
          "minReadySeconds",
          "nodePort",
          "observedGeneration",
          "paused",
          "periodSeconds",
          "publishNotReadyAddresses",
          "readOnly",
          "stdin",
          "stdinOnce",
          "successThreshold",
          "timeoutSeconds",
          "tty",
          "unschedulable");

  private static final long FIRST_SECOND = Instant.parse("0001-01-01T00:00:00Z").getEpochSecond();
  private static final long LAST_SECOND = Instant.parse("9999-12-31T23:59:59Z").getEpochSecond();

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  void read(WireReader in, MessageType type, ObjectNode result) {
    while (in.hasMore()) {
      int tag = (int) in.varint();
      Optional<Field> field = type.field(tag >>> 3);
      if (field.isEmpty()) {
        in.skip(tag & 7);
      } else {
        read(in, field.get(), tag & 7, result);
      }
    }
  }

  private void read(WireReader in, Field field, int wireType, ObjectNode result) {
    switch (field.type()) {
      case ListOf list -> {
        JsonNode item = value(in, list.element(), wireType);
        array(result, field.name()).add(item);
      }
      case MapOf map -> entry(in, map, result.withObject("/" + field.name()));
      case Message message when field.place() == Field.Place.INLINE ->
          read(in.message(), message.type(), result);
      case Message message -> {
        ObjectNode inner = NODES.objectNode();
        read(in.message(), message.type(), inner);
        result.set(field.name(), inner);
      }
      case Scalar scalar -> {
        JsonNode value = scalar(in, scalar, wireType);
        if (!isAbsent(field.name(), value)) {
          result.set(field.name(), value);
        }
      }
    }
  }

  private static boolean isAbsent(String name, JsonNode value) {
    return value.isNull()
        || (value.isString() && value.asString("").isEmpty())
        || (ZERO_IS_ABSENT.contains(name)
            && (value.isNumber() ? value.asLong(1) == 0 : !value.asBoolean(true)));
  }

  private static ArrayNode array(ObjectNode result, String name) {
    return result.get(name) instanceof ArrayNode existing ? existing : result.putArray(name);
  }

  private JsonNode value(WireReader in, FieldType type, int wireType) {
    return switch (type) {
      case Scalar scalar -> scalar(in, scalar, wireType);
      case Message message -> {
        ObjectNode inner = NODES.objectNode();
        read(in.message(), message.type(), inner);
        yield inner;
      }
      case ListOf list -> {
        // a list inside a list or map travels in a wrapper message whose field 1 repeats
        ArrayNode items = NODES.arrayNode();
        WireReader wrapper = in.message();
        while (wrapper.hasMore()) {
          int tag = (int) wrapper.varint();
          items.add(value(wrapper, list.element(), tag & 7));
        }
        yield items;
      }
      case MapOf map -> {
        ObjectNode inner = NODES.objectNode();
        entry(in, map, inner);
        yield inner;
      }
    };
  }

  private void entry(WireReader in, MapOf map, ObjectNode result) {
    WireReader entry = in.message();
    String key = "";
    JsonNode value = StringNode.valueOf("");
    while (entry.hasMore()) {
      int tag = (int) entry.varint();
      if (tag >>> 3 == 1) {
        key = entry.text();
      } else {
        value = value(entry, map.value(), tag & 7);
      }
    }
    result.set(key, value);
  }

  private static JsonNode scalar(WireReader in, Scalar type, int wireType) {
    boolean number = type == Scalar.INT32 || type == Scalar.INT64 || type == Scalar.BOOL;
    if (number != (wireType == WireReader.VARINT)) {
      throw new MalformedProtobufException("a " + type.goName() + " has wire type " + wireType);
    }
    return switch (type) {
      case STRING -> StringNode.valueOf(in.text());
      case INT32 -> IntNode.valueOf((int) in.varint());
      case INT64 -> integer(in.varint());
      case BOOL -> BooleanNode.valueOf(in.varint() != 0);
      case BYTES -> StringNode.valueOf(Base64.getEncoder().encodeToString(in.bytes()));
      case QUANTITY -> StringNode.valueOf(field(in.message(), 1));
      case INT_OR_STRING -> intOrString(in.message());
      case TIME -> time(in.message(), Scalar.TIME);
      case MICRO_TIME -> time(in.message(), Scalar.MICRO_TIME);
      case JSON, FIELDS -> embedded(in.message());
    };
  }

  /** As the JSON reader makes them, so that equal trees are equal. */
  private static JsonNode integer(long value) {
    return value == (int) value ? IntNode.valueOf((int) value) : LongNode.valueOf(value);
  }

  private static String field(WireReader in, int wanted) {
    String text = "";
    while (in.hasMore()) {
      int tag = (int) in.varint();
      if (tag >>> 3 == wanted) {
        text = in.text();
      } else {
        in.skip(tag & 7);
      }
    }
    return text;
  }

  private static JsonNode intOrString(WireReader in) {
    long kind = 0;
    int number = 0;
    String text = "";
    while (in.hasMore()) {
      int tag = (int) in.varint();
      switch (tag >>> 3) {
        case 1 -> kind = in.varint();
        case 2 -> number = (int) in.varint();
        case 3 -> text = in.text();
        default -> in.skip(tag & 7);
      }
    }
    return kind == 0 ? IntNode.valueOf(number) : StringNode.valueOf(text);
  }

  private static JsonNode time(WireReader in, Scalar type) {
    long seconds = 0;
    int nanos = 0;
    boolean present = false;
    while (in.hasMore()) {
      int tag = (int) in.varint();
      present = true;
      switch (tag >>> 3) {
        case 1 -> seconds = in.varint();
        case 2 -> nanos = (int) in.varint();
        default -> in.skip(tag & 7);
      }
    }
    if (!present) {
      return NODES.nullNode();
    }
    if (seconds < FIRST_SECOND || seconds > LAST_SECOND) {
      throw new MalformedProtobufException("a time is outside of the years 1 to 9999");
    }
    Instant instant = Instant.ofEpochSecond(seconds, nanos);
    return StringNode.valueOf(
        type == Scalar.TIME ? Timestamps.seconds(instant) : Timestamps.micros(instant));
  }

  private static JsonNode embedded(WireReader in) {
    String json = field(in, 1);
    if (json.isEmpty()) {
      return NODES.nullNode();
    }
    try {
      return Json.parse(json.getBytes(java.nio.charset.StandardCharsets.UTF_8), "embedded JSON");
    } catch (InputException e) {
      throw new MalformedProtobufException("embedded JSON: " + e.problem());
    }
  }
}
