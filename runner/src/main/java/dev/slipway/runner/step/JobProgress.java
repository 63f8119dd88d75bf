package dev.slipway.runner.step;

import dev.slipway.runner.Conclusion;
import dev.slipway.runner.command.PathFile;
import dev.slipway.runner.command.ProblemMatchers;
import dev.slipway.runner.command.SecretMasker;
import dev.slipway.workflow.expression.ObjectValue;
import dev.slipway.workflow.expression.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What has come of a job so far. Confined to the thread that executes it. */
final class JobProgress {
  private final SecretMasker masker;
  private final ProblemMatchers matchers = new ProblemMatchers();
  private final Map<String, String> environment = new LinkedHashMap<>();
  private final Map<String, Value> steps = new LinkedHashMap<>();
  private List<String> path = List.of();
  private Conclusion status = Conclusion.SUCCESS;

  JobProgress(SecretMasker masker) {
    this.masker = masker;
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

  void addPaths(List<String> added) {
    path = PathFile.prepend(path, added);
  }

  Conclusion status() {
    return status;
  }

  void cancelled() {
    status = Conclusion.CANCELLED;
  }

  /** A step ended so; what has been cancelled stays so. */
  void concluded(Conclusion conclusion) {
    if (conclusion == Conclusion.FAILURE && status == Conclusion.SUCCESS) {
      status = Conclusion.FAILURE;
    }
  }

  void step(String id, Map<String, String> outputs, Conclusion outcome, Conclusion conclusion) {
    steps.put(
        id,
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
