package dev.slipway.workflow.syntax;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code steps:} of one job, ids made up where the file gives none. */
final class StepsBuilder {
  private final Problems problems;
  private final Identifiers ids;

  /** By stem, the first number that has not been tried: a job may have thousands of steps. */
  private final Map<String, Integer> tried = new HashMap<>();

  StepsBuilder(Problems problems) {
    this.problems = problems;
    this.ids = new Identifiers(problems);
  }

  List<Step> build(List<Data> steps) {
    reserve(steps);
    return made(steps);
  }

  /** Ids from the file come first, so that none that is made up takes one away. */
  private void reserve(List<Data> steps) {
    for (Data data : steps) {
      Fields step = Fields.of(data);
      step.get("id").ifPresent(id -> reserveId(id, Fields.text(id).orElse("")));
      reserve(step.get("parallel").map(Fields::oneOrMore).orElse(List.of()));
    }
  }

  private void reserveId(Data at, String id) {
    if (!id.isEmpty() && ids.check(id, at.at())) {
      ids.use(id, at.at());
    }
  }

  private List<Step> made(List<Data> steps) {
    List<Step> result = new ArrayList<>();
    for (Data data : steps) {
      if (data instanceof Data.Entries entries) {
        step(new Fields(entries)).ifPresent(result::add);
      }
    }
    return result;
  }

  private Optional<Step> step(Fields step) {
    JobsBuilder.positive(step, "timeout-minutes", problems);
    if (step.has("run")) {
      return step.get("run").map(script -> run(step, script));
    }
    if (step.has("uses")) {
      return step.get("uses").flatMap(uses -> action(step, uses));
    }
    if (step.has("parallel")) {
      List<Step> inner = made(step.get("parallel").map(Fields::oneOrMore).orElse(List.of()));
      return Optional.of(new Step.Parallel(common(step, "parallel"), inner));
    }
    if (step.has("wait")) {
      List<String> waited =
          step.oneOrMore("wait").stream().flatMap(d -> Fields.text(d).stream()).toList();
      return Optional.of(new Step.Wait(common(step, "wait"), waited, false));
    }
    if (step.has("wait-all")) {
      return Optional.of(new Step.Wait(common(step, "wait-all"), List.of(), true));
    }
    return step.text("cancel").map(id -> new Step.Cancel(common(step, "cancel"), id));
  }

  private Step run(Fields step, Data script) {
    return new Step.Run(
        common(step, "run"), script, step.get("shell"), step.get("working-directory"));
  }

  private Optional<Step> action(Fields step, Data uses) {
    return Fields.text(uses)
        .map(text ->
            new Step.Uses(
                common(step, ActionReference.idPart(text)), text, uses.at(), step.get("with")));
  }

  private Step.Common common(Fields step, String stem) {
    Optional<String> given = step.text("id");
    return new Step.Common(
        given.orElseGet(() -> madeUp(stem)),
        given.isPresent(),
        step.at(),
        step.get("name"),
        JobsBuilder.condition(step),
        step.get("env"),
        step.get("continue-on-error"),
        step.get("timeout-minutes"),
        step.isTrue("background"));
  }

  private String madeUp(String stem) {
    int next = tried.getOrDefault(stem, 1);
    String id = next == 1 ? "__" + stem : "__" + stem + "_" + next;
    while (!ids.take(id)) {
      next++;
      id = "__" + stem + "_" + next;
    }
    tried.put(stem, next + 1);
    return id;
  }
}
