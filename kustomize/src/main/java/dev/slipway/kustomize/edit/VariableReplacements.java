package dev.slipway.kustomize.edit;

import dev.slipway.kustomize.build.Build;
import dev.slipway.kustomize.config.Gvk;
import dev.slipway.kustomize.config.Kustomization;
import dev.slipway.kustomize.config.Section;
import dev.slipway.kustomize.load.Location;
import dev.slipway.kustomize.resource.Resource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Finds where variables are used and writes replacements that do the same. */
final class VariableReplacements {
  private static final List<String> DELIMITERS =
      List.of("/", ":", ",", ";", " ", "=", "-", "_", ".");

  private final String reference;
  private final String name;
  private final ArrayNode targets = JsonNodeFactory.instance.arrayNode();

  private VariableReplacements(String name) {
    this.name = name;
    this.reference = "$(" + name + ")";
  }

  /** One replacement for every variable of a kustomization that is used. */
  static List<ObjectNode> of(Location location, Kustomization kustomization) {
    List<Section> variables = kustomization.section().sections("vars");
    ObjectNode without = kustomization.section().node().deepCopy();
    without.remove("vars");
    Section section = Section.of(without, kustomization.section().file());
    List<Resource> resources =
        Build.layer(location, new Kustomization(section, kustomization.kind()));
    var replacements = new ArrayList<ObjectNode>();
    for (Section variable : variables) {
      var search = new VariableReplacements(variable.requiredText("name"));
      resources.forEach(search::visit);
      if (!search.targets.isEmpty()) {
        ObjectNode replacement = JsonNodeFactory.instance.objectNode();
        replacement.set("source", source(variable));
        replacement.set("targets", search.targets);
        replacements.add(replacement);
      }
    }
    return replacements;
  }

  private static ObjectNode source(Section variable) {
    ObjectNode source = JsonNodeFactory.instance.objectNode();
    Section object =
        variable.section("objref").orElseThrow(() -> variable.error("", "objref is missing", ""));
    String version = object.text("apiVersion");
    if (!version.isEmpty()) {
      int slash = version.indexOf('/');
      put(source, "group", slash < 0 ? "" : version.substring(0, slash));
      put(source, "version", version.substring(slash + 1));
    }
    for (String field : List.of("kind", "name", "namespace")) {
      put(source, field, object.text(field));
    }
    String path = variable.section("fieldref").map(f -> f.text("fieldpath")).orElse("");
    source.put("fieldPath", path.isEmpty() ? "metadata.name" : path);
    return source;
  }

  private static void put(ObjectNode map, String field, String value) {
    if (!value.isEmpty()) {
      map.put(field, value);
    }
  }

  private void visit(Resource resource) {
    visit(resource, resource.tree(), "");
  }

  private void visit(Resource resource, JsonNode node, String path) {
    if (node instanceof ObjectNode map) {
      for (String key : map.propertyNames()) {
        visit(resource, map.get(key), join(path, key.replace(".", "\\.")));
      }
    } else if (node instanceof ArrayNode list) {
      for (int i = 0; i < list.size(); i++) {
        String element = list.get(i).path("name").asString("");
        visit(
            resource,
            list.get(i),
            join(path, element.isEmpty() ? String.valueOf(i) : "[name=" + element + "]"));
      }
    } else if (node.isString() && node.stringValue().contains(reference)) {
      addTarget(resource, node.stringValue(), path);
    }
  }

  private static String join(String path, String part) {
    return path.isEmpty() ? part : path + "." + part;
  }

  private void addTarget(Resource resource, String value, String path) {
    ObjectNode target = targets.addObject();
    target.putArray("fieldPaths").add(path);
    if (!value.equals(reference)) {
      target.set("options", options(resource, value, path));
    }
    Gvk gvk = resource.gvk();
    ObjectNode select = target.putObject("select");
    put(select, "group", gvk.group());
    put(select, "version", gvk.version());
    put(select, "kind", gvk.kind());
    put(select, "name", resource.name());
    put(select, "namespace", resource.namespace());
  }

  /** The delimiter that leaves the reference alone between two of it. */
  private ObjectNode options(Resource resource, String value, String path) {
    for (String delimiter : DELIMITERS) {
      List<String> parts = List.of(value.split(Pattern.quote(delimiter), -1));
      Optional<Integer> index =
          parts.stream().filter(reference::equals).findFirst().map(parts::indexOf);
      boolean once = value.indexOf(reference) == value.lastIndexOf(reference);
      if (index.isPresent() && once) {
        return JsonNodeFactory.instance
            .objectNode()
            .put("delimiter", delimiter)
            .put("index", index.get());
      }
    }
    throw new UsageException(
        "the variable "
            + name
            + " cannot become a replacement: in "
            + path
            + " of "
            + resource
            + " it stands inside the text \""
            + value
            + "\"; nothing was changed");
  }
}
