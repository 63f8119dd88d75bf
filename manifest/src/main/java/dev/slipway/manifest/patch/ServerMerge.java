package dev.slipway.manifest.patch;

import dev.slipway.manifest.patch.PatchException.Reason;
import dev.slipway.manifest.schema.TypeSchema;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The merge of the API server, with all directives. Changes its arguments. */
final class ServerMerge {
  private static final String RETAIN_KEYS = "$retainKeys";
  private static final String DELETE_PRIMITIVES = "$deleteFromPrimitiveList/";
  static final String SET_ORDER = "$setElementOrder/";

  private ServerMerge() {}

  static ObjectNode merge(ObjectNode original, ObjectNode patch, TypeSchema schema) {
    JsonNode directive = patch.remove(Directive.KEY);
    if (directive != null) {
      return switch (Directive.parse(directive)) {
        case DELETE -> original.removeAll();
        case REPLACE -> patch;
        case MERGE ->
            throw new PatchException(
                Reason.MALFORMED, "unknown $patch \"merge\": replace or delete is meant");
      };
    }
    retainKeys(original, patch);
    for (String name : List.copyOf(patch.propertyNames())) {
      if (name.startsWith(SET_ORDER)) {
        String field = name.substring(SET_ORDER.length());
        ServerListOrder.apply(original, patch, field, schema.field(field));
      }
    }
    patch
        .properties()
        .forEach(field -> mergeField(original, field.getKey(), field.getValue(), schema));
    return original;
  }

  private static void retainKeys(ObjectNode original, ObjectNode patch) {
    JsonNode retained = patch.remove(RETAIN_KEYS);
    if (retained == null) {
      return;
    }
    if (!(retained instanceof ArrayNode list)) {
      throw new PatchException(Reason.MALFORMED, RETAIN_KEYS + " must be a list of names");
    }
    List<String> names = list.valueStream().map(JsonNode::asString).toList();
    patch
        .properties()
        .forEach(field -> {
          if (!names.contains(field.getKey()) && !field.getValue().isNull()) {
            throw new PatchException(
                Reason.MALFORMED,
                RETAIN_KEYS + " must name every field of the patch: " + field.getKey());
          }
        });
    original.retain(names);
  }

  private static void mergeField(
      ObjectNode original, String key, JsonNode value, TypeSchema schema) {
    if (key.startsWith(DELETE_PRIMITIVES)) {
      deletePrimitives(original, key.substring(DELETE_PRIMITIVES.length()), value);
      return;
    }
    if (value.isNull()) {
      original.remove(key);
      return;
    }
    JsonNode existing = original.get(key);
    TypeSchema field = schema.field(key);
    if (existing instanceof ObjectNode object && value instanceof ObjectNode map) {
      original.set(
          key, field.rule().replaces() ? withoutDirectives(map) : merge(object, map, field));
    } else if (existing instanceof ArrayNode list && value instanceof ArrayNode added) {
      original.set(
          key,
          field.rule().merges()
              ? ServerListMerge.merge(list, added, field)
              : withoutDirectives(added));
    } else {
      original.set(key, withoutDirectives(value));
    }
  }

  private static void deletePrimitives(ObjectNode original, String field, JsonNode values) {
    if (!(values instanceof ArrayNode removed)) {
      throw new PatchException(
          Reason.MALFORMED, DELETE_PRIMITIVES + field + " must be a list of values");
    }
    if (original.get(field) instanceof ArrayNode list) {
      list.removeIf(
          item -> removed.valueStream().anyMatch(other -> JsonEquality.equal(item, other)));
    }
  }

  /** What a patch adds, without nulls and without directives. */
  static JsonNode withoutDirectives(JsonNode value) {
    if (value instanceof ObjectNode object) {
      for (String name : List.copyOf(object.propertyNames())) {
        if (isDirective(name) || object.get(name).isNull()) {
          object.remove(name);
        } else {
          withoutDirectives(object.get(name));
        }
      }
    } else if (value instanceof ArrayNode array) {
      var kept = new ArrayList<JsonNode>();
      for (JsonNode item : array) {
        boolean deleted =
            item.path(Directive.KEY).isString()
                && Directive.parse(item.get(Directive.KEY)) == Directive.DELETE;
        boolean onlyDirective = item.has(Directive.KEY) && item.size() == 1;
        if (!deleted && !onlyDirective) {
          kept.add(withoutDirectives(item));
        }
      }
      array.removeAll();
      array.addAll(kept);
    }
    return value;
  }

  private static boolean isDirective(String name) {
    return name.equals(Directive.KEY)
        || name.equals(RETAIN_KEYS)
        || name.startsWith(SET_ORDER)
        || name.startsWith(DELETE_PRIMITIVES);
  }
}
