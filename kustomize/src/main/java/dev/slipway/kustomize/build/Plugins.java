package dev.slipway.kustomize.build;

import dev.slipway.base.InputException;
import dev.slipway.base.InputException.Position;
import dev.slipway.kustomize.config.NearMiss;
import dev.slipway.kustomize.config.Section;
import dev.slipway.kustomize.load.Location;
import dev.slipway.kustomize.load.ResourceReader;
import dev.slipway.kustomize.resource.Origin.Maker;
import dev.slipway.kustomize.resource.Resource;
import dev.slipway.manifest.yaml.Spelling;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Reads objects that configure steps: from files, from kustomizations, or written in place. */
final class Plugins {
  private static final String BUILT_IN = "builtin";

  private final BuildContext context;
  private final Location location;
  private final Section section;

  Plugins(BuildContext context, Location location, Section section) {
    this.context = context;
    this.location = location;
    this.section = section;
  }

  List<Plugin> read(String field) {
    var plugins = new ArrayList<Plugin>();
    int index = 0;
    for (String entry : section.texts(field)) {
      for (Resource resource : resources(entry, section.position(field + "/" + index))) {
        plugins.add(checked(resource));
      }
      index++;
    }
    return plugins;
  }

  private Collection<Resource> resources(String entry, Position from) {
    if (entry.contains("\n")) {
      byte[] bytes = entry.getBytes(StandardCharsets.UTF_8);
      return ResourceReader.read(
          bytes, section.file(), place -> location.originOf(place, section.fileName()));
    }
    Optional<Location> directory = location.enterDirectory(entry, from);
    if (directory.isPresent()) {
      Location below = directory.get();
      var base = KustomizationFile.read(below, from);
      return new LayerBuilder(context, below, base).build().resources().list();
    }
    return ResourceReader.read(
        location.read(entry, from),
        location.nameOf(entry),
        place -> location.originOf(place, entry));
  }

  private static Plugin checked(Resource resource) {
    if (!resource.tree().path("apiVersion").asString("").equals(BUILT_IN)) {
      throw new InputException(
          resource.origin().position(),
          "external plugins are not run: " + resource,
          "Only plugins with apiVersion: builtin are.");
    }
    ObjectNode plain = (ObjectNode) Spelling.plain(resource.tree());
    var maker = new Maker(resource.kind(), resource.name(), resource.namespace());
    return new Plugin(
        Section.of(plain, resource.origin().position().toString()), resource.origin().by(maker));
  }

  static InputException unknown(Section plugin, List<String> kinds) {
    String kind = plugin.text("kind");
    return plugin.error(
        "kind", "there is no built-in plugin of kind " + kind, NearMiss.hint(kind, kinds));
  }
}
