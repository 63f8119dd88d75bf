package dev.slipway.manifest.ownership;

import dev.slipway.base.InputException;
import dev.slipway.base.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** Spells the steps of paths. */
final class Steps {
  private Steps() {}

  static String field(String name) {
    return "f:" + name;
  }

  static String value(JsonNode value) {
    return "v:" + value;
  }

  /** The entry's step; empty when it lacks a key. A port without a protocol is a TCP port. */
  static Optional<String> entry(JsonNode entry, List<String> keys) {
    var values = new TreeMap<String, JsonNode>();
    for (String key : keys) {
      JsonNode value = entry.get(key);
      if (value == null && key.equals("protocol")) {
        value = StringNode.valueOf("TCP");
      }
      if (value != null && value.isValueNode() && !value.isNull()) {
        values.put(key, value);
      }
    }
    if (values.isEmpty()) {
      return Optional.empty();
    }
    ObjectNode spelled = JsonNodeFactory.instance.objectNode();
    spelled.setAll(values);
    return Optional.of("k:" + spelled);
  }

  static boolean isStep(String text) {
    return text.length() > 2
        && text.charAt(1) == ':'
        && switch (text.charAt(0)) {
          case 'f' -> true;
          case 'k' -> json(text) instanceof ObjectNode;
          case 'v' -> json(text).isValueNode();
          case 'i' -> json(text).isInt();
          default -> false;
        };
  }

  private static JsonNode json(String step) {
    try {
      return Json.parse(step.substring(2).getBytes(StandardCharsets.UTF_8), "fieldsV1");
    } catch (InputException e) {
      return JsonNodeFactory.instance.missingNode();
    }
  }

  /** As messages show it. */
  static String shown(String step) {
    return switch (step.charAt(0)) {
      case 'f' -> "." + step.substring(2);
      case 'k' ->
          json(step).properties().stream()
              .map(e -> e.getKey() + "=" + e.getValue())
              .collect(Collectors.joining(",", "[", "]"));
      case 'v' -> "[=" + step.substring(2) + "]";
      default -> "[" + step.substring(2) + "]";
    };
  }
}
