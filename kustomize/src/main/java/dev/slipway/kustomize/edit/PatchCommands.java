package dev.slipway.kustomize.edit;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code edit add patch} and {@code edit remove patch}. */
record PatchCommands(ObjectNode fields, Consumer<String> log) {
  private static final Map<String, String> TARGET =
      Map.of(
          "--group", "group",
          "--version", "version",
          "--kind", "kind",
          "--name", "name",
          "--namespace", "namespace",
          "--label-selector", "labelSelector",
          "--annotation-selector", "annotationSelector");

  void add(List<String> arguments) {
    ObjectNode patch = patch(arguments);
    ArrayNode patches = fields.withArrayProperty("patches");
    if (patches.valueStream().anyMatch(patch::equals)) {
      log.accept("patch " + patch + " already in kustomization file");
    } else {
      patches.add(patch);
    }
  }

  void remove(List<String> arguments) {
    ObjectNode patch = patch(arguments);
    ArrayNode patches = fields.withArrayProperty("patches");
    int before = patches.size();
    patches.removeIf(patch::equals);
    if (patches.size() == before) {
      log.accept("patch " + patch + " doesn't exist in kustomization file");
    }
  }

  private ObjectNode patch(List<String> arguments) {
    var valued = new HashSet<>(TARGET.keySet());
    valued.addAll(Set.of("--path", "--patch"));
    Arguments parsed = Arguments.parse(arguments, valued, Set.of());
    ObjectNode patch = fields.objectNode();
    parsed.last("--path").filter(p -> !p.isEmpty()).ifPresent(path -> patch.put("path", path));
    parsed.last("--patch").filter(p -> !p.isEmpty()).ifPresent(text -> patch.put("patch", text));
    if (patch.size() != 1) {
      throw new UsageException("must provide either patch or path");
    }
    TARGET.forEach((option, field) ->
        parsed
            .last(option)
            .ifPresent(value -> patch.withObjectProperty("target").put(field, value)));
    return patch;
  }
}
