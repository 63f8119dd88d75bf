package dev.slipway.kustomize.build;

import dev.slipway.base.InputException;
import dev.slipway.base.InputException.Position;
import dev.slipway.kustomize.config.Kustomization;
import dev.slipway.kustomize.config.Kustomization.Entry;
import dev.slipway.kustomize.config.Kustomization.Kind;
import dev.slipway.kustomize.config.Section;
import dev.slipway.kustomize.load.Location;
import dev.slipway.kustomize.load.ResourceReader;
import dev.slipway.kustomize.resource.Intake;
import dev.slipway.kustomize.resource.Resource;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Builds one kustomization and all below it, depth first: resources, field lists, generators,
 * components, transformers, variables.
 */
final class LayerBuilder {
  private final BuildContext context;
  private final Location location;
  private final Kustomization kustomization;

  LayerBuilder(BuildContext context, Location location, Kustomization kustomization) {
    this.context = context;
    this.location = location;
    this.kustomization = kustomization;
  }

  /** The layer of a kustomization on its own. */
  Layer build() {
    var layer = new Layer(context.schemas());
    addTo(layer);
    return layer;
  }

  private Section section() {
    return kustomization.section();
  }

  private void addTo(Layer layer) {
    try {
      addAllTo(layer);
    } catch (InputException e) {
      throw location.reached(e);
    }
  }

  private void addAllTo(Layer layer) {
    context.trail().visit(location);
    refuseUnsupported();
    requireKnownFields();
    warnAboutOldFields();
    Intake intake = layer.resources().intake();
    kustomization.resources().forEach(entry -> addResource(entry, layer, intake));
    new FieldLists(location, section()).addTo(layer);
    new Generators(context, location, section()).addTo(layer);
    kustomization.entries("components").forEach(entry -> addComponent(entry, layer));
    for (Step step : new Transformers(context, location, section(), layer.config()).all()) {
      step.transformer().transform(layer.resources());
      if (context.metadata().notesSteps()) {
        layer.resources().forEach(resource -> resource.note(step.origin()));
      }
    }
    validators(layer);
    layer.variables().declare(section().sections("vars"));
  }

  private void validators(Layer layer) {
    var builtIn = new BuiltInTransformers(location, layer.config());
    for (Plugin plugin : new Plugins(context, location, section()).read("validators")) {
      new Validator(plugin, builtIn.of(plugin.section())).transform(layer.resources());
    }
  }

  private void addResource(Entry entry, Layer layer, Intake intake) {
    Position from = section().position(entry.field());
    if (entry.text().isEmpty()) {
      throw new InputException(from, "an empty path names no resource", "");
    }
    Optional<Location> directory = location.enterDirectory(entry.text(), from);
    if (directory.isPresent()) {
      Location below = directory.get();
      Kustomization base = KustomizationFile.read(below, from);
      if (base.kind() == Kind.COMPONENT) {
        throw new InputException(
            from,
            "expected kind != 'Component' for path \"" + entry.text() + "\"",
            "List it under components.");
      }
      layer.absorb(new LayerBuilder(context, below, base).build(), section(), intake);
      return;
    }
    intake.add(read(entry.text(), from));
  }

  private List<Resource> read(String path, Position from) {
    byte[] bytes = location.read(path, from);
    return ResourceReader.read(
        bytes, location.nameOf(path), position -> location.originOf(position, path));
  }

  private void addComponent(Entry entry, Layer layer) {
    Position from = section().position(entry.field());
    Location below = location.enter(entry.text(), from);
    Kustomization component = KustomizationFile.read(below, from);
    if (component.kind() != Kind.COMPONENT) {
      throw new InputException(
          from,
          "expected kind 'Component' for path \"" + entry.text() + "\" but got 'Kustomization'",
          "List it under resources.");
    }
    new LayerBuilder(context, below, component).addTo(layer);
  }

  private void refuseUnsupported() {
    String old = "helmChartInflationGenerator";
    if (section().has(old)) {
      throw section()
          .error(old, old + " is no longer supported", "Use helmCharts and helmGlobals.");
    }
  }

  /** Also in what only the root of a build or only generators make use of. */
  private void requireKnownFields() {
    section()
        .section("generatorOptions")
        .ifPresent(options ->
            options.allow(Set.of("labels", "annotations", "disableNameSuffixHash", "immutable")));
    section().section("openapi").ifPresent(openapi -> openapi.allow(Set.of("path", "version")));
    section()
        .section("sortOptions")
        .map(sort -> sort.allow(Set.of("order", "legacySortOptions")))
        .flatMap(sort -> sort.section("legacySortOptions"))
        .ifPresent(lists -> lists.allow(Set.of("orderFirst", "orderLast")));
  }

  private void warnAboutOldFields() {
    warnAbout("bases", "resources");
    warnAbout("patchesStrategicMerge", "patches");
    warnAbout("patchesJson6902", "patches");
    warnAbout("commonLabels", "labels");
    warnAbout("vars", "replacements");
    warnAbout("imageTags", "images");
  }

  private void warnAbout(String old, String current) {
    if (section().has(old)) {
      context
          .warnings()
          .accept(
              "# Warning: '%s' is deprecated. Please use '%s' instead. Run 'kustomize edit fix' to update your Kustomization automatically."
                  .formatted(old, current));
    }
  }
}
