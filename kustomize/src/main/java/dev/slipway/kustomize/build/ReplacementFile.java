package dev.slipway.kustomize.build;

import dev.slipway.kustomize.config.Section;
import dev.slipway.manifest.yaml.YamlDialect;
import dev.slipway.manifest.yaml.YamlDocument;
import dev.slipway.manifest.yaml.YamlReader;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A file of replacements: one, or a list of them. */
final class ReplacementFile {
  private static final YamlReader YAML = new YamlReader(YamlDialect.KUBERNETES);

  private ReplacementFile() {}

  static List<Section> read(byte[] bytes, String file) {
    var result = new ArrayList<Section>();
    for (YamlDocument document : YAML.readAll(bytes, file)) {
      if (document.root() instanceof ArrayNode list) {
        ObjectNode wrapper = JsonNodeFactory.instance.objectNode();
        wrapper.set("replacements", list);
        result.addAll(Section.of(wrapper, file).sections("replacements"));
      } else {
        result.add(Section.of(document));
      }
    }
    return result;
  }
}
