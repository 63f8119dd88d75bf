package dev.slipway.kustomize.config;

import dev.slipway.base.InputException;
import dev.slipway.base.InputException.Position;
import dev.slipway.manifest.yaml.YamlDocument;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A map in a configuration file, read strictly: every wrong type and unknown field has a place. */
public final class Section {
  private final YamlDocument document;
  private final JsonPointer pointer;
  private final ObjectNode node;

  private Section(YamlDocument document, JsonPointer pointer, ObjectNode node) {
    this.document = document;
    this.pointer = pointer;
    this.node = node;
  }

  /** The whole document, which must be a map. */
  public static Section of(YamlDocument document) {
    if (!(document.root() instanceof ObjectNode object)) {
      throw new InputException(document.position(), "a map is expected", "");
    }
    return new Section(document, JsonPointer.empty(), object);
  }

  /** A map made by the program; its errors name {@code file} only. */
  public static Section of(ObjectNode node, String file) {
    return of(new YamlDocument(node, file, 0, 0, ""));
  }

  public ObjectNode node() {
    return node;
  }

  public String file() {
    return document.file();
  }

  /** The file without the folders it is in. */
  public String fileName() {
    return file().substring(file().lastIndexOf('/') + 1);
  }

  public boolean has(String name) {
    return node.has(name);
  }

  /** Refuses every field that is not in {@code names}, proposing what was probably meant. */
  public Section allow(Set<String> names) {
    for (String name : node.propertyNames()) {
      if (!names.contains(name)) {
        String what =
            pointer.matches() ? "invalid Kustomization: unknown field " : "unknown field ";
        throw error(name, what + "\"" + name + "\"", NearMiss.hint(name, names));
      }
    }
    return this;
  }

  /** The text of a field; empty when it is absent. */
  public String text(String name) {
    return optionalText(name).orElse("");
  }

  public Optional<String> optionalText(String name) {
    JsonNode value = node.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return Optional.empty();
    }
    if (!value.isString()) {
      throw error(name, name + " must be text, it is " + describe(value), quoteHint(value));
    }
    return Optional.of(value.stringValue());
  }

  /** The text of a field that must be there. */
  public String requiredText(String name) {
    String text = text(name);
    if (text.isEmpty()) {
      throw error("", name + " is missing", "");
    }
    return text;
  }

  public boolean flag(String name) {
    return optionalFlag(name).orElse(false);
  }

  public Optional<Boolean> optionalFlag(String name) {
    JsonNode value = node.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return Optional.empty();
    }
    if (!value.isBoolean()) {
      throw error(name, name + " must be true or false, it is " + describe(value), "");
    }
    return Optional.of(value.booleanValue());
  }

  public Optional<Long> number(String name) {
    JsonNode value = node.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return Optional.empty();
    }
    if (!value.isIntegralNumber()) {
      throw error(name, name + " must be a whole number, it is " + describe(value), "");
    }
    return Optional.of(value.longValue());
  }

  /** The texts of a list; empty when it is absent. */
  public List<String> texts(String name) {
    var texts = new ArrayList<String>();
    for (JsonNode item : list(name)) {
      if (!item.isString()) {
        throw error(
            name + "/" + texts.size(),
            name + " must hold text, it holds " + describe(item),
            quoteHint(item));
      }
      texts.add(item.stringValue());
    }
    return texts;
  }

  /** The maps of a list; empty when it is absent. */
  public List<Section> sections(String name) {
    var sections = new ArrayList<Section>();
    for (JsonNode item : list(name)) {
      JsonPointer place = pointer.appendProperty(name).appendIndex(sections.size());
      if (!(item instanceof ObjectNode object)) {
        throw new InputException(
            document.position(place), name + " must hold maps, it holds " + describe(item), "");
      }
      sections.add(new Section(document, place, object));
    }
    return sections;
  }

  public Optional<Section> section(String name) {
    JsonNode value = node.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return Optional.empty();
    }
    if (!(value instanceof ObjectNode object)) {
      throw error(name, name + " must be a map, it is " + describe(value), "");
    }
    return Optional.of(new Section(document, pointer.appendProperty(name), object));
  }

  /** A map of texts, sorted by key. */
  public Map<String, String> textMap(String name) {
    var map = new TreeMap<String, String>();
    section(name)
        .ifPresent(section ->
            section.node.propertyNames().forEach(key -> map.put(key, section.text(key))));
    return map;
  }

  /** An error at a field of this map; at the map itself when {@code name} is empty. */
  public InputException error(String name, String problem, String hint) {
    return new InputException(position(name), problem, hint);
  }

  /** Where a field stands, or an element such as {@code resources/0}; a field may have any name. */
  public Position position(String name) {
    JsonPointer place = pointer;
    if (node.has(name)) {
      place = place.appendProperty(name);
    } else if (!name.isEmpty()) {
      for (String part : name.split("/", -1)) {
        place = place.appendProperty(part);
      }
    }
    return document.line() == 0 ? Position.of(document.file()) : document.position(place);
  }

  /** The items of a list, whatever they are; empty when it is absent. */
  public List<JsonNode> items(String name) {
    return list(name).valueStream().toList();
  }

  private JsonNode list(String name) {
    JsonNode value = node.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return JsonNodeFactory.instance.arrayNode();
    }
    if (!value.isArray()) {
      throw error(name, name + " must be a list, it is " + describe(value), "");
    }
    return value;
  }

  private static String quoteHint(JsonNode value) {
    return value.isNumber() || value.isBoolean()
        ? "Put quotes around it: \"" + value.asString() + "\""
        : "";
  }

  static String describe(JsonNode value) {
    return switch (value.getNodeType()) {
      case ARRAY -> "a list";
      case OBJECT -> "a map";
      case NULL -> "nothing";
      case NUMBER -> "the number " + value.asString();
      case BOOLEAN -> value.asString();
      case STRING -> "the text \"" + value.stringValue() + "\"";
      case BINARY, MISSING, POJO -> value.toString();
    };
  }
}
