package dev.slipway.manifest.patch;

import dev.slipway.manifest.patch.PatchException.Reason;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/** A JSON pointer, RFC 6901, as JSON patch uses it: the last part may be {@code -} or negative. */
record Path(String text, List<String> parts) {
  static final Path ROOT = new Path("", List.of());

  static Path parse(String text) {
    if (text.isEmpty()) {
      return ROOT;
    }
    if (!text.startsWith("/")) {
      throw new PatchException(Reason.MALFORMED, "the path \"" + text + "\" does not begin with /");
    }
    var parts = new ArrayList<String>();
    for (String part : text.substring(1).split("/", -1)) {
      parts.add(part.replace("~1", "/").replace("~0", "~"));
    }
    return new Path(text, List.copyOf(parts));
  }

  /** The value here, or a missing node. */
  JsonNode find(JsonNode document) {
    JsonNode node = document;
    for (String part : parts) {
      // No switch over types here: Java makes a class for each when it first runs.
      if (node instanceof ObjectNode object) {
        node = object.path(part);
      } else if (node instanceof ArrayNode array) {
        node = array.path(existing(array, part));
      } else {
        node = MissingNode.getInstance();
      }
    }
    return node;
  }

  JsonNode get(JsonNode document) {
    JsonNode node = find(document);
    if (node.isMissingNode()) {
      throw missing();
    }
    return node;
  }

  JsonNode add(JsonNode document, JsonNode value) {
    if (parts.isEmpty()) {
      return value;
    }
    JsonNode parent = parent(document);
    if (parent instanceof ObjectNode object) {
      object.set(parts.getLast(), value);
    } else if (parent instanceof ArrayNode array) {
      array.insert(insertion(array), value);
    } else {
      throw missing();
    }
    return document;
  }

  /** As the Go library does, a field that is not there is made. */
  JsonNode replace(JsonNode document, JsonNode value) {
    if (parts.isEmpty()) {
      return value;
    }
    JsonNode parent = parent(document);
    if (parent instanceof ObjectNode object) {
      object.set(parts.getLast(), value);
    } else if (parent instanceof ArrayNode array) {
      get(document);
      array.set(existing(array, parts.getLast()), value);
    } else {
      throw missing();
    }
    return document;
  }

  void remove(JsonNode document) {
    if (parts.isEmpty()) {
      throw new PatchException(Reason.MALFORMED, "the whole document cannot be removed");
    }
    get(document);
    JsonNode parent = parent(document);
    if (parent instanceof ObjectNode object) {
      object.remove(parts.getLast());
    } else if (parent instanceof ArrayNode array) {
      array.remove(existing(array, parts.getLast()));
    } else {
      throw missing();
    }
  }

  private JsonNode parent(JsonNode document) {
    return new Path(text, parts.subList(0, parts.size() - 1)).find(document);
  }

  private int insertion(ArrayNode array) {
    String last = parts.getLast();
    if (last.equals("-")) {
      return array.size();
    }
    int index = number(last);
    int position = index < 0 ? index + array.size() + 1 : index;
    if (position < 0 || position > array.size()) {
      throw new PatchException(
          Reason.NOT_APPLICABLE,
          "add operation does not apply: index " + last + " of " + text + " is out of bounds");
    }
    return position;
  }

  /** The index of an element that exists, or -1, which no element has. */
  private int existing(ArrayNode array, String part) {
    int index = number(part);
    int position = index < 0 ? index + array.size() : index;
    return position < array.size() ? position : -1;
  }

  private int number(String part) {
    try {
      return Integer.parseInt(part);
    } catch (NumberFormatException e) {
      throw new PatchException(
          Reason.NOT_APPLICABLE, "\"" + part + "\" in " + text + " is no index of a list");
    }
  }

  private PatchException missing() {
    return new PatchException(
        Reason.NOT_APPLICABLE, "the object has no path \"" + text + "\": missing value", parts);
  }

  @Override
  public String toString() {
    return text;
  }
}
