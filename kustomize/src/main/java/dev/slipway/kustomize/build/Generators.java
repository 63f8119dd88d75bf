package dev.slipway.kustomize.build;

import dev.slipway.base.InputException;
import dev.slipway.kustomize.config.Section;
import dev.slipway.kustomize.generate.Generator;
import dev.slipway.kustomize.generate.HelmChart;
import dev.slipway.kustomize.generate.HelmHome;
import dev.slipway.kustomize.generate.HelmProgram;
import dev.slipway.kustomize.load.Location;
import dev.slipway.kustomize.resource.Behavior;
import dev.slipway.kustomize.resource.Resource;
import dev.slipway.kustomize.resource.Resources;
import dev.slipway.manifest.schema.KindSchemas;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Runs the generators of a kustomization and puts what they make among the objects. */
final class Generators {
  private final BuildContext context;
  private final Location location;
  private final Section section;

  Generators(BuildContext context, Location location, Section section) {
    this.context = context;
    this.location = location;
    this.section = section;
  }

  void addTo(Layer layer) {
    Optional<Section> options = section.section("generatorOptions");
    for (Section entry : section.sections("configMapGenerator")) {
      absorb(Generator.configMap(entry, options, location), layer.resources());
    }
    for (Section entry : section.sections("secretGenerator")) {
      absorb(Generator.secret(entry, options, location), layer.resources());
    }
    HelmHome home = HelmHome.of(section.section("helmGlobals"));
    for (Section chart : section.sections("helmCharts")) {
      layer.resources().addAll(new HelmChart(chart, home, helm(chart), location).render());
    }
    for (Plugin plugin : new Plugins(context, location, section).read("generators")) {
      generated(plugin.section())
          .forEach(made -> absorb(made.from(plugin.origin()), layer.resources()));
    }
  }

  private HelmProgram helm(Section chart) {
    return context
        .helm()
        .orElseThrow(() ->
            chart.error(
                "",
                "helmCharts needs helm, which is not allowed here: must specify --enable-helm",
                "Or render the chart to a file and list that under resources."));
  }

  private List<Resource> generated(Section plugin) {
    ObjectNode config = plugin.node().deepCopy();
    String kind = config.path("kind").asString("");
    flatten(config);
    Section entry = Section.of(config, plugin.file());
    return switch (kind) {
      case "ConfigMapGenerator" -> List.of(Generator.configMap(entry, Optional.empty(), location));
      case "SecretGenerator" -> List.of(Generator.secret(entry, Optional.empty(), location));
      case "HelmChartInflationGenerator" -> chart(config, entry);
      default ->
          throw Plugins.unknown(
              plugin,
              List.of("ConfigMapGenerator", "HelmChartInflationGenerator", "SecretGenerator"));
    };
  }

  /** Here the fields of {@code helmGlobals} stand beside those of the chart. */
  private List<Resource> chart(ObjectNode config, Section entry) {
    HelmHome own = new HelmHome(entry.text("chartHome"), entry.text("configHome"));
    config.remove(List.of("chartHome", "configHome"));
    HelmHome home = own.chartHome().isEmpty() ? new HelmHome("charts", own.configHome()) : own;
    return new HelmChart(entry, home, helm(entry), location).render();
  }

  /** A generator object has its name in its metadata, an entry of a list has it at the top. */
  private static void flatten(ObjectNode config) {
    String name = config.path("metadata").path("name").asString("");
    String namespace = config.path("metadata").path("namespace").asString("");
    config.remove(List.of("apiVersion", "kind", "metadata"));
    if (!config.has("name")) {
      config.put("name", name);
    }
    if (!namespace.isEmpty() && !config.has("namespace")) {
      config.put("namespace", namespace);
    }
  }

  /** A generated object is new, or changes the one of its name, as its behaviour says. */
  private static void absorb(Resource generated, Resources resources) {
    List<Resource> same = new ArrayList<>();
    KindSchemas schemas = resources.schemas();
    var id = generated.id(schemas);
    for (Resource resource : resources) {
      if (resource.allNames().anyMatch(names -> resource.id(names, schemas).equals(id))) {
        same.add(resource);
      }
    }
    boolean changes =
        generated.behavior() == Behavior.MERGE || generated.behavior() == Behavior.REPLACE;
    if (same.isEmpty()) {
      if (changes) {
        throw new InputException(
            generated.origin().position(),
            "id " + id + " does not exist; cannot merge or replace",
            "Leave out the behavior, or correct the name.");
      }
      resources.addAll(List.of(generated));
      return;
    }
    if (same.size() > 1) {
      throw new InputException(
          generated.origin().position(), "found multiple objects " + same + " for " + id, "");
    }
    if (!changes) {
      throw new InputException(
          generated.origin().position(),
          "id " + id + " exists; behavior must be merge or replace",
          "The other one is in " + same.getFirst().origin().position() + ".");
    }
    change(resources, same.getFirst(), generated);
  }

  private static void change(Resources resources, Resource old, Resource generated) {
    ObjectNode merged = generated.tree().deepCopy();
    merged.set("metadata", old.tree().path("metadata").deepCopy());
    if (generated.behavior() == Behavior.MERGE) {
      putBelow(merged, old.tree(), "data");
      putBelow(merged, old.tree(), "binaryData");
    }
    ObjectNode metadata = merged.withObjectProperty("metadata");
    ObjectNode addedMetadata = generated.tree().withObjectProperty("metadata");
    putAbove(metadata, addedMetadata, "labels");
    putAbove(metadata, addedMetadata, "annotations");
    var changed = new Resource(merged, old.origin());
    changed.inheritHistory(old);
    changed.setHashed(old.isHashed() && generated.isHashed());
    changed.setBehavior(generated.behavior());
    resources.replace(old, changed);
  }

  /** Entries of {@code from} win. */
  private static void putAbove(ObjectNode into, ObjectNode from, String field) {
    if (from.get(field) instanceof ObjectNode map && !map.isEmpty()) {
      into.withObjectProperty(field).setAll(map.deepCopy());
    }
  }

  /** Entries that are there win. */
  private static void putBelow(ObjectNode into, ObjectNode from, String field) {
    if (from.get(field) instanceof ObjectNode map && !map.isEmpty()) {
      ObjectNode merged = map.deepCopy();
      merged.setAll(into.withObjectProperty(field));
      into.set(field, merged);
    }
  }
}
