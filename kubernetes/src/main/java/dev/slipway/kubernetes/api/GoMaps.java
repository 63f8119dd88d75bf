package dev.slipway.kubernetes.api;

import dev.slipway.base.InputException;
import dev.slipway.base.Json;
import java.nio.charset.StandardCharsets;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** Rewrites the JSON excerpt in a patch error as Go prints maps, which is what clients know. */
final class GoMaps {
  private static final String HEAD = "map: ";
  private static final String TAIL = " does not contain";

  private GoMaps() {}

  static String inMessage(String message) {
    int start = message.indexOf(HEAD + "{");
    int end = message.indexOf(TAIL);
    if (start < 0 || end < start) {
      return message;
    }
    String json = message.substring(start + HEAD.length(), end);
    try {
      JsonNode excerpt = Json.parse(json.getBytes(StandardCharsets.UTF_8), "excerpt");
      return message.substring(0, start) + HEAD + text(excerpt) + message.substring(end);
    } catch (InputException e) {
      return message; // a shortened excerpt is no JSON any more; it says enough as it is
    }
  }

  private static String text(JsonNode node) {
    if (node.isObject()) {
      var sorted = new TreeMap<String, String>();
      node.properties().forEach(e -> sorted.put(e.getKey(), text(e.getValue())));
      return sorted.entrySet().stream()
          .map(e -> e.getKey() + ":" + e.getValue())
          .collect(Collectors.joining(" ", "map[", "]"));
    }
    if (node.isArray()) {
      return node.valueStream().map(GoMaps::text).collect(Collectors.joining(" ", "[", "]"));
    }
    return node.isNull() ? "<nil>" : node.asString("");
  }
}
