package dev.slipway.kustomize.build;

import dev.slipway.base.InputException;
import dev.slipway.base.InputException.Position;
import dev.slipway.kustomize.config.Kustomization;
import dev.slipway.kustomize.config.Kustomization.Entry;
import dev.slipway.kustomize.config.Kustomization.Kind;
import dev.slipway.kustomize.config.Section;
import dev.slipway.kustomize.load.Location;
import dev.slipway.kustomize.load.ResourceReader;
import dev.slipway.kustomize.resource.Resource;
import dev.slipway.manifest.schema.KindSchemas;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Builds one kustomization and all below it, depth first: resources, field lists, generators,
 * components, transformers, variables.
 */
final class LayerBuilder {
  private static final Set<String> UNSUPPORTED =
      Set.of("helmCharts", "helmGlobals", "helmChartInflationGenerator");

  private final KindSchemas schemas;
  private final Consumer<String> warnings;
  private final Location location;
  private final Kustomization kustomization;

  LayerBuilder(
      KindSchemas schemas,
      Consumer<String> warnings,
      Location location,
      Kustomization kustomization) {
    this.schemas = schemas;
    this.warnings = warnings;
    this.location = location;
    this.kustomization = kustomization;
  }

  /** The layer of a kustomization on its own. */
  Layer build() {
    var layer = new Layer(schemas);
    addTo(layer);
    return layer;
  }

  private Section section() {
    return kustomization.section();
  }

  private void addTo(Layer layer) {
    refuseUnsupported();
    warnAboutOldFields();
    kustomization.resources().forEach(entry -> addResource(entry, layer));
    new FieldLists(location, section()).addTo(layer);
    new Generators(location, section(), schemas, warnings).addTo(layer);
    kustomization.entries("components").forEach(entry -> addComponent(entry, layer));
    new Transformers(location, section(), layer.config(), schemas, warnings)
        .all()
        .forEach(transformer -> transformer.transform(layer.resources()));
    layer.variables().declare(section().sections("vars"));
  }

  private void addResource(Entry entry, Layer layer) {
    Position from = section().position(entry.field());
    if (entry.text().isEmpty()) {
      throw new InputException(from, "an empty path names no resource", "");
    }
    if (RemoteSource.isRemote(entry.text()) && !location.isFile(entry.text())) {
      throw RemoteSource.refused(entry.text(), from);
    }
    if (location.isDirectory(entry.text())) {
      Location below = location.enter(entry.text(), from);
      Kustomization base = KustomizationFile.read(below, from);
      if (base.kind() == Kind.COMPONENT) {
        throw new InputException(
            from,
            "expected kind != 'Component' for path \"" + entry.text() + "\"",
            "List it under components.");
      }
      layer.absorb(new LayerBuilder(schemas, warnings, below, base).build(), section());
      return;
    }
    layer.resources().addAll(read(entry.text(), from));
  }

  private List<Resource> read(String path, Position from) {
    byte[] bytes = location.read(path, from);
    String relative = location.relativeToRoot(location.directory().resolve(path).normalize());
    return ResourceReader.read(bytes, location.nameOf(path), relative);
  }

  private void addComponent(Entry entry, Layer layer) {
    Position from = section().position(entry.field());
    if (RemoteSource.isRemote(entry.text()) && !location.isDirectory(entry.text())) {
      throw RemoteSource.refused(entry.text(), from);
    }
    Location below = location.enter(entry.text(), from);
    Kustomization component = KustomizationFile.read(below, from);
    if (component.kind() != Kind.COMPONENT) {
      throw new InputException(
          from,
          "expected kind 'Component' for path \"" + entry.text() + "\" but got 'Kustomization'",
          "List it under resources.");
    }
    new LayerBuilder(schemas, warnings, below, component).addTo(layer);
  }

  private void refuseUnsupported() {
    for (String field : UNSUPPORTED) {
      if (section().has(field)) {
        throw section()
            .error(
                field,
                field + " needs helm, which is not allowed here",
                "Render the chart to a file and list that under resources.");
      }
    }
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
      warnings.accept(
          "# Warning: '%s' is deprecated. Please use '%s' instead. Run 'kustomize edit fix' to update your Kustomization automatically."
              .formatted(old, current));
    }
  }
}
