package dev.slipway.kustomize.transform;

import dev.slipway.base.InputException;
import dev.slipway.kustomize.config.FieldSpec;
import dev.slipway.kustomize.config.FieldSpec.Creation;
import dev.slipway.kustomize.resource.Resource;
import java.util.List;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Walks to the fields a specification names, through lists, making what is missing if asked to. */
final class Fields {
  private final Resource resource;
  private final FieldSpec spec;
  private final Leaf leaf;
  private final Consumer<Cell> action;

  /** What is made at the end of a path that does not exist. */
  enum Leaf {
    MAP,
    NOTHING
  }

  private Fields(Resource resource, FieldSpec spec, Leaf leaf, Consumer<Cell> action) {
    this.resource = resource;
    this.spec = spec;
    this.leaf = leaf;
    this.action = action;
  }

  /** Calls {@code action} for every place, when the specification is about this kind. */
  static void each(Resource resource, FieldSpec spec, Leaf leaf, Consumer<Cell> action) {
    if (spec.gvk().selects(resource.gvk())) {
      new Fields(resource, spec, leaf, action).walkMap(resource.tree(), 0);
    }
  }

  static void each(Resource resource, List<FieldSpec> specs, Leaf leaf, Consumer<Cell> action) {
    specs.forEach(spec -> each(resource, spec, leaf, action));
  }

  private void walk(Cell cell, int depth) {
    JsonNode node = cell.get();
    if (depth == spec.path().size()) {
      if (node instanceof ArrayNode list && leaf == Leaf.NOTHING) {
        elements(list, depth);
      } else {
        action.accept(cell);
      }
      return;
    }
    if (node instanceof ObjectNode map) {
      walkMap(map, depth);
    } else if (node instanceof ArrayNode list) {
      elements(list, depth);
    } else if (!node.isNull()) {
      throw clash(node, depth);
    }
  }

  private void elements(ArrayNode list, int depth) {
    for (int i = 0; i < list.size(); i++) {
      walk(new Cell.Element(list, i), depth);
    }
  }

  private void walkMap(ObjectNode map, int depth) {
    String part = spec.path().get(depth);
    boolean listExpected = part.endsWith("[]");
    String name = listExpected ? part.substring(0, part.length() - 2) : part;
    JsonNode value = map.path(name);
    boolean last = depth + 1 == spec.path().size();
    if (value.isMissingNode() || value.isNull()) {
      if (spec.create() == Creation.SKIP || leadsIntoList(depth)) {
        return;
      }
      if (!last || leaf == Leaf.MAP) {
        map.set(name, JsonNodeFactory.instance.objectNode());
      } else {
        map.set(name, JsonNodeFactory.instance.nullNode());
      }
    }
    walk(new Cell.Field(map, name), depth + 1);
  }

  /** Elements are never made, so nothing is made on the way to them. */
  private boolean leadsIntoList(int depth) {
    return spec.path().subList(depth, spec.path().size()).stream().anyMatch(p -> p.endsWith("[]"));
  }

  private InputException clash(JsonNode node, int depth) {
    return new InputException(
        resource.origin().position(),
        "field \""
            + String.join("/", spec.path().subList(0, depth))
            + "\" of "
            + resource
            + " is \""
            + node.asString()
            + "\", a map or a list is expected",
        "");
  }
}
