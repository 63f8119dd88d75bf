package dev.slipway.kustomize.transform;

import dev.slipway.manifest.yaml.Spelling;
import tools.jackson.databind.JsonNode;

/**
 * Picks elements of a list: {@code [name=web]} by a field, {@code [=web]} by value.
 *
 * @param field empty for plain values
 */
record ElementQuery(String field, String value, boolean valid) {
  static ElementQuery parse(String part) {
    if (!part.startsWith("[") || !part.endsWith("]")) {
      return new ElementQuery("", "", false);
    }
    String inside = part.substring(1, part.length() - 1);
    int equals = inside.indexOf('=');
    return equals < 0
        ? new ElementQuery("", "", false)
        : new ElementQuery(inside.substring(0, equals), inside.substring(equals + 1), true);
  }

  boolean matches(JsonNode element) {
    if (!valid) {
      return false;
    }
    JsonNode actual = field.isEmpty() ? element : element.path(field);
    return !actual.isContainer() && !actual.isMissingNode() && Spelling.of(actual).equals(value);
  }
}
