package dev.slipway.dockerfile.lint;

import dev.slipway.dockerfile.syntax.ArgDefinition;
import dev.slipway.dockerfile.syntax.CommandForm;
import dev.slipway.dockerfile.syntax.Heredoc;
import dev.slipway.dockerfile.syntax.Instruction;
import dev.slipway.dockerfile.syntax.MountFlag;
import dev.slipway.dockerfile.syntax.Pair;
import dev.slipway.dockerfile.syntax.ShellWords;
import dev.slipway.dockerfile.syntax.Stage;
import dev.slipway.dockerfile.syntax.Suggestion;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What the instructions of the stages say, each in the light of those before it. */
final class StageRules {
  private final LintInput input;
  private final Scopes scopes;
  private final Findings findings;
  private final CopyRules copies;
  private Scope scope = new Scope();
  private final Map<String, Instruction> onlyOnce = new HashMap<>();

  StageRules(LintInput input, Scopes scopes, Findings findings) {
    this.input = input;
    this.scopes = scopes;
    this.findings = findings;
    this.copies = new CopyRules(input, scopes, findings);
  }

  void apply() {
    var ends = new HashMap<Integer, Scope>();
    for (Stage stage : input.dockerfile().stages()) {
      findings.stage(stage.index());
      scope = scopes.start(stage, ends);
      onlyOnce.clear();
      stage.instructions().forEach(this::apply);
      ends.put(stage.index(), scope);
    }
    findings.wholeFile();
  }

  private void apply(Instruction instruction) {
    undefined(instruction);
    switch (instruction) {
      case Instruction.Arg arg -> {
        arg.definitions().stream()
            .map(ArgDefinition::name)
            .forEach(name -> secret(arg, "ARG", name));
        scopes.define(arg, scope);
      }
      case Instruction.Env env -> {
        legacy(env, env.pairs());
        env.pairs().forEach(pair -> secret(env, "ENV", pair.name()));
        scopes.define(env, scope);
      }
      case Instruction.Label label -> legacy(label, label.pairs());
      case Instruction.Cmd cmd -> command(cmd, cmd.command());
      case Instruction.Entrypoint entrypoint -> command(entrypoint, entrypoint.command());
      case Instruction.Healthcheck healthcheck -> once(healthcheck);
      case Instruction.Shell _ -> scope.hasShell = true;
      case Instruction.Workdir workdir -> workdir(workdir);
      case Instruction.Maintainer maintainer -> maintainer(maintainer);
      case Instruction.Copy copy -> copies.check(copy, scope);
      case Instruction.Add add -> copies.check(add, scope);
      case Instruction.Expose expose -> ExposeRules.check(expose, scope, scopes, findings);
      case Instruction.From _,
          Instruction.OnBuild _,
          Instruction.Run _,
          Instruction.StopSignal _,
          Instruction.User _,
          Instruction.Volume _ -> {}
    }
  }

  private void legacy(Instruction instruction, List<Pair> pairs) {
    if (pairs.getFirst().style() == Pair.Style.LEGACY) {
      String keyword = findings.statement(instruction).keyword();
      findings.add(
          LintRule.LEGACY_KEY_VALUE_FORMAT,
          instruction,
          "\""
              + keyword
              + " key=value\" should be used instead of legacy \""
              + keyword
              + " key value\" format",
          "write " + keyword + " " + pairs.getFirst().name() + "=\"…\"");
    }
  }

  private void secret(Instruction instruction, String keyword, String name) {
    if (SecretNames.isSecret(name)) {
      findings.add(
          LintRule.SECRETS_USED_IN_ARG_OR_ENV,
          instruction,
          "Do not use ARG or ENV instructions for sensitive data ("
              + keyword
              + " \""
              + name
              + "\")",
          "use RUN --mount=type=secret,env=" + name + ", or set it where the image runs");
    }
  }

  private void command(Instruction instruction, CommandForm command) {
    once(instruction);
    if (command instanceof CommandForm.ShellForm && !scope.hasShell) {
      findings.add(
          LintRule.JSON_ARGS_RECOMMENDED,
          instruction,
          "JSON arguments recommended for "
              + instruction.keyword()
              + " to prevent unintended behavior related to OS signals",
          "write " + instruction.keyword() + " [\"program\", \"argument\"]");
    }
  }

  private void once(Instruction instruction) {
    Instruction before = onlyOnce.put(instruction.keyword(), instruction);
    if (before != null) {
      findings.add(
          LintRule.MULTIPLE_INSTRUCTIONS_DISALLOWED,
          before,
          "Multiple "
              + findings.statement(before).keyword()
              + " instructions should not be used in the same stage because only the last one will"
              + " be used",
          "remove this one");
    }
  }

  private void workdir(Instruction.Workdir workdir) {
    String path =
        scopes
            .expand(workdir.path(), scope.values, workdir.range())
            .map(ShellWords.Result::value)
            .orElse("/");
    // A path that starts with a variable of the base image may well be absolute.
    boolean unknown = scope.open && workdir.path().startsWith("$");
    if (!scope.hasWorkdir && !path.startsWith("/") && !unknown) {
      findings.add(
          LintRule.WORKDIR_RELATIVE_PATH,
          workdir,
          "Relative workdir \"" + path + "\" can have unexpected results if the base image changes",
          "write /" + path);
    }
    scope.hasWorkdir = true;
  }

  private void maintainer(Instruction.Maintainer maintainer) {
    findings.add(
        LintRule.MAINTAINER_DEPRECATED,
        maintainer,
        "Maintainer instruction is deprecated in favor of using label",
        "write LABEL org.opencontainers.image.authors=\"" + maintainer.name() + "\"");
  }

  private void undefined(Instruction instruction) {
    Set<String> unset = new TreeSet<>();
    for (String word : words(instruction)) {
      scopes
          .expand(word, scope.values, instruction.range())
          .ifPresent(result -> unset.addAll(result.unset()));
    }
    unset.removeAll(scope.names);
    unset.forEach(name -> undefined(instruction, name));
  }

  private void undefined(Instruction instruction, String name) {
    boolean global = scopes.globalNames().contains(name);
    var known = new TreeSet<>(scope.names);
    known.addAll(scopes.globalNames());
    Optional<String> meant = global ? Optional.empty() : Suggestion.closest(name, known);
    boolean isParameter =
        !name.isEmpty() && !Character.isLetter(name.charAt(0)) && name.charAt(0) != '_';
    if (isParameter || (scope.open && !global && meant.isEmpty())) {
      return;
    }
    findings.add(
        LintRule.UNDEFINED_VAR,
        instruction,
        "Usage of undefined variable '$"
            + name
            + "'"
            + meant.map(m -> " (did you mean $" + m + "?)").orElse(""),
        global
            ? "add ARG " + name + " to this stage"
            : "define it with ARG or ENV, or escape the $ to mean itself");
  }

  /** The words of an instruction in which variables are replaced. */
  private static List<String> words(Instruction instruction) {
    return switch (instruction) {
      case Instruction.Arg arg ->
          arg.definitions().stream().flatMap(d -> d.value().stream()).toList();
      case Instruction.Env env -> words(env.pairs());
      case Instruction.Label label -> words(label.pairs());
      case Instruction.Copy copy ->
          words(copy.sources(), copy.destination(), copy.chown(), copy.chmod(), copy.inline());
      case Instruction.Add add ->
          words(add.sources(), add.destination(), add.chown(), add.chmod(), add.inline());
      case Instruction.Expose expose -> expose.ports();
      case Instruction.Run run -> run.mounts().stream().map(MountFlag::text).toList();
      case Instruction.StopSignal signal -> List.of(signal.signal());
      case Instruction.User user -> List.of(user.user());
      case Instruction.Volume volume -> volume.paths();
      case Instruction.Workdir workdir -> List.of(workdir.path());
      case Instruction.Cmd _,
          Instruction.Entrypoint _,
          Instruction.From _,
          Instruction.Healthcheck _,
          Instruction.Maintainer _,
          Instruction.OnBuild _,
          Instruction.Shell _ ->
          List.of();
    };
  }

  private static List<String> words(List<Pair> pairs) {
    var words = new ArrayList<String>();
    for (Pair pair : pairs) {
      words.add(pair.name());
      words.add(pair.value());
    }
    return words;
  }

  private static List<String> words(
      List<String> sources,
      String destination,
      Optional<String> chown,
      Optional<String> chmod,
      List<Heredoc> inline) {
    var words = new ArrayList<>(sources);
    words.add(destination);
    chown.ifPresent(words::add);
    chmod.ifPresent(words::add);
    for (Heredoc heredoc : inline) {
      if (heredoc.variables() == Heredoc.Variables.EXPANDED) {
        // As a word of an instruction; in a body quotes mean nothing.
        words.add(heredoc.body().replace("'", "").replace("\"", ""));
      }
    }
    return words;
  }
}
