package dev.slipway.manifest.patch;

import dev.slipway.manifest.patch.PatchException.Reason;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What {@code $patch} says is to be done with the map or the list it stands in. */
enum Directive {
  /** The patch changes what is there, as without a directive. */
  MERGE,
  /** The patch takes the place of what is there. */
  REPLACE,
  /** What is there goes. */
  DELETE;

  static final String KEY = "$patch";

  /** Takes the directive out of a patch; one for a list is an element with nothing else in it. */
  static Directive take(@Nullable JsonNode patch) {
    JsonNode value = null;
    if (patch instanceof ObjectNode map) {
      value = map.remove(KEY);
    } else if (patch instanceof ArrayNode list) {
      value = takeElement(list);
    }
    return value == null ? MERGE : parse(value);
  }

  private static @Nullable JsonNode takeElement(ArrayNode list) {
    for (Iterator<JsonNode> elements = list.iterator(); elements.hasNext(); ) {
      JsonNode element = elements.next();
      if (element.has(KEY)) {
        // One that stands beside other fields is for its element, and then none is for the list.
        if (element.size() > 1) {
          return null;
        }
        elements.remove();
        return element.get(KEY);
      }
    }
    return null;
  }

  /**
   * The directive of a name.
   *
   * @throws PatchException when there is none
   */
  static Directive parse(JsonNode value) {
    return switch (value.asString("")) {
      case "merge" -> MERGE;
      case "replace" -> REPLACE;
      case "delete" -> DELETE;
      default ->
          throw new PatchException(
              Reason.MALFORMED, "unknown patch strategy '" + value.asString("") + "'");
    };
  }
}
