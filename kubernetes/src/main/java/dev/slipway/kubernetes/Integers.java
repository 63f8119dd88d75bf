package dev.slipway.kubernetes;

import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.IntNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes whole numbers the kind of node that reading JSON makes, because a tree with a long 1 does
 * not equal one with an int 1, and a write that changes nothing must be seen as such.
 */
final class Integers {
  private Integers() {}

  static void shrink(JsonNode node) {
    switch (node) {
      case ObjectNode object -> {
        for (String name : List.copyOf(object.propertyNames())) {
          JsonNode value = object.get(name);
          if (isTooWide(value)) {
            object.set(name, IntNode.valueOf(value.asInt()));
          } else {
            shrink(value);
          }
        }
      }
      case ArrayNode array -> {
        for (int i = 0; i < array.size(); i++) {
          JsonNode value = array.get(i);
          if (isTooWide(value)) {
            array.set(i, IntNode.valueOf(value.asInt()));
          } else {
            shrink(value);
          }
        }
      }
      default -> {
        // other values are no containers
      }
    }
  }

  private static boolean isTooWide(JsonNode value) {
    return value.isIntegralNumber() && !value.isInt() && value.canConvertToInt();
  }
}
