package dev.slipway.kustomize.edit;

import dev.slipway.kustomize.config.NearMiss;
import dev.slipway.kustomize.load.RemoteUrl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code edit add} and {@code edit remove} for lists of paths. */
record PathCommands(ObjectNode fields, Path file, Consumer<String> log) {
  private static final Map<String, String> LISTS =
      Map.of(
          "resource", "resources",
          "base", "resources",
          "component", "components",
          "transformer", "transformers",
          "generator", "generators",
          "validator", "validators");

  /** Where the tool only says that a pattern matches nothing. */
  private static final Set<String> OPTIONAL = Set.of("generator", "transformer");

  void add(String what, List<String> arguments) throws IOException {
    Arguments parsed = Arguments.parse(arguments, Set.of(), Set.of("--no-verify"));
    ArrayNode list = fields.withArrayProperty(LISTS.getOrDefault(what, ""));
    for (String pattern : patterns(what, parsed)) {
      for (String path : parsed.flag("--no-verify") ? List.of(pattern) : matching(what, pattern)) {
        boolean present = list.valueStream().anyMatch(item -> item.asString("").equals(path));
        if (present && what.equals("base")) {
          throw new UsageException("base " + path + " already in kustomization file");
        } else if (present) {
          log.accept(what + " " + path + " already in kustomization file");
        } else if (!directory().resolve(path).normalize().equals(file)) {
          list.add(path);
        }
      }
    }
  }

  void remove(String what, List<String> arguments) {
    Arguments parsed = Arguments.parse(arguments, Set.of(), Set.of());
    ArrayNode list = fields.withArrayProperty(LISTS.getOrDefault(what, ""));
    for (String pattern : patterns(what, parsed)) {
      var glob = new Glob(pattern);
      int before = list.size();
      list.removeIf(item -> item.asString("").equals(pattern) || glob.matches(item.asString("")));
      if (list.size() == before) {
        List<String> there = list.valueStream().map(item -> item.asString("")).toList();
        log.accept(
            (pattern + " doesn't exist in kustomization file. " + NearMiss.hint(pattern, there))
                .strip());
      }
    }
  }

  private Path directory() {
    return file.resolveSibling("");
  }

  /** Bases are also separated by commas. */
  private static List<String> patterns(String what, Arguments parsed) {
    if (parsed.positional().isEmpty()) {
      throw new UsageException("must specify a " + what + " file");
    }
    return what.equals("base")
        ? parsed.positional().stream().flatMap(p -> Stream.of(p.split(","))).toList()
        : parsed.positional();
  }

  /** Files and directories that a pattern means; something remote means itself. */
  private List<String> matching(String what, String pattern) throws IOException {
    if (Files.exists(directory().resolve(pattern)) || RemoteUrl.isRemote(pattern)) {
      return List.of(pattern);
    }
    List<String> found = new Glob(pattern).in(directory());
    if (found.isEmpty()) {
      String absent = (pattern + " has no match. " + near(pattern)).strip();
      if (!OPTIONAL.contains(what)) {
        throw new UsageException(absent);
      }
      log.accept(absent);
    }
    return found;
  }

  private String near(String pattern) throws IOException {
    int slash = pattern.lastIndexOf('/') + 1;
    Path parent = directory().resolve(pattern.substring(0, slash));
    if (!Files.isDirectory(parent)) {
      return "";
    }
    var names = new ArrayList<String>();
    try (Stream<Path> children = Files.list(parent)) {
      children.map(child -> pattern.substring(0, slash) + child.getFileName()).forEach(names::add);
    }
    return NearMiss.hint(pattern, names);
  }
}
