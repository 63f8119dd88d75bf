package dev.slipway.manifest.defaults;

import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Small steps that every kind's defaults are made of. */
final class Fill {
  private Fill() {}

  static void text(ObjectNode node, String field, String value) {
    if (node.path(field).asString("").isEmpty()) {
      node.put(field, value);
    }
  }

  static void number(ObjectNode node, String field, int value) {
    if (!node.hasNonNull(field)) {
      node.put(field, value);
    }
  }

  /** For fields whose zero counts as "not set". */
  static void positive(ObjectNode node, String field, int value) {
    if (node.path(field).asInt(0) == 0) {
      node.put(field, value);
    }
  }

  static void flag(ObjectNode node, String field, Flag value) {
    if (!node.hasNonNull(field)) {
      node.put(field, value == Flag.TRUE);
    }
  }

  /** The value of a boolean field. */
  enum Flag {
    TRUE,
    FALSE
  }

  static ObjectNode object(ObjectNode node, String field) {
    return node.get(field) instanceof ObjectNode existing ? existing : node.putObject(field);
  }

  /** Does something with a structure if it is there. */
  static void in(JsonNode node, String field, Consumer<ObjectNode> then) {
    if (node.get(field) instanceof ObjectNode inner) {
      then.accept(inner);
    }
  }

  /** Does something with each structure of a list. */
  static void each(JsonNode node, String field, Consumer<ObjectNode> then) {
    for (JsonNode item : node.path(field)) {
      if (item instanceof ObjectNode inner) {
        then.accept(inner);
      }
    }
  }
}
