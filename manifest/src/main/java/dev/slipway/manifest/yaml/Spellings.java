package dev.slipway.manifest.yaml;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** Turns trees with spellings into plain ones. */
final class Spellings {
  private Spellings() {}

  static JsonNode plain(JsonNode node) {
    switch (node) {
      case ObjectNode object -> object.properties().forEach(e -> e.setValue(plain(e.getValue())));
      case ArrayNode array -> {
        for (int i = 0; i < array.size(); i++) {
          array.set(i, plain(array.get(i)));
        }
      }
      default -> {
        return scalar(node);
      }
    }
    return node;
  }

  private static JsonNode scalar(JsonNode node) {
    if (!(node instanceof Spelling spelled)) {
      return node;
    }
    return switch (spelled) {
      case SpelledNumber number -> Numbers.node(number);
      case SpelledBoolean bool -> BooleanNode.valueOf(bool.booleanValue());
      case EmptyNull ignored -> NullNode.getInstance();
      case QuotedText text -> StringNode.valueOf(text.stringValue());
    };
  }
}
