package dev.slipway.kustomize.generate;

import dev.slipway.kustomize.config.NearMiss;
import dev.slipway.kustomize.config.Section;
import dev.slipway.kustomize.load.Location;
import dev.slipway.manifest.yaml.YamlDialect;
import dev.slipway.manifest.yaml.YamlDocument;
import dev.slipway.manifest.yaml.YamlReader;
import dev.slipway.manifest.yaml.YamlWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The values a chart is rendered with. */
final class HelmValues {
  private static final List<String> MERGES = List.of("merge", "override", "replace");

  private HelmValues() {}

  /** Writes the first file of values into {@code work}; the answer is all files in their order. */
  static List<String> write(Section section, Location location, Path chart, Path work) {
    var files = new ArrayList<String>();
    try {
      Path first = work.resolve(chart.getFileName() + "-kustomize-values.yaml");
      Files.write(first, first(section, location, chart));
      files.add(first.toString());
      int index = 0;
      for (String name : section.texts("additionalValuesFiles")) {
        Path file = work.resolve("values-" + index + ".yaml");
        var place = section.position("additionalValuesFiles/" + index++);
        Files.write(file, location.read(name, place));
        files.add(file.toString());
      }
      return files;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] first(Section section, Location location, Path chart) throws IOException {
    byte[] base = base(section, location, chart);
    String merge = section.text("valuesMerge").isEmpty() ? "override" : section.text("valuesMerge");
    if (!MERGES.contains(merge)) {
      throw section.error(
          "valuesMerge",
          "valuesMerge must be merge, override or replace, it is \"" + merge + "\"",
          NearMiss.hint(merge, MERGES));
    }
    ObjectNode inline =
        section.section("valuesInline").map(Section::node).orElseGet(HelmValues::nothing);
    if (inline.isEmpty()) {
      return base;
    }
    return YamlWriter.write(
            switch (merge) {
              case "replace" -> inline;
              case "merge" -> below(tree(base, section), inline);
              default -> below(inline, tree(base, section));
            })
        .getBytes(StandardCharsets.UTF_8);
  }

  /** The user's file, or the chart's own. */
  private static byte[] base(Section section, Location location, Path chart) throws IOException {
    String file = section.text("valuesFile");
    if (!file.isEmpty()) {
      return location.read(file, section.position("valuesFile"));
    }
    Path own = chart.resolve("values.yaml");
    return Files.isRegularFile(own) ? Files.readAllBytes(own) : new byte[0];
  }

  private static ObjectNode tree(byte[] yaml, Section section) {
    List<YamlDocument> documents =
        new YamlReader(YamlDialect.KUBERNETES).readAll(yaml, section.file() + " (values)");
    return !documents.isEmpty() && documents.getFirst().root() instanceof ObjectNode map
        ? map
        : nothing();
  }

  /** Both maps in one; where both say something, {@code above} wins. */
  private static ObjectNode below(ObjectNode above, ObjectNode below) {
    ObjectNode merged = below.deepCopy();
    for (String name : above.propertyNames()) {
      JsonNode value = above.get(name);
      merged.set(
          name,
          value instanceof ObjectNode map && merged.get(name) instanceof ObjectNode old
              ? below(map, old)
              : value);
    }
    return merged;
  }

  private static ObjectNode nothing() {
    return JsonNodeFactory.instance.objectNode();
  }
}
