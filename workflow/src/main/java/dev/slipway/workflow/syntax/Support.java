package dev.slipway.workflow.syntax;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What a valid workflow asks for and this runner cannot do, refused by name before a run begins.
 *
 * <p>Nothing is ignored silently: a key is either carried out or reported here.
 */
public final class Support {
  private final Predicate<String> actions;
  private final List<Problem> problems = new ArrayList<>();

  private Support(Predicate<String> actions) {
    this.actions = actions;
  }

  /**
   * Everything that cannot be run, in the order of the file.
   *
   * @param actions whether an action, as written in {@code uses}, can be run
   */
  public static List<Problem> check(Workflow workflow, Predicate<String> actions) {
    Support support = new Support(actions);
    support.workflow(workflow);
    return List.copyOf(support.problems);
  }

  private void workflow(Workflow workflow) {
    for (Job job : workflow.jobs()) {
      switch (job.work()) {
        case Job.Steps steps -> steps(steps);
        case Job.Call call -> call.workflow().ifPresent(this::workflow);
      }
    }
  }

  private void steps(Job.Steps steps) {
    refuse(
        Fields.of(steps.runsOn()).get("group"),
        "runs-on.group",
        "There are no groups of runners: name labels only.");
    refuse(steps.snapshot(), "snapshot", "Images of runners are not kept: remove the key.");
    steps
        .services()
        .map(Fields::of)
        .ifPresent(services -> services.all().forEach(f -> box(f.value(), "services." + f.name())));
    steps.steps().forEach(this::step);
  }

  private void box(Data data, String key) {
    refuse(
        Fields.of(data).get("options"),
        key + ".options",
        "Options of docker are not read: remove them.");
    refuse(
        Fields.of(data).get("volumes"),
        key + ".volumes",
        "Directories of the host are not given to jobs: remove the volumes.");
  }

  private void step(Step step) {
    switch (step) {
      case Step.Uses uses -> action(uses);
      case Step.Parallel parallel -> {
        background(step, "parallel");
        parallel.steps().forEach(this::step);
      }
      case Step.Wait _ -> background(step, "wait");
      case Step.Cancel _ -> background(step, "cancel");
      case Step.Run _ -> {}
    }
    if (step.common().background()) {
      background(step, "background");
    }
  }

  private void background(Step step, String key) {
    problems.add(
        new Problem(
            step.common().at(),
            "Steps with '" + key + "' cannot be run here yet",
            "Write the steps one after the other, or use & and wait in one script."));
  }

  private void action(Step.Uses uses) {
    if (ActionReference.parse(uses.action()).isEmpty()) {
      problems.add(
          new Problem(
              uses.actionAt(),
              "'" + uses.action() + "' names no action",
              "Write OWNER/NAME@REF, ./PATH or docker://IMAGE."));
    } else if (!actions.test(uses.action())) {
      problems.add(
          new Problem(
              uses.actionAt(),
              "The action '" + uses.action() + "' cannot be run here",
              "Write its steps as scripts, or copy it into the repository and use it as ./PATH."));
    }
  }

  private void refuse(Optional<Data> data, String key, String hint) {
    data.ifPresent(
        at -> problems.add(new Problem(at.at(), "'" + key + "' is not supported here", hint)));
  }
}
