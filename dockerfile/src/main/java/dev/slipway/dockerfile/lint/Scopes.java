package dev.slipway.dockerfile.lint;

import dev.slipway.base.InputException;
import dev.slipway.dockerfile.syntax.ArgDefinition;
import dev.slipway.dockerfile.syntax.Dockerfile;
import dev.slipway.dockerfile.syntax.Instruction;
import dev.slipway.dockerfile.syntax.ShellWords;
import dev.slipway.dockerfile.syntax.SourceRange;
import dev.slipway.dockerfile.syntax.Stage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Evaluates variables as far as that is possible without running anything. */
final class Scopes {
  private static final String PLATFORM = "linux/amd64";

  /** Set by every builder for the whole file. */
  static final List<String> PLATFORM_ARGUMENTS =
      List.of(
          "BUILDARCH",
          "BUILDOS",
          "BUILDPLATFORM",
          "BUILDVARIANT",
          "TARGETARCH",
          "TARGETOS",
          "TARGETPLATFORM",
          "TARGETSTAGE",
          "TARGETVARIANT");

  private final LintInput input;
  private final ShellWords words;
  private final Map<String, String> defaults;
  private final Map<String, String> globals;
  private final Set<String> globalNames = new TreeSet<>(PLATFORM_ARGUMENTS);

  Scopes(LintInput input) {
    this.input = input;
    this.words = ShellWords.withEscape(input.dockerfile().directives().escape());
    this.defaults = globals(Map.of());
    this.globals = globals(input.buildArguments());
  }

  private Map<String, String> globals(Map<String, String> given) {
    var values = new HashMap<>(platformValues());
    for (Instruction.Arg arg : input.dockerfile().globalArgs()) {
      var before = Map.copyOf(values);
      for (ArgDefinition definition : arg.definitions()) {
        globalNames.add(definition.name());
        String value = given.get(definition.name());
        if (value != null) {
          values.put(definition.name(), value);
        } else {
          definition
              .value()
              .flatMap(word -> expand(word, before, arg.range()))
              .ifPresent(result -> values.put(definition.name(), result.value()));
        }
      }
    }
    return Map.copyOf(values);
  }

  private static Map<String, String> platformValues() {
    return Map.of(
        "BUILDARCH", "amd64",
        "BUILDOS", "linux",
        "BUILDPLATFORM", PLATFORM,
        "BUILDVARIANT", "",
        "TARGETARCH", "amd64",
        "TARGETOS", "linux",
        "TARGETPLATFORM", PLATFORM,
        "TARGETSTAGE", "",
        "TARGETVARIANT", "");
  }

  /** The names declared before the first FROM, and those every builder declares. */
  Set<String> globalNames() {
    return globalNames;
  }

  /** The value of a word in a FROM; empty when it is broken, which the plan reports. */
  Optional<ShellWords.Result> inFrom(String word, SourceRange where) {
    return expand(word, globals, where);
  }

  /** As {@link #inFrom}, as if no build argument were given. */
  Optional<ShellWords.Result> inFromByDefault(String word, SourceRange where) {
    return expand(word, defaults, where);
  }

  Optional<ShellWords.Result> expand(String word, Map<String, String> values, SourceRange where) {
    try {
      return Optional.of(words.expand(word, values, where));
    } catch (InputException broken) {
      return Optional.empty(); // the plan refuses the file, with this very message
    }
  }

  /** What a stage starts with. */
  Scope start(Stage stage, Map<Integer, Scope> ends) {
    String image =
        inFrom(stage.from().image(), stage.from().range()).map(ShellWords.Result::value).orElse("");
    Optional<Scope> parent = parent(stage, image).map(ends::get).map(Scope::copy);
    if (parent.isPresent()) {
      return parent.get();
    }
    var scope = new Scope();
    scope.set("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
    Optional<Set<String>> known =
        image.equals("scratch")
            ? Optional.of(Set.of())
            : input.bases().apply(image).map(LintInput.Base::variables);
    known.ifPresent(scope.names::addAll);
    scope.open = known.isEmpty();
    return scope;
  }

  /** The stage that a stage starts from, when its image is one. */
  private Optional<Integer> parent(Stage stage, String image) {
    return previous(input.dockerfile(), stage, image).map(Stage::index);
  }

  /** The stage before {@code stage} that {@code image} names. */
  static Optional<Stage> previous(Dockerfile dockerfile, Stage stage, String image) {
    return dockerfile.stages().subList(0, stage.index()).reversed().stream()
        .filter(s -> s.name().filter(image::equalsIgnoreCase).isPresent())
        .findFirst();
  }

  /** What ARG adds. */
  void define(Instruction.Arg arg, Scope scope) {
    var before = Map.copyOf(scope.values);
    for (ArgDefinition definition : arg.definitions()) {
      String name = definition.name();
      scope.names.add(name);
      Optional<String> value =
          Optional.ofNullable(input.buildArguments().get(name))
              .or(() ->
                  definition
                      .value()
                      .flatMap(word -> expand(word, before, arg.range()))
                      .map(ShellWords.Result::value))
              .or(() -> Optional.ofNullable(globals.get(name)));
      value.ifPresent(v -> scope.values.putIfAbsent(name, v));
    }
  }

  /** What ENV adds; all values see what was there before. */
  void define(Instruction.Env env, Scope scope) {
    var before = Map.copyOf(scope.values);
    env.pairs()
        .forEach(pair ->
            scope.set(
                pair.name(),
                expand(pair.value(), before, env.range())
                    .map(ShellWords.Result::value)
                    .orElse("")));
  }
}
