package dev.slipway.kubernetes.api;

import dev.slipway.base.InputException;
import tools.jackson.databind.JsonNode;

/** What is wrong with a JSON text, in the words that clients of Kubernetes know. */
final class GoJson {
  private static final String TYPE_META =
      "struct { APIVersion string \"json:\\\"apiVersion,omitempty\\\"\";"
          + " Kind string \"json:\\\"kind,omitempty\\\"\" }";

  private GoJson() {}

  /** What is wrong with a text that the reader refused. */
  static String problem(byte[] text, InputException e) {
    return JsonScanner.problem(text)
        .orElseGet(() ->
            e.problem().contains("nesting depth")
                ? "exceeded max depth"
                : e.problem().replaceFirst("^invalid JSON: ", ""));
  }

  /** A value that stands where an object has to. */
  static String noObject(JsonNode value) {
    return noValueOf(TYPE_META, value);
  }

  /**
   * A value of another type than the one that has to be there.
   *
   * @param type as Go prints it
   */
  static String noValueOf(String type, JsonNode value) {
    String found =
        switch (value.getNodeType()) {
          case OBJECT -> "object";
          case ARRAY -> "array";
          case STRING -> "string";
          case NUMBER -> "number";
          case BOOLEAN -> "bool";
          default -> "";
        };
    return found.isEmpty()
        ? "unexpected end of JSON input"
        : "json: cannot unmarshal " + found + " into Go value of type " + type;
  }
}
