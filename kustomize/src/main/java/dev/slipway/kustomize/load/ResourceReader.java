package dev.slipway.kustomize.load;

import dev.slipway.base.InputException;
import dev.slipway.base.InputException.Position;
import dev.slipway.kustomize.resource.Origin;
import dev.slipway.kustomize.resource.Resource;
import dev.slipway.manifest.yaml.YamlDialect;
import dev.slipway.manifest.yaml.YamlDocument;
import dev.slipway.manifest.yaml.YamlReader;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads objects from text: several documents, lists of objects taken apart. */
public final class ResourceReader {
  private static final YamlReader YAML = new YamlReader(YamlDialect.KUSTOMIZE);
  private static final String SEPARATOR = "\n---";

  private ResourceReader() {}

  /**
   * All objects of a text.
   *
   * @param origin where an object at a place of the file came from
   */
  public static List<Resource> read(byte[] bytes, String file, Function<Position, Origin> origin) {
    var resources = new ArrayList<Resource>();
    List<YamlDocument> documents = YAML.readAll(bytes, file);
    documents.stream().findFirst().ifPresent(ResourceReader::requireBareSeparators);
    for (YamlDocument document : documents) {
      for (ObjectNode object : objects(document)) {
        requireIdentity(object, document);
        resources.add(new Resource(object, origin.apply(document.position())));
      }
    }
    return resources;
  }

  /** A document may not begin on the line that separates it from the one before. */
  private static void requireBareSeparators(YamlDocument first) {
    String text = first.text();
    for (int at = text.indexOf(SEPARATOR); at >= 0; at = text.indexOf(SEPARATOR, at + 1)) {
      int from = at + SEPARATOR.length();
      int end = text.indexOf('\n', from);
      String rest = text.substring(from, end < 0 ? text.length() : end).strip();
      if (!rest.isEmpty() && !rest.startsWith("#")) {
        int line = (int) text.substring(0, from).lines().count();
        throw new InputException(
            new Position(first.file(), line, 1),
            "invalid document separator: ---" + rest,
            "Put the document on the lines after ---.");
      }
    }
  }

  /** The objects of a document; lists come after what is no list, as kustomize has them. */
  private static List<ObjectNode> objects(YamlDocument document) {
    if (document.root() instanceof ObjectNode object && object.isEmpty()) {
      return List.of();
    }
    if (!(document.root() instanceof ObjectNode object)) {
      throw new InputException(
          document.position(),
          "an object is expected, this is "
              + (document.root().isArray() ? "a list" : "\"" + document.root().asString() + "\""),
          "");
    }
    var objects = new ArrayList<ObjectNode>();
    Deque<ObjectNode> open = new ArrayDeque<>(List.of(object));
    while (!open.isEmpty()) {
      ObjectNode next = open.removeFirst();
      if (!next.path("kind").asString("").endsWith("List") || !next.has("items")) {
        objects.add(next);
        continue;
      }
      addItems(next.get("items"), open, document);
    }
    return objects;
  }

  private static void addItems(JsonNode items, Deque<ObjectNode> open, YamlDocument document) {
    if (items.isNull()) {
      return;
    }
    if (!(items instanceof ArrayNode list)) {
      throw new InputException(
          document.position(JsonPointer.compile("/items")), "items must be a list", "");
    }
    for (JsonNode item : list) {
      if (item.isNull()) {
        continue;
      }
      if (!(item instanceof ObjectNode object)) {
        throw new InputException(
            document.position(JsonPointer.compile("/items")), "items must hold objects", "");
      }
      open.addLast(object);
    }
  }

  private static void requireIdentity(ObjectNode object, YamlDocument document) {
    String kind = object.path("kind").asString("");
    Position where = document.position();
    if (kind.isEmpty()) {
      throw new InputException(where, "missing kind", "Every object has apiVersion and kind.");
    }
    String name = object.path("metadata").path("name").asString("");
    if (name.isEmpty() && !kind.endsWith("List")) {
      throw new InputException(
          where, "missing metadata.name in object " + kind, "Every object has a name.");
    }
  }
}
