package dev.slipway.kustomize.build;

import dev.slipway.kustomize.config.Section;
import dev.slipway.kustomize.generate.Generator;
import dev.slipway.kustomize.generate.HelmChart;
import dev.slipway.kustomize.generate.HelmHome;
import dev.slipway.kustomize.generate.HelmProgram;
import dev.slipway.kustomize.load.Location;
import dev.slipway.kustomize.resource.Resource;
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
    var objects = new GeneratedObjects(layer.resources());
    for (Section entry : section.sections("configMapGenerator")) {
      objects.absorb(Generator.configMap(entry, options, location));
    }
    for (Section entry : section.sections("secretGenerator")) {
      objects.absorb(Generator.secret(entry, options, location));
    }
    HelmHome home = HelmHome.of(section.section("helmGlobals"));
    for (Section chart : section.sections("helmCharts")) {
      objects.add(new HelmChart(chart, home, helm(chart), location).render());
    }
    for (Plugin plugin : new Plugins(context, location, section).read("generators")) {
      generated(plugin.section()).forEach(made -> objects.absorb(made.from(plugin.origin())));
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
}
