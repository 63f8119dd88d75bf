package dev.slipway.manifest.types;

import dev.slipway.manifest.Timestamps;
import dev.slipway.manifest.types.FieldType.ListOf;
import dev.slipway.manifest.types.FieldType.MapOf;
import dev.slipway.manifest.types.FieldType.Message;
import dev.slipway.manifest.types.FieldType.Scalar;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * Reads a JSON tree by the types of its kind, as Kubernetes' own decoder does: wrong types are
 * errors, unknown fields are reported and dropped, nulls and empty containers disappear, quantities
 * become canonical.
 */
public final class ObjectDecoder {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private final List<String> unknown = new ArrayList<>();

  private ObjectDecoder() {}

  /** Where the decoder is: for messages about types, and for messages about unknown fields. */
  private record Place(String struct, String dotted, String indexed) {
    Place field(MessageType owner, String name) {
      return new Place(owner.goName(), append(dotted, name), append(indexed, name));
    }

    Place element(int index) {
      return new Place(struct, dotted, indexed + "[" + index + "]");
    }

    Place entry(String key) {
      return new Place(struct, dotted, append(indexed, key));
    }

    private static String append(String path, String name) {
      return path.isEmpty() ? name : path + "." + name;
    }
  }

  /**
   * Reads {@code tree} as a {@code type}.
   *
   * @throws TypeMismatchException when a field holds something of the wrong type
   */
  public static DecodedObject decode(ObjectNode tree, MessageType type) {
    var decoder = new ObjectDecoder();
    ObjectNode result = NODES.objectNode();
    for (String field : List.of("kind", "apiVersion")) {
      if (tree.has(field)) {
        result.set(field, tree.get(field));
      }
    }
    decoder.message(tree, type, new Place("", "", ""), result);
    return new DecodedObject(result, decoder.unknown);
  }

  private void message(ObjectNode tree, MessageType type, Place place, ObjectNode result) {
    boolean root = place.dotted().isEmpty();
    for (var entry : tree.properties()) {
      String name = entry.getKey();
      if (root && (name.equals("kind") || name.equals("apiVersion"))) {
        continue;
      }
      Optional<Field> field = type.field(name);
      Place inner = place.field(type, name);
      if (field.isEmpty()) {
        unknown.add(inner.indexed());
        continue;
      }
      JsonNode value = value(entry.getValue(), field.get().type(), inner);
      if (value != null) {
        result.set(name, value);
      }
    }
  }

  /** The value as it is kept; null when it means absence. */
  private @Nullable JsonNode value(JsonNode node, FieldType type, Place place) {
    if (node.isNull()) {
      return null;
    }
    return switch (type) {
      case Scalar scalar -> scalar(node, scalar, place);
      case ListOf list -> list(node, list, place);
      case MapOf map -> map(node, map, place);
      case Message message -> {
        ObjectNode result = NODES.objectNode();
        message(require(node, ObjectNode.class, type, place), message.type(), place, result);
        yield result;
      }
    };
  }

  private @Nullable JsonNode list(JsonNode node, ListOf type, Place place) {
    ArrayNode result = NODES.arrayNode();
    int index = 0;
    for (JsonNode item : require(node, ArrayNode.class, type, place)) {
      JsonNode value = value(item, type.element(), place.element(index++));
      result.add(value == null ? NODES.nullNode() : value);
    }
    return result.isEmpty() ? null : result;
  }

  private @Nullable JsonNode map(JsonNode node, MapOf type, Place place) {
    ObjectNode result = NODES.objectNode();
    for (var entry : require(node, ObjectNode.class, type, place).properties()) {
      JsonNode value = value(entry.getValue(), type.value(), place.entry(entry.getKey()));
      result.set(entry.getKey(), value == null ? empty(type.value()) : value);
    }
    return result.isEmpty() ? null : result;
  }

  /** Go reads a null map value as the type's zero value. */
  private static JsonNode empty(FieldType type) {
    return type instanceof Scalar ? StringNode.valueOf("") : NODES.nullNode();
  }

  private static JsonNode scalar(JsonNode node, Scalar type, Place place) {
    boolean fits =
        switch (type) {
          case STRING -> node.isString();
          case BYTES -> node.isString() && isBase64(node.asString(""));
          case TIME, MICRO_TIME -> node.isString() && isTime(node.asString(""));
          case BOOL -> node.isBoolean();
          case INT32 -> node.isIntegralNumber() && node.canConvertToInt();
          case INT64 -> node.isIntegralNumber() && node.canConvertToLong();
          case INT_OR_STRING ->
              node.isString() || (node.isIntegralNumber() && node.canConvertToInt());
          case QUANTITY -> node.isString() || node.isNumber();
          case FIELDS -> node.isObject();
          case JSON -> true;
        };
    if (!fits) {
      throw mismatch(node, type, place);
    }
    return type == Scalar.QUANTITY ? quantity(node) : node;
  }

  private static JsonNode quantity(JsonNode node) {
    String text = node.asString("");
    Quantity quantity =
        Quantity.parse(text)
            .orElseThrow(() ->
                new TypeMismatchException(
                    "quantities must match the regular expression"
                        + " '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"));
    return StringNode.valueOf(quantity.canonical());
  }

  private static boolean isBase64(String text) {
    try {
      byte[] decoded = Base64.getDecoder().decode(text);
      return decoded.length <= text.length();
    } catch (IllegalArgumentException e) {
      throw new TypeMismatchException("illegal base64 data at input byte " + firstBad(text));
    }
  }

  private static int firstBad(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      if (!letter && c != '+' && c != '/' && c != '=') {
        return i;
      }
    }
    return text.length() / 4 * 4;
  }

  private static boolean isTime(String text) {
    if (!text.isEmpty() && Timestamps.parse(text).isEmpty()) {
      throw new TypeMismatchException(
          "parsing time \""
              + text
              + "\" as \"2006-01-02T15:04:05Z07:00\": cannot parse \""
              + text
              + "\" as \"2006\"");
    }
    return true;
  }

  private static <T> T require(JsonNode node, Class<T> wanted, FieldType type, Place place) {
    if (!wanted.isInstance(node)) {
      throw mismatch(node, type, place);
    }
    return wanted.cast(node);
  }

  private static TypeMismatchException mismatch(JsonNode node, FieldType type, Place place) {
    boolean fraction =
        node.isNumber()
            && (type == Scalar.INT32 || type == Scalar.INT64 || type == Scalar.INT_OR_STRING);
    String found =
        switch (node.getNodeType()) {
          case STRING -> "string";
          case NUMBER -> fraction ? "number " + node.asString("") : "number";
          case BOOLEAN -> "bool";
          case ARRAY -> "array";
          default -> "object";
        };
    return new TypeMismatchException(
        "json: cannot unmarshal "
            + found
            + " into Go struct field "
            + place.struct()
            + "."
            + place.dotted()
            + " of type "
            + type.goName());
  }
}
