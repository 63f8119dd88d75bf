package dev.slipway.runner.step;

import dev.slipway.runner.Conclusion;
import dev.slipway.runner.command.PathFile;
import dev.slipway.runner.command.ProblemMatchers;
import dev.slipway.runner.command.SecretMasker;
import dev.slipway.workflow.expression.ObjectValue;
import dev.slipway.workflow.expression.Value;
import dev.slipway.workflow.syntax.Step;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What has come of a job, or of the steps of an action in it, so far. */
final class JobProgress {
  private final SecretMasker masker;
  private final ProblemMatchers matchers;
  private final Map<String, String> environment = new LinkedHashMap<>();
  private final Map<String, Value> steps = new LinkedHashMap<>();
  private final Map<String, String> handedVariables = new LinkedHashMap<>();
  private final List<String> handedPaths = new ArrayList<>();
  private final Optional<JobProgress> around;
  private List<String> path = List.of();
  private volatile Conclusion status = Conclusion.SUCCESS;
  private volatile boolean cancelled;

  private JobProgress(SecretMasker masker, ProblemMatchers matchers, Optional<JobProgress> around) {
    this.masker = masker;
    this.matchers = matchers;
    this.around = around;
  }

  /** Of a job that begins. */
  static JobProgress of(SecretMasker masker) {
    return new JobProgress(masker, new ProblemMatchers(), Optional.empty());
  }

  /**
   * For the steps of an action: they have steps and a status of their own, and what they set is
   * kept for the step that uses the action to hand on.
   */
  JobProgress within(Map<String, String> variables) {
    var inner = new JobProgress(masker, matchers, Optional.of(this));
    inner.environment.putAll(variables);
    inner.path = path;
    return inner;
  }

  SecretMasker masker() {
    return masker;
  }

  ProblemMatchers matchers() {
    return matchers;
  }

  /** Variables of the workflow, the job, and those that steps have set. */
  Map<String, String> environment() {
    return environment;
  }

  List<String> path() {
    return path;
  }

  /** What a step leaves for those after it. */
  void left(Map<String, String> variables, List<String> paths) {
    environment.putAll(variables);
    handedVariables.putAll(variables);
    path = PathFile.prepend(path, paths);
    handedPaths.addAll(paths);
  }

  /** All variables that steps have set here. */
  Map<String, String> handedVariables() {
    return handedVariables;
  }

  /** All directories that steps have put on the PATH here, in that order. */
  List<String> handedPaths() {
    return handedPaths;
  }

  /** Of the job, wherever the step is. */
  Conclusion jobStatus() {
    return around.map(JobProgress::jobStatus).orElseGet(this::status);
  }

  /** Of what is here; a job that is cancelled is so in every action that it uses. */
  Conclusion status() {
    return isCancelled() ? Conclusion.CANCELLED : status;
  }

  private boolean isCancelled() {
    return cancelled || around.map(JobProgress::isCancelled).orElse(false);
  }

  /** The job is to end: what fails from now on does not count. */
  void cancelled() {
    cancelled = true;
  }

  /** A step ended so. */
  void concluded(Conclusion conclusion) {
    if (conclusion == Conclusion.FAILURE) {
      status = Conclusion.FAILURE;
    }
  }

  /** What later steps see of one. One to which the workflow gives no id is seen by nobody. */
  void step(
      Step.Common step, Map<String, String> outputs, Conclusion outcome, Conclusion conclusion) {
    if (!step.named()) {
      return;
    }
    steps.put(
        step.id(),
        ObjectValue.builder()
            .put("outputs", ObjectValue.ofText(outputs))
            .put("outcome", outcome.text())
            .put("conclusion", conclusion.text())
            .build());
  }

  Value steps() {
    return ObjectValue.of(steps);
  }
}
