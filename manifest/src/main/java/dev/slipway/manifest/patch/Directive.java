package dev.slipway.manifest.patch;

import dev.slipway.manifest.patch.PatchException.Reason;
import dev.slipway.manifest.yaml.Spelling;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What {@code $patch} asks for. */
enum Directive {
  MERGE,
  REPLACE,
  DELETE;

  static final String KEY = "$patch";

  /** Reads the directive of a map or a list in a patch, and removes it. */
  static Directive take(@Nullable JsonNode patch) {
    return switch (patch) {
      case ObjectNode object -> {
        JsonNode value = object.remove(KEY);
        yield value == null ? MERGE : parse(value);
      }
      case ArrayNode array -> ofList(array);
      case null, default -> MERGE;
    };
  }

  /** A list is told what to do by an element that holds nothing but the directive. */
  private static Directive ofList(ArrayNode array) {
    for (int i = 0; i < array.size(); i++) {
      if (array.get(i) instanceof ObjectNode object && object.has(KEY)) {
        if (object.size() > 1) {
          return MERGE;
        }
        Directive directive = parse(object.get(KEY));
        array.remove(i);
        return directive;
      }
    }
    return MERGE;
  }

  static Directive parse(JsonNode value) {
    String text = value.isContainer() ? value.toString() : Spelling.of(value);
    return switch (text) {
      case "merge" -> MERGE;
      case "replace" -> REPLACE;
      case "delete" -> DELETE;
      default ->
          throw new PatchException(
              Reason.MALFORMED,
              "unknown $patch \"" + text + "\": merge, replace or delete is meant");
    };
  }
}
