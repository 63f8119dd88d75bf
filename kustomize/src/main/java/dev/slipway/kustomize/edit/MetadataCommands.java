package dev.slipway.kustomize.edit;

import dev.slipway.kustomize.config.NearMiss;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code edit add}, {@code set} and {@code remove} for {@code label} and {@code annotation}. */
record MetadataCommands(ObjectNode fields, Kind kind) {
  /** What Kubernetes takes as the key of an annotation: a name, perhaps with a domain before it. */
  private static final Pattern KEY =
      Pattern.compile(
          "([A-Za-z0-9]([-A-Za-z0-9.]*[A-Za-z0-9])?/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?");

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
    ObjectNode map = added(parsed);
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
    if (kind == Kind.ANNOTATION) {
      pairs.keySet().forEach(MetadataCommands::requireKey);
    }
    ObjectNode map =
        withoutSelector(parsed)
            ? Metadata.labelsWithoutSelectors(fields, templates(parsed))
            : fields.withObjectProperty(kind.common);
    pairs.forEach(map::put);
  }

  private static void requireKey(String key) {
    if (!KEY.matcher(key).matches()) {
      throw new UsageException(
          "invalid annotation key: '"
              + key
              + "' (letters, digits, '-', '_' and '.', perhaps after a domain and '/')");
    }
  }

  /** Labels that selectors do not get are an entry of their own each time, as with the tool. */
  private ObjectNode added(Arguments parsed) {
    return withoutSelector(parsed)
        ? Metadata.newLabels(fields, templates(parsed))
        : fields.withObjectProperty(kind.common);
  }

  private static boolean withoutSelector(Arguments parsed) {
    boolean without = parsed.flag("--without-selector") || parsed.flag("-w");
    if (templates(parsed) && !without) {
      throw new UsageException(
          "--without-selector flag must be specified for --include-templates to work");
    }
    return without;
  }

  private static boolean templates(Arguments parsed) {
    return parsed.flag("--include-templates") || parsed.flag("-t");
  }

  void remove(List<String> arguments) {
    Arguments parsed = Arguments.parse(arguments, Set.of(), Set.of("--ignore-non-existence", "-i"));
    boolean ignore = parsed.flag("--ignore-non-existence") || parsed.flag("-i");
    for (String key : removed(parsed.positional())) {
      boolean removed = false;
      for (ObjectNode map : maps()) {
        removed |= map.remove(key) != null;
      }
      if (!removed && !ignore) {
        throw absent(key);
      }
    }
    if (fields.get("labels") instanceof ArrayNode labels) {
      labels.removeIf(entry -> entry.path("pairs").isObject() && entry.path("pairs").isEmpty());
    }
  }

  private List<String> removed(List<String> arguments) {
    if (arguments.isEmpty()) {
      throw new UsageException("must specify " + kind.word);
    }
    if (arguments.size() > 1) {
      throw new UsageException(kind.word + "s must be comma-separated, with no spaces");
    }
    List<String> keys = List.of(arguments.getFirst().split(",", -1));
    if (keys.contains("")) {
      throw new UsageException("invalid " + kind.word + ": '' (name is empty)");
    }
    return keys;
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
