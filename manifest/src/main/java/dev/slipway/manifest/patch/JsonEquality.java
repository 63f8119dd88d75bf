package dev.slipway.manifest.patch;

import tools.jackson.databind.JsonNode;

/** Equality of JSON values as the standard means it: 1 and 1.0 are the same number. */
final class JsonEquality {
  private JsonEquality() {}

  static boolean equal(JsonNode a, JsonNode b) {
    return a.equals(JsonEquality::compare, b);
  }

  /** Zero when two scalars are equal; Jackson asks for scalars only. */
  private static int compare(JsonNode a, JsonNode b) {
    if (a.isNumber() && b.isNumber()) {
      return a.decimalValue().compareTo(b.decimalValue());
    }
    if (a.isString() && b.isString()) {
      return a.stringValue().compareTo(b.stringValue());
    }
    if (a.isBoolean() && b.isBoolean()) {
      return Boolean.compare(a.booleanValue(), b.booleanValue());
    }
    boolean same = (a.isNull() && b.isNull()) || a.equals(b);
    return same ? 0 : 1;
  }
}
