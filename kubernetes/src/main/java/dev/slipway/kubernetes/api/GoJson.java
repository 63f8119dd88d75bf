package dev.slipway.kubernetes.api;

import dev.slipway.base.InputException;
import tools.jackson.databind.JsonNode;

/** What is wrong with a JSON text, in the words that clients of Kubernetes know. */
final class GoJson {
  private static final String TYPE_META =
      "struct { APIVersion string \"json:\\\"apiVersion,omitempty\\\"\";"
          + " Kind string \"json:\\\"kind,omitempty\\\"\" }";

  private GoJson() {}

  /** What the reader found. */
  static String problem(InputException e) {
    return e.problem().contains("end-of-input") || e.problem().contains("end of input")
        ? "unexpected end of JSON input"
        : e.problem();
  }

  /** A value that stands where an object has to. */
  static String noObject(JsonNode value) {
    String found =
        switch (value.getNodeType()) {
          case ARRAY -> "array";
          case STRING -> "string";
          case NUMBER -> "number";
          case BOOLEAN -> "bool";
          default -> "";
        };
    return found.isEmpty()
        ? "unexpected end of JSON input"
        : "json: cannot unmarshal " + found + " into Go value of type " + TYPE_META;
  }
}
