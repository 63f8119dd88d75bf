package dev.slipway.kustomize.build;

import dev.slipway.base.InputException.Position;
import dev.slipway.kustomize.config.Section;
import dev.slipway.kustomize.load.Location;
import dev.slipway.manifest.yaml.YamlDialect;
import dev.slipway.manifest.yaml.YamlDocument;
import dev.slipway.manifest.yaml.YamlReader;
import java.util.List;

/** Adds what {@code configurations} and {@code crds} say about fields. */
final class FieldLists {
  private static final YamlReader YAML = new YamlReader(YamlDialect.KUBERNETES);

  private final Location location;
  private final Section section;

  FieldLists(Location location, Section section) {
    this.location = location;
    this.section = section;
  }

  void addTo(Layer layer) {
    int index = 0;
    for (String path : section.texts("configurations")) {
      for (YamlDocument document : read(path, section.position("configurations/" + index))) {
        layer.setConfig(layer.config().plus(Section.of(document)));
      }
      index++;
    }
    index = 0;
    for (String path : section.texts("crds")) {
      for (YamlDocument document : read(path, section.position("crds/" + index))) {
        layer.setConfig(
            layer.config().plus(CustomResourceFields.read(Section.of(document)), section));
      }
      index++;
    }
  }

  private List<YamlDocument> read(String path, Position from) {
    return YAML.readAll(location.read(path, from), location.nameOf(path));
  }
}
