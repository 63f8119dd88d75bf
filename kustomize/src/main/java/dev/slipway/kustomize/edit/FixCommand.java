package dev.slipway.kustomize.edit;

import dev.slipway.base.InputException;
import dev.slipway.kustomize.build.Build;
import dev.slipway.kustomize.config.Kustomization;
import dev.slipway.kustomize.load.LoadRestriction;
import dev.slipway.kustomize.load.Location;
import dev.slipway.kustomize.load.RemoteAccess;
import dev.slipway.kustomize.load.Remotes;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code edit fix}: old fields become the ones that replaced them. What the kustomization builds to
 * is compared before and after.
 */
record FixCommand(KustomizationText text, Path directory, Consumer<String> out) {
  void run(List<String> arguments) {
    Arguments parsed = Arguments.parse(arguments, Set.of(), Set.of("--vars"));
    if (!parsed.positional().isEmpty()) {
      throw new UsageException("edit fix takes no argument: " + parsed.positional());
    }
    ObjectNode fields = text.fields();
    var fixed = new ArrayList<>(text.renamed());
    Optional<List<ObjectNode>> before = built(text.original());
    patches(fixed);
    labels(fixed);
    if (parsed.flag("--vars") && fields.path("vars").isArray()) {
      fields.withArrayProperty("replacements").addAll(replacements());
      fields.remove("vars");
      fixed.add("vars -> replacements");
    }
    compare(before, parsed);
    if (!fixed.isEmpty()) {
      out.accept("Fixed fields:");
      fixed.forEach(line -> out.accept("  " + line));
    }
    if (fields.has("vars")) {
      out.accept("'kustomize edit fix --vars' turns vars into replacements.");
    }
  }

  private void patches(List<String> fixed) {
    ObjectNode fields = text.fields();
    for (JsonNode item : list("patchesStrategicMerge")) {
      String patch = item.asString("");
      boolean inPlace = patch.contains("\n");
      fields.withArrayProperty("patches").addObject().put(inPlace ? "patch" : "path", patch);
    }
    for (JsonNode item : list("patchesJson6902")) {
      fields.withArrayProperty("patches").add(item);
    }
    for (String old : List.of("patchesStrategicMerge", "patchesJson6902")) {
      if (fields.remove(old) != null) {
        fixed.add(old + " -> patches");
      }
    }
  }

  private void labels(List<String> fixed) {
    ObjectNode fields = text.fields();
    if (fields.get("commonLabels") instanceof ObjectNode common && !common.isEmpty()) {
      for (JsonNode entry : fields.path("labels")) {
        for (String key : entry.path("pairs").propertyNames()) {
          if (common.has(key)) {
            throw new UsageException(
                "label name '" + key + "' exists in both commonLabels and labels");
          }
        }
      }
      ObjectNode entry = fields.withArrayProperty("labels").addObject();
      entry.put("includeSelectors", true).set("pairs", common);
    }
    if (fields.remove("commonLabels") != null) {
      fixed.add("commonLabels -> labels");
    }
  }

  private ArrayNode list(String field) {
    ObjectNode fields = text.fields();
    return fields.get(field) instanceof ArrayNode list ? list.deepCopy() : fields.arrayNode();
  }

  private List<ObjectNode> replacements() {
    return withLocation(location ->
        VariableReplacements.of(location, Kustomization.read(bytes(text.write()), text.file())));
  }

  /** The objects a text builds to; nothing when it does not build. */
  private Optional<List<ObjectNode>> built(String content) {
    try {
      return Optional.of(
          withLocation(location ->
              new Build(location, warning -> {}, Optional.empty())
                  .run(Kustomization.read(bytes(content), text.file()))));
    } catch (InputException e) {
      return Optional.empty();
    }
  }

  private void compare(Optional<List<ObjectNode>> before, Arguments parsed) {
    if (before.isEmpty()) {
      out.accept("Not compared: the kustomization does not build on its own here.");
      return;
    }
    boolean same = built(text.write()).equals(before);
    if (!same && parsed.flag("--vars")) {
      throw new UsageException(
          "the vars cannot become replacements: the build would no longer give the same objects;"
              + " nothing was changed");
    }
    if (!same) {
      out.accept("Careful: the build no longer gives the same objects.");
    }
  }

  private <T> T withLocation(Function<Location, T> use) {
    try (var remotes = new Remotes(RemoteAccess.REFUSED)) {
      return use.apply(Location.root(directory, ".", LoadRestriction.ROOT_ONLY, remotes));
    }
  }

  private static byte[] bytes(String content) {
    return content.getBytes(StandardCharsets.UTF_8);
  }
}
