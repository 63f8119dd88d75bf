package dev.slipway.manifest.yaml;

import dev.slipway.base.InputException;
import dev.slipway.base.YamlEvents;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.events.StreamEndEvent;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Builds trees from events; aliases become copies, merge keys are applied. */
final class YamlComposer {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final YamlEvents events;
  private final YamlLimits limits;
  private final ScalarReader scalars;
  private final RepeatedKeys repeated;
  private final Map<Anchor, JsonNode> anchors = new HashMap<>();
  private int depth;
  private long copied;

  /** A document's value and the line it begins in. */
  record Composed(JsonNode root, int line) {}

  YamlComposer(
      String text, String file, YamlDialect dialect, YamlLimits limits, RepeatedKeys repeated) {
    this.events = new YamlEvents(text, file);
    this.limits = limits;
    this.repeated = repeated;
    this.scalars = new ScalarReader(events, dialect);
  }

  Optional<Composed> next() {
    while (true) {
      Event event = events.next();
      if (event instanceof StreamEndEvent) {
        return Optional.empty();
      }
      if (event instanceof DocumentStartEvent) {
        anchors.clear();
        Event first = events.next();
        return Optional.of(new Composed(compose(first), events.position(first).line()));
      }
    }
  }

  private JsonNode compose(Event event) {
    // No switch over types here and in the writer: Java makes classes for each when it first runs,
    // which costs a short command more than its work.
    if (event instanceof ScalarEvent scalar) {
      return anchored(scalar, scalars.value(scalar));
    }
    if (event instanceof AliasEvent alias) {
      return copy(alias);
    }
    if (event instanceof MappingStartEvent mapping) {
      descend(mapping);
      JsonNode object = anchored(mapping, object(mapping.isFlow()));
      depth--;
      return object;
    }
    if (event instanceof SequenceStartEvent sequence) {
      descend(sequence);
      JsonNode array = anchored(sequence, array());
      depth--;
      return array;
    }
    throw new IllegalStateException("no value begins with " + event);
  }

  private void descend(Event event) {
    if (++depth > limits.depth()) {
      throw new InputException(
          events.position(event), "nested deeper than " + limits.depth() + " levels", "");
    }
  }

  private JsonNode anchored(NodeEvent event, JsonNode node) {
    event.getAnchor().ifPresent(anchor -> anchors.put(anchor, node));
    return node;
  }

  private JsonNode copy(AliasEvent alias) {
    JsonNode target = alias.getAnchor().map(anchors::get).orElse(null);
    if (target == null) {
      throw new InputException(
          events.position(alias),
          "the alias *" + alias.getAlias().getValue() + " has no anchor before it",
          "An anchor cannot contain itself.");
    }
    countCopy(target, alias);
    return target.deepCopy();
  }

  private void countCopy(JsonNode node, Event alias) {
    if (++copied > limits.copiedNodes()) {
      throw new InputException(
          events.position(alias),
          "aliases expand to more than " + limits.copiedNodes() + " values",
          "Write the values out, or use fewer nested aliases.");
    }
    for (JsonNode child : node) {
      countCopy(child, alias);
    }
  }

  private ArrayNode array() {
    ArrayNode array = NODES.arrayNode();
    for (Event item = events.next();
        item.getEventId() != Event.ID.SequenceEnd;
        item = events.next()) {
      array.add(compose(item));
    }
    return array;
  }

  private ObjectNode object(boolean flow) {
    ObjectNode object = NODES.objectNode();
    List<ObjectNode> merged = new ArrayList<>();
    boolean hasMerge = false;
    for (Event key = events.next(); key.getEventId() != Event.ID.MappingEnd; key = events.next()) {
      if (scalars.isMergeKey(key)) {
        if (hasMerge) {
          throw new InputException(events.position(key), "the key << appears twice in one map", "");
        }
        hasMerge = true;
        Event value = events.next();
        collectMerged(compose(value), value, merged);
      } else {
        String name = key instanceof AliasEvent alias ? aliasKey(alias) : scalars.key(key);
        if (key instanceof ScalarEvent scalar) {
          anchored(scalar, NODES.stringNode(name));
        }
        if (object.has(name)) {
          repeated.found(events.position(key), name);
        }
        JsonNode value = compose(events.next());
        object.set(name, flow ? inBraces(value) : value);
      }
    }
    mergeInto(object, merged);
    return object;
  }

  private static JsonNode inBraces(JsonNode value) {
    return value instanceof EmptyNull ? new EmptyNull(EmptyNull.Place.BRACES) : value;
  }

  private String aliasKey(AliasEvent alias) {
    JsonNode key = copy(alias);
    if (!key.isString()) {
      throw new InputException(events.position(alias), "a map key must be text", "");
    }
    return key.stringValue();
  }

  /** Of several merged maps the first wins; the map's own keys win over all. */
  private static void mergeInto(ObjectNode object, List<ObjectNode> merged) {
    for (ObjectNode source : merged) {
      source.properties().forEach(entry -> object.putIfAbsent(entry.getKey(), entry.getValue()));
    }
  }

  private void collectMerged(JsonNode value, Event event, List<ObjectNode> into) {
    if (value instanceof ObjectNode object) {
      into.add(object);
      return;
    }
    if (!(value instanceof ArrayNode array)) {
      throw badMerge(event);
    }
    for (JsonNode item : array) {
      if (!(item instanceof ObjectNode object)) {
        throw badMerge(event);
      }
      into.add(object);
    }
  }

  private InputException badMerge(Event event) {
    return new InputException(
        events.position(event), "the value of << must be a map or a list of maps", "");
  }
}
