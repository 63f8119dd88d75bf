package dev.slipway.kustomize.transform;

import dev.slipway.manifest.yaml.QuotedText;
import dev.slipway.manifest.yaml.Spelling;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** A place in a tree that holds a value. */
sealed interface Cell {
  JsonNode get();

  void set(JsonNode value);

  /** The map or list that it is in. */
  JsonNode around();

  /** Which of the places there: a name or a number. */
  String place();

  /** The text of a plain value. */
  default String text() {
    return Spelling.of(get());
  }

  /** Puts text here; quotes stay where they were. */
  default void setText(String text) {
    set(get() instanceof QuotedText ? new QuotedText(text) : StringNode.valueOf(text));
  }

  /** A field of a map. */
  record Field(ObjectNode map, String name) implements Cell {
    @Override
    public JsonNode get() {
      return map.path(name);
    }

    @Override
    public void set(JsonNode value) {
      map.set(name, value);
    }

    @Override
    public JsonNode around() {
      return map;
    }

    @Override
    public String place() {
      return name;
    }
  }

  /** An element of a list. */
  record Element(ArrayNode list, int index) implements Cell {
    @Override
    public JsonNode get() {
      return list.path(index);
    }

    @Override
    public void set(JsonNode value) {
      list.set(index, value);
    }

    @Override
    public JsonNode around() {
      return list;
    }

    @Override
    public String place() {
      return Integer.toString(index);
    }
  }
}
