package dev.slipway.dockerfile.syntax;

import dev.slipway.base.InputException;
import dev.slipway.base.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Whether text is a JSON array: the exec form of an instruction. */
sealed interface JsonArray {
  /** An array of strings. */
  record Strings(List<String> values) implements JsonArray {}

  /**
   * An array with something else in it.
   *
   * @param first the first such element, as JSON
   */
  record Mixed(String first) implements JsonArray {}

  /** No JSON array: the shell form. */
  record None() implements JsonArray {}

  static JsonArray parse(String text) {
    String trimmed = Text.trim(text);
    if (!trimmed.startsWith("[")) {
      return new None();
    }
    JsonNode node;
    try {
      node = Json.parse(trimmed.getBytes(StandardCharsets.UTF_8), "array");
    } catch (InputException notJson) {
      return new None();
    }
    var values = new ArrayList<String>();
    for (JsonNode element : node) {
      if (!element.isString()) {
        return new Mixed(element.toString());
      }
      values.add(withoutLoneSurrogates(element.stringValue()));
    }
    return new Strings(values);
  }

  /** Half a surrogate pair cannot be encoded as UTF-8. */
  private static String withoutLoneSurrogates(String value) {
    return new String(value.getBytes(StandardCharsets.UTF_16BE), StandardCharsets.UTF_16BE);
  }
}
