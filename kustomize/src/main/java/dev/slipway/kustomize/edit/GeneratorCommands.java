package dev.slipway.kustomize.edit;

import dev.slipway.kustomize.config.NearMiss;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code edit add}, {@code set} and {@code remove} for {@code configmap} and {@code secret}. */
record GeneratorCommands(ObjectNode fields, Path directory, Kind kind) {
  private static final Set<String> ADDING =
      Set.of(
          "--from-file",
          "--from-literal",
          "--from-env-file",
          "--behavior",
          "--namespace",
          "--type");
  private static final Set<String> BEHAVIORS = Set.of("create", "merge", "replace");

  /** What is generated. */
  enum Kind {
    CONFIG_MAP("configMapGenerator"),
    SECRET("secretGenerator");

    private final String field;

    Kind(String field) {
      this.field = field;
    }
  }

  void add(List<String> arguments) throws IOException {
    Arguments parsed = Arguments.parse(arguments, ADDING, Set.of("--disableNameSuffixHash"));
    String name = single(parsed);
    List<String> files = parsed.list("--from-file");
    List<String> environments = parsed.list("--from-env-file");
    List<String> literals = parsed.all("--from-literal");
    if (files.isEmpty() && environments.isEmpty() && literals.isEmpty()) {
      throw new UsageException("at least from-env-file, or from-file or from-literal must be set");
    }
    if (!environments.isEmpty() && !(files.isEmpty() && literals.isEmpty())) {
      throw new UsageException("from-env-file cannot be combined with from-file or from-literal");
    }
    literals.forEach(GeneratorCommands::key);
    ObjectNode entry = find(name, parsed).orElseGet(() -> fresh(name, parsed));
    append(entry, "files", expanded(files));
    append(entry, "literals", literals);
    append(entry, "envs", environments);
    behavior(parsed).ifPresent(behavior -> entry.put("behavior", behavior));
    if (kind == Kind.SECRET) {
      parsed.last("--type").ifPresent(type -> entry.put("type", type));
    }
    if (parsed.flag("--disableNameSuffixHash")) {
      entry.withObjectProperty("options").put("disableNameSuffixHash", true);
    }
  }

  /** Gives literals that are there another value, or the whole another namespace. */
  void set(List<String> arguments) {
    Arguments parsed =
        Arguments.parse(
            arguments, Set.of("--from-literal", "--namespace", "--new-namespace"), Set.of());
    String name = single(parsed);
    List<String> literals = parsed.all("--from-literal");
    Optional<String> namespace = parsed.last("--new-namespace");
    if (literals.isEmpty() && namespace.isEmpty()) {
      throw new UsageException("at least one of [--from-literal, --new-namespace] must be set");
    }
    ObjectNode entry = find(name, parsed).orElseThrow(() -> absent(name));
    for (String literal : literals) {
      replace(entry, literal);
    }
    namespace.ifPresent(value -> entry.put("namespace", value));
  }

  void remove(List<String> arguments) {
    Arguments parsed = Arguments.parse(arguments, Set.of("--namespace"), Set.of());
    if (parsed.positional().isEmpty()) {
      throw new UsageException("at least one name must be specified");
    }
    for (String argument : parsed.positional()) {
      for (String name : argument.split(",")) {
        ObjectNode entry = find(name, parsed).orElseThrow(() -> absent(name));
        fields.withArrayProperty(kind.field).removeIf(entry::equals);
      }
    }
  }

  private static String single(Arguments parsed) {
    if (parsed.positional().size() != 1) {
      throw new UsageException("name must be specified once");
    }
    return parsed.positional().getFirst();
  }

  private static Optional<String> behavior(Arguments parsed) {
    Optional<String> behavior = parsed.last("--behavior");
    behavior
        .filter(value -> !BEHAVIORS.contains(value))
        .ifPresent(value -> {
          throw new UsageException(
              ("invalid behavior: \"" + value + "\". " + NearMiss.hint(value, BEHAVIORS)).strip());
        });
    return behavior;
  }

  private static String key(String literal) {
    int equals = literal.indexOf('=');
    if (equals < 1) {
      throw new UsageException("invalid literal source " + literal + ", expected key=value");
    }
    return literal.substring(0, equals);
  }

  private List<String> expanded(List<String> files) throws IOException {
    var all = new ArrayList<String>();
    for (String file : files) {
      List<String> found = file.contains("=") ? List.of() : new Glob(file).in(directory);
      all.addAll(found.isEmpty() ? List.of(file) : found);
    }
    return all;
  }

  private static void append(ObjectNode entry, String field, List<String> values) {
    if (!values.isEmpty()) {
      ArrayNode list = entry.withArrayProperty(field);
      values.stream()
          .filter(value -> list.valueStream().noneMatch(item -> item.asString("").equals(value)))
          .forEach(list::add);
    }
  }

  private static void replace(ObjectNode entry, String literal) {
    String key = key(literal);
    ArrayNode list = entry.withArrayProperty("literals");
    for (int i = 0; i < list.size(); i++) {
      if (list.get(i).asString("").startsWith(key + "=")) {
        list.set(i, literal);
        return;
      }
    }
    List<String> keys =
        list.valueStream().map(item -> item.asString("").replaceFirst("=.*", "")).toList();
    throw new UsageException(
        ("key \""
                + key
                + "\" not found in "
                + entry.path("name").asString("")
                + ". "
                + NearMiss.hint(key, keys))
            .strip());
  }

  private Optional<ObjectNode> find(String name, Arguments parsed) {
    Optional<String> namespace = parsed.last("--namespace");
    for (JsonNode item : fields.path(kind.field)) {
      boolean same =
          item.path("name").asString("").equals(name)
              && namespace.orElse("").equals(item.path("namespace").asString(""));
      if (same && item instanceof ObjectNode entry) {
        return Optional.of(entry);
      }
    }
    return Optional.empty();
  }

  private ObjectNode fresh(String name, Arguments parsed) {
    ObjectNode entry = fields.withArrayProperty(kind.field).addObject().put("name", name);
    parsed.last("--namespace").ifPresent(namespace -> entry.put("namespace", namespace));
    return entry;
  }

  private UsageException absent(String name) {
    List<String> names = new ArrayList<>();
    fields.path(kind.field).forEach(item -> names.add(item.path("name").asString("")));
    return new UsageException(
        ("unable to find "
                + kind.field
                + " entry with name \""
                + name
                + "\". "
                + NearMiss.hint(name, names))
            .strip());
  }
}
