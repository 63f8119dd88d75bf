package dev.slipway.kustomize.edit;

import dev.slipway.kustomize.config.NearMiss;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code edit add}, {@code set} and {@code remove} for {@code label} and {@code annotation}. */
record MetadataCommands(ObjectNode fields, Kind kind) {
  private static final Set<String> LABEL_FLAGS =
      Set.of("--without-selector", "-w", "--include-templates", "-t");

  /** What is changed. */
  enum Kind {
    LABEL("label", "commonLabels"),
    ANNOTATION("annotation", "commonAnnotations");

    private final String word;
    private final String common;

    Kind(String word, String common) {
      this.word = word;
      this.common = common;
    }

    private Set<String> flags() {
      return this == LABEL ? LABEL_FLAGS : Set.of();
    }
  }

  /** New keys only, unless forced. */
  void add(List<String> arguments) {
    var flags = new HashSet<>(kind.flags());
    flags.addAll(Set.of("--force", "-f"));
    Arguments parsed = Arguments.parse(arguments, Set.of(), flags);
    Map<String, String> pairs = Metadata.pairs(parsed.positional(), kind.word);
    ObjectNode map = target(parsed);
    boolean force = parsed.flag("--force") || parsed.flag("-f");
    pairs.forEach((key, value) -> {
      if (map.has(key) && !force) {
        throw new UsageException(
            kind.word + " " + key + " already in kustomization file. Use --force to override.");
      }
      map.put(key, value);
    });
  }

  void set(List<String> arguments) {
    Arguments parsed = Arguments.parse(arguments, Set.of(), kind.flags());
    Map<String, String> pairs = Metadata.pairs(parsed.positional(), kind.word);
    pairs.forEach(target(parsed)::put);
  }

  private ObjectNode target(Arguments parsed) {
    boolean without = parsed.flag("--without-selector") || parsed.flag("-w");
    boolean templates = parsed.flag("--include-templates") || parsed.flag("-t");
    if (templates && !without) {
      throw new UsageException(
          "--without-selector flag must be specified for --include-templates to work");
    }
    return without
        ? Metadata.labelsWithoutSelectors(fields, templates)
        : fields.withObjectProperty(kind.common);
  }

  void remove(List<String> arguments) {
    Arguments parsed = Arguments.parse(arguments, Set.of(), Set.of("--ignore-non-existence", "-i"));
    boolean ignore = parsed.flag("--ignore-non-existence") || parsed.flag("-i");
    if (parsed.positional().isEmpty()) {
      throw new UsageException("must specify " + kind.word);
    }
    for (String argument : parsed.positional()) {
      for (String key : argument.split(",")) {
        boolean removed = false;
        for (ObjectNode map : maps()) {
          removed |= map.remove(key) != null;
        }
        if (!removed && !ignore) {
          throw absent(key);
        }
      }
    }
    if (fields.get("labels") instanceof ArrayNode labels) {
      labels.removeIf(entry -> entry.path("pairs").isObject() && entry.path("pairs").isEmpty());
    }
  }

  /** Everywhere such a key may be. */
  private List<ObjectNode> maps() {
    var maps = new ArrayList<ObjectNode>();
    if (fields.get(kind.common) instanceof ObjectNode map) {
      maps.add(map);
    }
    if (kind == Kind.LABEL) {
      for (JsonNode entry : fields.path("labels")) {
        if (entry.path("pairs") instanceof ObjectNode map) {
          maps.add(map);
        }
      }
    }
    return maps;
  }

  private UsageException absent(String key) {
    List<String> keys = maps().stream().flatMap(map -> map.propertyNames().stream()).toList();
    String what = kind.word + " " + key + " is not in kustomization file. ";
    return new UsageException((what + NearMiss.hint(key, keys)).strip());
  }
}
