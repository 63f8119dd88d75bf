package dev.slipway.forge;

import dev.slipway.base.InputException;
import dev.slipway.base.Json;
import dev.slipway.http.Request;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/** The object in a request's body; keys that nobody knows are refused by name. */
final class JsonBody {
  private static final int LIMIT = 1 << 20;

  private final JsonNode object;

  private JsonBody(JsonNode object) {
    this.object = object;
  }

  static JsonBody read(Request request, Set<String> known) throws IOException {
    byte[] bytes = request.body().readNBytes(LIMIT + 1);
    if (bytes.length > LIMIT) {
      throw invalid("request body", "is larger than 1 MiB", "");
    }
    JsonNode node =
        bytes.length == 0 ? Json.MAPPER.createObjectNode() : Json.parse(bytes, "request body");
    if (!node.isObject()) {
      throw invalid("request body", "is not an object", "");
    }
    for (String key : node.propertyNames()) {
      if (!known.contains(key)) {
        throw invalid(
            "key \"" + key + "\"",
            "is not known",
            "there are " + String.join(", ", new TreeSet<>(known)));
      }
    }
    return new JsonBody(node);
  }

  Optional<String> text(String key) {
    JsonNode value = object.get(key);
    if (value == null || value.isNull()) {
      return Optional.empty();
    }
    if (!value.isString()) {
      throw invalid("key \"" + key + "\"", "is not a string", "");
    }
    return Optional.of(value.stringValue());
  }

  String required(String key) {
    return text(key)
        .filter(t -> !t.isBlank())
        .orElseThrow(() -> invalid("key \"" + key + "\"", "is missing", "give a string"));
  }

  List<String> texts(String key) {
    JsonNode value = object.get(key);
    if (value == null || value.isNull()) {
      return List.of();
    }
    if (!value.isArray() || value.valueStream().anyMatch(v -> !v.isString())) {
      throw invalid("key \"" + key + "\"", "is not a list of strings", "");
    }
    return value.valueStream().map(JsonNode::stringValue).toList();
  }

  private static InputException invalid(String where, String problem, String hint) {
    return new InputException(InputException.Position.of(where), problem, hint);
  }
}
