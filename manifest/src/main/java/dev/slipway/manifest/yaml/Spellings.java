package dev.slipway.manifest.yaml;

import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** Turns trees with spellings into plain ones. */
final class Spellings {
  private Spellings() {}

  static JsonNode map(JsonNode node, UnaryOperator<JsonNode> scalar) {
    if (node instanceof ObjectNode object) {
      object.properties().forEach(e -> e.setValue(map(e.getValue(), scalar)));
      return node;
    }
    if (node instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        array.set(i, map(array.get(i), scalar));
      }
      return node;
    }
    return scalar.apply(node);
  }

  static JsonNode quotedIfNeeded(JsonNode node) {
    boolean needed =
        node.isString() && !(node instanceof QuotedText) && Scalars.needsQuotes(node.stringValue());
    return needed ? new QuotedText(node.stringValue()) : node;
  }

  static JsonNode oldBooleanQuoted(JsonNode node) {
    boolean needed =
        node.isString() && !(node instanceof Spelling) && Scalars.isOldBoolean(node.stringValue());
    return needed ? new QuotedText(node.stringValue()) : node;
  }

  static JsonNode printed(JsonNode node) {
    JsonNode plain = Numbers.throughDouble(plain(node));
    boolean quoted =
        plain.isString()
            && (plain.stringValue().indexOf('\n') >= 0
                || Scalars.needsQuotes(plain.stringValue())
                || TextStyle.of(plain.stringValue()) != TextStyle.PLAIN);
    return quoted ? new QuotedText(plain.stringValue()) : plain;
  }

  static JsonNode plain(JsonNode node) {
    // No switch over types: Java makes a class for it when it first runs.
    if (node instanceof SpelledNumber number) {
      return Numbers.node(number);
    }
    if (node instanceof SpelledBoolean bool) {
      return BooleanNode.valueOf(bool.booleanValue());
    }
    if (node instanceof QuotedText || node instanceof SpelledTime) {
      return StringNode.valueOf(node.stringValue());
    }
    if (node instanceof EmptyNull none) {
      boolean braces = none.place() == EmptyNull.Place.BRACES;
      return braces ? StringNode.valueOf("") : NullNode.getInstance();
    }
    return node;
  }
}
