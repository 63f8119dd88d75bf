package dev.slipway.runner.step;

import dev.slipway.base.InputException;
import dev.slipway.runner.Conclusion;
import dev.slipway.runner.command.Annotation;
import dev.slipway.runner.log.LogEntry;
import dev.slipway.workflow.expression.ObjectValue;
import dev.slipway.workflow.syntax.ActionFile;
import dev.slipway.workflow.syntax.Data;
import dev.slipway.workflow.syntax.Evaluation;
import dev.slipway.workflow.syntax.Step;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** One use of an action that a repository holds: a composite, or programs for Node.js. */
final class RepositoryAction {
  private final StepPlace place;
  private final Step.Uses uses;
  private final ActionLoader.Loaded loaded;
  private final Map<Step, RepositoryAction> inner;
  private final Map<String, String> state;

  private RepositoryAction(
      StepPlace place,
      Step.Uses uses,
      ActionLoader.Loaded loaded,
      Map<Step, RepositoryAction> inner,
      Map<String, String> state) {
    this.place = place;
    this.uses = uses;
    this.loaded = loaded;
    this.inner = inner;
    this.state = state;
  }

  /**
   * @param inner the actions of its own steps that are prepared
   */
  RepositoryAction(
      StepPlace place,
      Step.Uses uses,
      ActionLoader.Loaded loaded,
      Map<Step, RepositoryAction> inner) {
    this(place, uses, loaded, inner, new LinkedHashMap<>());
  }

  /** The same where its step has come to stand: what it has kept so far is its own. */
  RepositoryAction at(StepPlace now) {
    return new RepositoryAction(now, uses, loaded, inner, state);
  }

  /** Does what the step asks for. */
  void main(StepTurn turn) throws InterruptedException, IOException {
    Map<String, String> inputs = inputs(turn);
    show(turn.session().log(), inputs);
    warn(turn.session().log());
    switch (loaded.file().runs()) {
      case ActionFile.JavaScript script -> {
        script
            .post()
            .ifPresent(program ->
                place
                    .job()
                    .afterwards(
                        new PostStep(
                            place,
                            uses.common(),
                            uses.action(),
                            () -> holds(script.postIf()),
                            after -> program(after, script, program))));
        program(turn, script, script.main());
      }
      case ActionFile.Composite composite -> composite(turn, composite, inputs);
      case ActionFile.Container container ->
          throw new InputException(
              container.at(),
              "actions that run in an image of their own cannot run here yet",
              "write its steps as scripts, or as a composite action");
    }
  }

  /** Whether the action, or one that it uses, wants a program before the job's first step. */
  boolean wantsPre() {
    return switch (loaded.file().runs()) {
      case ActionFile.JavaScript script -> script.pre().isPresent() && holds(script.preIf());
      case ActionFile.Composite composite ->
          inner.values().stream().anyMatch(RepositoryAction::wantsPre);
      case ActionFile.Container container -> false;
    };
  }

  /** Runs it; of a composite those of its steps, in their order and with the composite's inputs. */
  void pre(StepTurn turn) throws InterruptedException, IOException {
    if (loaded.file().runs() instanceof ActionFile.JavaScript script && script.pre().isPresent()) {
      program(turn, script, script.pre().get());
    } else if (loaded.file().runs() instanceof ActionFile.Composite) {
      StepPlace within =
          place.within(ObjectValue.ofText(inputs(turn)), loaded.github(), turn.variables(), inner);
      for (Map.Entry<Step, RepositoryAction> used : inner.entrySet()) {
        RepositoryAction action = used.getValue().at(within);
        if (action.wantsPre()) {
          new StepTurn(within, used.getKey().common(), turn.number(), action.uses.action())
              .runBefore(action::pre)
              .ifPresent(turn.session()::failSilently);
        }
      }
      turn.session().variables().putAll(within.progress().handedVariables());
      turn.session().paths().addAll(within.progress().handedPaths());
    }
  }

  /** Before and after the steps, it is the job's status that counts. */
  private boolean holds(Data.Guard condition) {
    var scope = place.scope(place.progress().environment(), loaded.github());
    return condition.condition().holds(scope.at(place.progress().jobStatus()));
  }

  private void program(StepTurn turn, ActionFile.JavaScript script, String program)
      throws InterruptedException, IOException {
    // What a program keeps is kept for those after it even when it fails.
    turn.session().keepStateIn(state);
    new NodeProgram(turn, loaded.directory(), script)
        .run(program, inputs(turn), loaded.github(), state);
  }

  private void composite(StepTurn turn, ActionFile.Composite composite, Map<String, String> inputs)
      throws InterruptedException {
    if (place.depth() >= StepPlace.DEEPEST) {
      throw new InputException(
          uses.actionAt(),
          "actions use one another more than " + StepPlace.DEEPEST + " deep",
          "an action that uses itself never ends");
    }
    StepSession session = turn.session();
    StepPlace within =
        place.within(ObjectValue.ofText(inputs), loaded.github(), turn.variables(), inner);
    try {
      steps(turn, composite.steps(), within);
    } finally {
      session.variables().putAll(within.progress().handedVariables());
      session.paths().addAll(within.progress().handedPaths());
    }
    outputs(session, within);
    if (within.progress().status() == Conclusion.FAILURE) {
      session.failSilently("a step of " + uses.action() + " has failed");
    }
  }

  /** Of a job that is cancelled, those steps are done that run in any case. */
  private void steps(StepTurn turn, List<Step> steps, StepPlace within)
      throws InterruptedException {
    Optional<InterruptedException> end = Optional.empty();
    for (Step step : steps) {
      try {
        new StepTurn(within, step.common(), turn.number(), uses.action())
            .runInside(turn, new StepBody(within, step)::run);
      } catch (InterruptedException e) {
        if (within.progress().jobStatus() != Conclusion.CANCELLED) {
          throw e;
        }
        end = Optional.of(e);
      }
    }
    if (end.isPresent()) {
      throw end.get();
    }
  }

  private void outputs(StepSession session, StepPlace inner) {
    var scope = inner.scope(inner.progress().environment(), Map.of());
    for (ActionFile.Output output : loaded.file().outputs()) {
      output
          .value()
          .ifPresent(value -> session.outputs().put(output.name(), Evaluation.text(value, scope)));
    }
  }

  /** The value of every declared input, and what else the step gives. */
  private Map<String, String> inputs(StepTurn turn) {
    StepScope scope = turn.scope(turn.variables());
    Map<String, String> with =
        uses.with().map(data -> Evaluation.texts(data, scope)).orElse(Map.of());
    var given = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
    given.putAll(with);
    var values = new LinkedHashMap<String, String>();
    for (ActionFile.Input input : loaded.file().inputs()) {
      String value = given.remove(input.name());
      values.put(
          input.name(),
          value != null
              ? value
              : input.fallback().map(data -> Evaluation.text(data, scope)).orElse(""));
    }
    values.putAll(given);
    return values;
  }

  private void show(StepLog log, Map<String, String> inputs) {
    log.add(LogEntry.Kind.GROUP, "Run " + uses.action());
    inputs.forEach((name, value) -> {
      if (!value.isEmpty()) {
        log.add(LogEntry.Kind.COMMAND, name + ": " + value);
      }
    });
    log.add(LogEntry.Kind.ENDGROUP, "");
  }

  private void warn(StepLog log) {
    var declared = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    loaded.file().inputs().forEach(input -> declared.add(input.name()));
    for (String name : given()) {
      if (!declared.contains(name)) {
        warning(
            log,
            "Unexpected input '"
                + name
                + "': "
                + uses.action()
                + " takes "
                + (declared.isEmpty() ? "none" : String.join(", ", declared)));
      }
    }
    for (ActionFile.Input input : loaded.file().inputs()) {
      Optional<String> deprecation = input.deprecation();
      if (deprecation.isPresent()
          && given().stream().anyMatch(name -> name.equalsIgnoreCase(input.name()))) {
        warning(log, "Input '" + input.name() + "' is deprecated: " + deprecation.get());
      }
    }
  }

  private static void warning(StepLog log, String text) {
    log.annotate(Annotation.of(Annotation.Level.WARNING, text));
  }

  private List<String> given() {
    if (uses.with().orElse(null) instanceof Data.Entries entries) {
      return entries.entries().stream()
          .map(Data.Entry::key)
          .filter(Data.Key.Name.class::isInstance)
          .map(key -> ((Data.Key.Name) key).text())
          .toList();
    }
    return List.of();
  }

  /** The name of an input's variable. */
  static String variable(String input) {
    return "INPUT_" + input.replace(' ', '_').toUpperCase(Locale.ROOT);
  }
}
