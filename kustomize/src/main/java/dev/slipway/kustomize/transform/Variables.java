package dev.slipway.kustomize.transform;

import dev.slipway.base.InputException;
import dev.slipway.kustomize.config.FieldSpec;
import dev.slipway.kustomize.config.Gvk;
import dev.slipway.kustomize.config.NearMiss;
import dev.slipway.kustomize.config.Section;
import dev.slipway.kustomize.resource.Names;
import dev.slipway.kustomize.resource.Resource;
import dev.slipway.kustomize.resource.Resources;
import dev.slipway.kustomize.transform.Fields.Leaf;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The old {@code vars}: {@code $(NAME)} in some fields becomes the value of another field. */
public final class Variables {
  private final Map<String, Variable> variables = new HashMap<>();

  private record Variable(
      String name, Gvk gvk, String objectName, String namespace, String path, Section section) {
    String identity() {
      return gvk + "|" + objectName + "|" + namespace + "|" + path;
    }
  }

  /** Adds what a kustomization declares; the same name twice is an error. */
  public void declare(List<Section> sections) {
    for (Section section : sections) {
      Variable variable = read(section);
      if (variables.putIfAbsent(variable.name(), variable) != null) {
        throw section.error("name", "var '" + variable.name() + "' already encountered", "");
      }
    }
  }

  private static Variable read(Section section) {
    section.allow(Set.of("name", "objref", "fieldref"));
    Section object =
        section
            .section("objref")
            .orElseThrow(() -> section.error("", "a var needs an objref", ""))
            .allow(
                Set.of(
                    "apiVersion",
                    "kind",
                    "name",
                    "namespace",
                    "group",
                    "version",
                    "uid",
                    "resourceVersion",
                    "fieldPath"));
    Gvk gvk = Gvk.of(object.text("apiVersion"), object.text("kind"));
    if (object.has("group") || object.has("version")) {
      gvk = Gvk.of(object);
    }
    String path =
        section
            .section("fieldref")
            .map(field -> field.allow(Set.of("fieldpath", "fieldPath")))
            .map(field -> field.text("fieldpath") + field.text("fieldPath"))
            .filter(text -> !text.isEmpty())
            .orElse("metadata.name");
    path = path.replaceAll("\\[([0-9]+)]", ".$1");
    return new Variable(
        section.requiredText("name"),
        gvk,
        object.text("name"),
        object.text("namespace"),
        path,
        section);
  }

  /** Takes over what another layer declared; the same thing twice is fine. */
  public void absorb(Variables other) {
    for (Variable variable : other.variables.values()) {
      Variable known = variables.putIfAbsent(variable.name(), variable);
      if (known != null && !known.identity().equals(variable.identity())) {
        throw variable
            .section()
            .error("name", "var '" + variable.name() + "' already encountered", "");
      }
    }
  }

  public boolean isEmpty() {
    return variables.isEmpty();
  }

  /**
   * Replaces all variables.
   *
   * @param warnings told about variables nobody uses
   */
  public void resolve(Resources resources, List<FieldSpec> fields, Consumer<String> warnings) {
    if (variables.isEmpty()) {
      return;
    }
    Map<String, JsonNode> values = new HashMap<>();
    variables.values().forEach(v -> values.put(v.name(), value(v, resources)));
    var expansion = new Expansion(values);
    for (Resource resource : resources) {
      Fields.each(resource, fields, Leaf.MAP, cell -> expand(cell, expansion));
    }
    var unused = new HashSet<>(values.keySet());
    unused.removeAll(expansion.used());
    if (!unused.isEmpty()) {
      warnings.accept(
          "well-defined vars that were never replaced: "
              + String.join(",", unused.stream().sorted().toList()));
    }
  }

  private static void expand(Cell cell, Expansion expansion) {
    JsonNode node = cell.get();
    if (node instanceof ObjectNode map) {
      for (String key : List.copyOf(map.propertyNames())) {
        if (map.get(key).isString()) {
          expand(new Cell.Field(map, key), expansion);
        }
      }
    } else if (node.isArray()) {
      for (int i = 0; i < node.size(); i++) {
        expand(new Cell.Element((tools.jackson.databind.node.ArrayNode) node, i), expansion);
      }
    } else if (node.isString()) {
      expansion.expand(node.stringValue()).ifPresent(cell::set);
    }
  }

  private static JsonNode value(Variable variable, Resources resources) {
    List<Resource> found = new ArrayList<>();
    for (Resource resource : resources) {
      Gvk now = resource.gvk();
      if (resource.anyName(n -> named(n, variable, now))) {
        found.add(resource);
      }
    }
    if (found.size() != 1) {
      String problem =
          found.isEmpty()
              ? "var '"
                  + variable.name()
                  + "' cannot be mapped to a field in the set of known resources"
              : "var '" + variable.name() + "' may mean any of " + found;
      var kinds = new TreeSet<String>();
      var names = new TreeSet<String>();
      resources.forEach(resource -> kinds.add(resource.kind()));
      resources.forEach(resource -> names.add(resource.originalNames().name()));
      String kind = variable.gvk().kind();
      String hint =
          kinds.contains(kind) || kind.isEmpty()
              ? NearMiss.hint(variable.objectName(), names)
              : NearMiss.hint(kind, kinds);
      throw variable.section().error("", problem, hint);
    }
    FieldPath path = FieldPath.of(variable.path());
    JsonNode value = path.find(found.getFirst().tree());
    if (value.isMissingNode()) {
      throw new InputException(
          variable.section().position(""),
          "field specified in var '" + variable.name() + "' not found in " + found.getFirst(),
          path.nearMiss(found.getFirst().tree()));
    }
    return value;
  }

  private static boolean named(Names names, Variable variable, Gvk now) {
    return variable.gvk().selects(now.ofKind(names.kind()))
        && names.name().equals(variable.objectName())
        && (variable.namespace().isEmpty() || variable.namespace().equals(names.namespace()));
  }
}
