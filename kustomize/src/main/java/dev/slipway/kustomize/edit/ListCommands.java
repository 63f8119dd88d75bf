package dev.slipway.kustomize.edit;

import dev.slipway.kustomize.config.NearMiss;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code edit add …} and {@code edit remove …} for lists and maps. */
final class ListCommands {
  private static final Map<String, String> LISTS =
      Map.of(
          "resource", "resources",
          "base", "resources",
          "component", "components",
          "transformer", "transformers",
          "generator", "generators",
          "buildmetadata", "buildMetadata");
  private static final List<String> NAMES =
      List.of(
          "resource",
          "base",
          "component",
          "transformer",
          "generator",
          "buildmetadata",
          "patch",
          "label",
          "annotation",
          "configmap",
          "secret");
  private static final Set<String> TARGET =
      Set.of(
          "--group",
          "--version",
          "--kind",
          "--name",
          "--namespace",
          "--label-selector",
          "--annotation-selector",
          "--path",
          "--patch");

  private final ObjectNode fields;
  private final Path directory;
  private final Consumer<String> log;

  ListCommands(KustomizationText text, Path directory, Consumer<String> log) {
    this.fields = text.fields();
    this.directory = directory;
    this.log = log;
  }

  void add(String what, List<String> arguments) {
    String field = LISTS.get(what);
    if (field != null) {
      addPaths(field, what, arguments);
      return;
    }
    switch (what) {
      case "patch" -> addPatch(arguments);
      case "label" -> new AddLabels(fields).run(arguments);
      case "annotation" -> addAnnotations(arguments);
      case "configmap", "secret" -> new AddGenerator(fields, what).run(arguments);
      default -> throw unknown("add", what);
    }
  }

  void remove(String what, List<String> arguments) {
    String field = LISTS.get(what);
    if (field != null) {
      removePaths(field, what, arguments);
      return;
    }
    switch (what) {
      case "patch" -> removePatch(arguments);
      case "label" -> removeKeys("commonLabels", arguments);
      case "annotation" -> removeKeys("commonAnnotations", arguments);
      case "configmap" -> removeNamed("configMapGenerator", arguments);
      case "secret" -> removeNamed("secretGenerator", arguments);
      default -> throw unknown("remove", what);
    }
  }

  private static UsageException unknown(String verb, String what) {
    return new UsageException(
        "unknown command \""
            + what
            + "\" for \"kustomize edit "
            + verb
            + "\". "
            + NearMiss.hint(what, NAMES));
  }

  private void addPaths(String field, String what, List<String> patterns) {
    if (patterns.isEmpty()) {
      throw new UsageException("must specify a " + what);
    }
    ArrayNode list = fields.withArrayProperty(field);
    for (String pattern : patterns) {
      List<String> paths =
          field.equals("buildMetadata") ? List.of(pattern.split(",")) : matching(pattern);
      for (String path : paths) {
        boolean present = list.valueStream().anyMatch(item -> item.asString("").equals(path));
        if (present) {
          log.accept("resource " + path + " already in kustomization file");
        } else {
          list.add(path);
        }
      }
    }
  }

  /** Files and directories that a pattern means; something remote means itself. */
  private List<String> matching(String pattern) {
    if (pattern.contains("://") || Files.exists(directory.resolve(pattern))) {
      return List.of(pattern);
    }
    PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + pattern);
    try (Stream<Path> files = Files.walk(directory)) {
      List<String> found =
          files
              .map(directory::relativize)
              .filter(path -> matcher.matches(path))
              .map(Path::toString)
              .sorted()
              .toList();
      if (found.isEmpty()) {
        throw new UsageException(pattern + " has no match");
      }
      return found;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void removePaths(String field, String what, List<String> patterns) {
    if (patterns.isEmpty()) {
      throw new UsageException("must specify a " + what);
    }
    for (String pattern : patterns) {
      PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + pattern);
      ArrayNode list = fields.withArrayProperty(field);
      int before = list.size();
      list.removeIf(
          item -> item.asString("").equals(pattern) || matcher.matches(Path.of(item.asString(""))));
      boolean removed = list.size() < before;
      if (!removed) {
        log.accept(pattern + " doesn't exist in kustomization file");
      }
    }
  }

  private void addPatch(List<String> arguments) {
    ObjectNode patch = patch(arguments);
    for (JsonNode item : fields.path("patches")) {
      if (item.equals(patch)) {
        log.accept("patch " + patch + " already in kustomization file");
        return;
      }
    }
    fields.withArrayProperty("patches").add(patch);
  }

  private void removePatch(List<String> arguments) {
    ObjectNode patch = patch(arguments);
    var kept = new ArrayList<JsonNode>();
    fields
        .path("patches")
        .forEach(item -> {
          if (!item.equals(patch)) {
            kept.add(item);
          }
        });
    if (kept.size() == fields.path("patches").size()) {
      log.accept("patch " + patch + " doesn't exist in kustomization file");
    }
    fields.putArray("patches").addAll(kept);
  }

  private ObjectNode patch(List<String> arguments) {
    Arguments parsed = Arguments.parse(arguments, TARGET, Set.of());
    ObjectNode patch = fields.objectNode();
    parsed.last("--path").ifPresent(path -> patch.put("path", path));
    parsed.last("--patch").ifPresent(text -> patch.put("patch", text));
    if (patch.size() != 1) {
      throw new UsageException("must provide either patch or path");
    }
    Map.of(
            "--group", "group",
            "--version", "version",
            "--kind", "kind",
            "--name", "name",
            "--namespace", "namespace",
            "--label-selector", "labelSelector",
            "--annotation-selector", "annotationSelector")
        .forEach((option, field) ->
            parsed
                .last(option)
                .ifPresent(value -> patch.withObjectProperty("target").put(field, value)));
    return patch;
  }

  private void addAnnotations(List<String> arguments) {
    Arguments parsed = Arguments.parse(arguments, Set.of(), Set.of("--force", "-f"));
    ObjectNode map = fields.withObjectProperty("commonAnnotations");
    boolean force = parsed.flag("--force") || parsed.flag("-f");
    AddLabels.put(map, Metadata.pairs(parsed.positional(), "annotation"), force, "annotation");
  }

  private void removeKeys(String field, List<String> arguments) {
    Arguments parsed = Arguments.parse(arguments, Set.of(), Set.of("--ignore-non-existence", "-i"));
    boolean ignore = parsed.flag("--ignore-non-existence") || parsed.flag("-i");
    ObjectNode map = fields.withObjectProperty(field);
    for (String argument : parsed.positional()) {
      for (String key : argument.split(",")) {
        if (map.remove(key) == null && !ignore) {
          throw new UsageException(key + " is not defined in kustomization file");
        }
      }
    }
  }

  private void removeNamed(String field, List<String> arguments) {
    for (String argument : arguments) {
      for (String name : argument.split(",")) {
        var kept = new ArrayList<JsonNode>();
        fields
            .path(field)
            .forEach(item -> {
              if (!item.path("name").asString("").equals(name)) {
                kept.add(item);
              }
            });
        if (kept.size() == fields.path(field).size()) {
          throw new UsageException(name + " doesn't exist in kustomization file");
        }
        fields.putArray(field).addAll(kept);
      }
    }
  }
}
