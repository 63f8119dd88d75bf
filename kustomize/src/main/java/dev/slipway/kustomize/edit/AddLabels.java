package dev.slipway.kustomize.edit;

import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** {@code edit add label}. */
record AddLabels(ObjectNode fields) {
  void run(List<String> arguments) {
    Arguments parsed =
        Arguments.parse(
            arguments,
            Set.of(),
            Set.of("--without-selector", "-w", "--include-templates", "-t", "--force", "-f"));
    Map<String, String> pairs = Metadata.pairs(parsed.positional(), "label");
    boolean templates = parsed.flag("--include-templates") || parsed.flag("-t");
    if (parsed.flag("--without-selector") || parsed.flag("-w")) {
      Metadata.setLabelsWithoutSelectors(fields, pairs, templates);
      return;
    }
    boolean force = parsed.flag("--force") || parsed.flag("-f");
    put(fields.withObjectProperty("commonLabels"), pairs, force, "label");
  }

  static void put(ObjectNode map, Map<String, String> pairs, boolean force, String what) {
    pairs.forEach((key, value) -> {
      if (map.has(key) && !force) {
        throw new UsageException(
            what + " " + key + " already in kustomization file. Use --force to override.");
      }
      map.put(key, value);
    });
  }
}
