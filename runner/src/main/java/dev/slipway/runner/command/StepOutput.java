package dev.slipway.runner.command;

import dev.slipway.runner.command.StepEffect.AddMatchers;
import dev.slipway.runner.command.StepEffect.AddPath;
import dev.slipway.runner.command.StepEffect.Annotate;
import dev.slipway.runner.command.StepEffect.BeginGroup;
import dev.slipway.runner.command.StepEffect.Debug;
import dev.slipway.runner.command.StepEffect.EndGroup;
import dev.slipway.runner.command.StepEffect.Fail;
import dev.slipway.runner.command.StepEffect.Mask;
import dev.slipway.runner.command.StepEffect.Print;
import dev.slipway.runner.command.StepEffect.RemoveMatchers;
import dev.slipway.runner.command.StepEffect.RemoveMatchersOf;
import dev.slipway.runner.command.StepEffect.SaveState;
import dev.slipway.runner.command.StepEffect.SetOutput;
import dev.slipway.runner.command.StepEffect.SetVariable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;

/**
 * Reads the output of one step, line by line: workflow commands, and problems the job's matchers
 * know. It only says what is asked for; the step's executor does it.
 */
public final class StepOutput {
  private static final Set<String> NAMES =
      Set.of(
          "debug",
          "notice",
          "warning",
          "error",
          "group",
          "endgroup",
          "add-mask",
          "echo",
          "add-matcher",
          "remove-matcher",
          "stop-commands",
          "set-env",
          "add-path",
          "set-output",
          "save-state");

  /** Shown as they are or never: repeating their lines would say nothing more. */
  private static final Set<String> NOT_ECHOED =
      Set.of("debug", "notice", "warning", "error", "group", "endgroup", "add-mask", "echo");

  private static final String PAUSE_LOGGING = "pause-logging";
  private static final int LONGEST_PLAIN_TOKEN = 6;

  private final ProblemMatchers matchers;
  private final UnsecureCommands unsecure;
  private Optional<String> resumeToken = Optional.empty();
  private boolean echo;

  /**
   * For the output of one step.
   *
   * @param matchers those of the whole job
   */
  public StepOutput(ProblemMatchers matchers, UnsecureCommands unsecure) {
    this.matchers = matchers;
    this.unsecure = unsecure;
  }

  /** What a line asks for, in order. */
  public List<StepEffect> line(String line) {
    if (resumeToken.isPresent()) {
      return stopped(line, resumeToken.get());
    }
    var command = WorkflowCommand.read(line, NAMES);
    if (command.isEmpty()) {
      return plain(line);
    }
    List<StepEffect> effects = new ArrayList<>();
    if (echo && !NOT_ECHOED.contains(command.get().name())) {
      effects.add(new Print(line));
    }
    effects.addAll(effects(command.get()));
    return effects;
  }

  private List<StepEffect> stopped(String line, String token) {
    if (WorkflowCommand.read(line, Set.of(token)).isPresent()) {
      resumeToken = Optional.empty();
      return List.of();
    }
    return plain(line);
  }

  private List<StepEffect> plain(String line) {
    List<StepEffect> effects = new ArrayList<>();
    effects.add(new Print(line));
    matchers.match(line).ifPresent(annotation -> effects.add(new Annotate(annotation)));
    return effects;
  }

  private List<StepEffect> effects(WorkflowCommand command) {
    String data = command.data();
    return switch (command.name()) {
      case "debug" -> List.of(new Debug(data));
      case "notice", "warning", "error" -> List.of(annotate(command));
      case "group" -> List.of(new BeginGroup(data));
      case "endgroup" -> List.of(new EndGroup());
      case "add-mask" -> List.of(mask(data));
      case "echo" -> echo(data.strip());
      case "add-matcher" -> List.of(addMatcher(data.strip()));
      case "remove-matcher" -> List.of(removeMatcher(command));
      case "stop-commands" -> stop(data.strip());
      case "set-output" -> List.of(named(command, name -> new SetOutput(name, data)));
      case "save-state" -> List.of(named(command, name -> new SaveState(name, data)));
      case "set-env" -> List.of(ifAllowed(named(command, name -> variable(name, data)), command));
      case "add-path" -> List.of(ifAllowed(path(data), command));
      default -> throw new IllegalStateException("no meaning for " + command.name());
    };
  }

  private static StepEffect annotate(WorkflowCommand command) {
    var span =
        new Annotation.Span(
            number(command, "line"),
            number(command, "endLine"),
            number(command, "col"),
            number(command, "endColumn"));
    return new Annotate(
        new Annotation(
            Annotation.Level.of(command.name()).orElseThrow(),
            command.data(),
            command.property("title").orElse(""),
            command.property("file").orElse(""),
            span,
            ""));
  }

  private static OptionalInt number(WorkflowCommand command, String key) {
    return Digits.positive(command.property(key).orElse(""));
  }

  private static StepEffect mask(String value) {
    return value.isBlank()
        ? new Annotate(
            Annotation.of(
                Annotation.Level.WARNING, "add-mask was given no value, so nothing is hidden."))
        : new Mask(value);
  }

  private List<StepEffect> echo(String state) {
    switch (state.toLowerCase(Locale.ROOT)) {
      case "on" -> echo = true;
      case "off" -> echo = false;
      default -> {
        return List.of(new Fail("The command 'echo' takes 'on' or 'off', not '" + state + "'."));
      }
    }
    return List.of();
  }

  private static StepEffect addMatcher(String file) {
    return file.isEmpty()
        ? new Fail("The command 'add-matcher' needs the path of a file.")
        : new AddMatchers(file);
  }

  private static StepEffect removeMatcher(WorkflowCommand command) {
    String file = command.data().strip();
    return command
        .property("owner")
        .<StepEffect>map(RemoveMatchers::new)
        .orElseGet(() ->
            file.isEmpty()
                ? new Fail("The command 'remove-matcher' needs an owner or a file.")
                : new RemoveMatchersOf(file));
  }

  private List<StepEffect> stop(String token) {
    String name = token.toLowerCase(Locale.ROOT);
    if (token.isEmpty() || NAMES.contains(name) || name.equals(PAUSE_LOGGING)) {
      return List.of(
          new Fail(
              "The command 'stop-commands' needs a token that nothing else prints, not '"
                  + token
                  + "'. Use a random one."));
    }
    resumeToken = Optional.of(name);
    return token.length() > LONGEST_PLAIN_TOKEN ? List.of(new Mask(token)) : List.of();
  }

  private static StepEffect named(WorkflowCommand command, Function<String, StepEffect> effect) {
    return command
        .property("name")
        .map(effect)
        .orElseGet(
            () -> new Fail("The command '" + command.name() + "' needs the property 'name'."));
  }

  private static StepEffect variable(String name, String value) {
    return VariableFile.refused(name)
        ? new Annotate(Annotation.of(Annotation.Level.ERROR, VariableFile.refusal(name)))
        : new SetVariable(name, value);
  }

  private static StepEffect path(String directory) {
    return directory.isBlank()
        ? new Fail("The command 'add-path' needs a directory.")
        : new AddPath(directory);
  }

  private StepEffect ifAllowed(StepEffect effect, WorkflowCommand command) {
    return switch (unsecure) {
      case ALLOWED -> effect;
      case REFUSED ->
          new Fail(
              "The command '%s' is off, because whatever a step prints could use it. Write to %s instead, or set %s to true."
                  .formatted(
                      command.name(),
                      command.name().equals("set-env") ? "$GITHUB_ENV" : "$GITHUB_PATH",
                      UnsecureCommands.VARIABLE));
    };
  }
}
