package dev.slipway.kustomize.edit;

import dev.slipway.base.InputException;
import dev.slipway.kustomize.config.NearMiss;
import dev.slipway.kustomize.config.Section;
import dev.slipway.kustomize.generate.Generator;
import dev.slipway.kustomize.load.LoadRestriction;
import dev.slipway.kustomize.load.Location;
import dev.slipway.kustomize.load.RemoteAccess;
import dev.slipway.kustomize.load.Remotes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code edit add}, {@code set} and {@code remove} for {@code configmap} and {@code secret}. */
record GeneratorCommands(ObjectNode fields, Path directory, Kind kind, Consumer<String> log) {
  private static final Set<String> ADDING =
      Set.of("--from-file", "--from-literal", "--from-env-file", "--namespace");
  private static final String DEFAULT_NAMESPACE = "default";
  private static final Set<String> BEHAVIORS = Set.of("create", "merge", "replace");

  /** What is generated. */
  enum Kind {
    CONFIG_MAP("configmap", "configMapGenerator", "--behavior"),
    SECRET("secret", "secretGenerator", "--type");

    private final String word;
    private final String field;
    private final String option;

    Kind(String word, String field, String option) {
      this.word = word;
      this.field = field;
      this.option = option;
    }
  }

  void add(List<String> arguments) throws IOException {
    var valued = new HashSet<>(ADDING);
    valued.add(kind.option);
    Arguments parsed = Arguments.parse(arguments, valued, Set.of("--disableNameSuffixHash"));
    String name = single(parsed);
    List<String> files = expanded(parsed.list("--from-file"));
    List<String> environments = parsed.list("--from-env-file");
    List<String> literals = parsed.all("--from-literal");
    if (files.isEmpty() && environments.isEmpty() && literals.isEmpty()) {
      throw new UsageException("at least from-env-file, or from-file or from-literal must be set");
    }
    if (!environments.isEmpty() && !(files.isEmpty() && literals.isEmpty())) {
      throw new UsageException("from-env-file cannot be combined with from-file or from-literal");
    }
    ObjectNode entry = find(name, parsed).orElseGet(() -> fresh(name, parsed));
    append(entry, "files", files);
    append(entry, "literals", literals);
    append(entry, "envs", environments);
    behavior(parsed).ifPresent(behavior -> entry.put("behavior", behavior));
    if (parsed.flag("--disableNameSuffixHash")) {
      entry.withObjectProperty("options").put("disableNameSuffixHash", true);
    }
    requireValues(entry);
  }

  /** What the entry now says can be made: files are there, no key comes twice. */
  private void requireValues(ObjectNode entry) {
    Section section = Section.of(entry, kind.field);
    try (var remotes = new Remotes(RemoteAccess.REFUSED)) {
      Location location = Location.root(directory, ".", LoadRestriction.ROOT_ONLY, remotes);
      if (kind == Kind.SECRET) {
        Generator.secret(section, Optional.empty(), location);
      } else {
        Generator.configMap(section, Optional.empty(), location);
      }
    } catch (InputException e) {
      throw new UsageException("failed to create " + kind.word + ": " + e.problem());
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
    if (parsed.positional().size() > 1) {
      throw new UsageException(
          "too many arguments: " + parsed.positional() + "; please separate names by commas");
    }
    List<String> names = Stream.of(parsed.positional().getFirst().split(",")).distinct().toList();
    List<String> unknown = names.stream().filter(name -> find(name, parsed).isEmpty()).toList();
    if (unknown.size() == names.size()) {
      throw absent(unknown.getFirst());
    }
    unknown.forEach(
        name -> log.accept(kind.word + " " + name + " doesn't exist in kustomization file"));
    ArrayNode entries = fields.withArrayProperty(kind.field);
    for (String name : names) {
      find(name, parsed).ifPresent(entry -> entries.removeIf(entry::equals));
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
      int equals = file.indexOf('=');
      List<String> found = new Glob(file.substring(equals + 1)).in(directory);
      if (found.isEmpty()) {
        log.accept(file.substring(equals + 1) + " has no match");
      } else if (equals < 0) {
        all.addAll(found);
      } else {
        all.add(file);
      }
    }
    return all;
  }

  private static void append(ObjectNode entry, String field, List<String> values) {
    if (!values.isEmpty()) {
      ArrayNode list = entry.withArrayProperty(field);
      values.forEach(list::add);
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
    String namespace = namespace(parsed.last("--namespace").orElse(""));
    for (JsonNode item : fields.path(kind.field)) {
      boolean same =
          item.path("name").asString("").equals(name)
              && namespace.equals(namespace(item.path("namespace").asString("")));
      if (same && item instanceof ObjectNode entry) {
        return Optional.of(entry);
      }
    }
    return Optional.empty();
  }

  /** No namespace is the default one. */
  private static String namespace(String name) {
    return name.isEmpty() ? DEFAULT_NAMESPACE : name;
  }

  private ObjectNode fresh(String name, Arguments parsed) {
    ObjectNode entry = fields.withArrayProperty(kind.field).addObject().put("name", name);
    parsed.last("--namespace").ifPresent(namespace -> entry.put("namespace", namespace));
    if (kind == Kind.SECRET) {
      entry.put("type", parsed.last("--type").orElse("Opaque"));
    }
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
