package dev.slipway.runner.step;

import dev.slipway.workflow.expression.Value;
import dev.slipway.workflow.syntax.Step;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where a step stands: in the job itself, or in a composite action with inputs, steps and a status
 * of its own.
 *
 * @param progress what has come of the steps around it
 * @param contexts what takes the place of the job's contexts
 * @param github what is added to the context {@code github}
 * @param prepared the actions of its steps that were fetched before the job's first step
 * @param depth how many actions are around it
 */
record StepPlace(
    JobExecution job,
    JobProgress progress,
    Map<String, Value> contexts,
    Map<String, String> github,
    Map<Step, RepositoryAction> prepared,
    int depth) {
  /** How deep actions may use one another. */
  static final int DEEPEST = 10;

  StepPlace {
    contexts = Map.copyOf(contexts);
    github = Map.copyOf(github);
  }

  /**
   * In the job itself.
   *
   * @param prepared filled before the first step
   */
  static StepPlace ofJob(
      JobExecution job, JobProgress progress, Map<Step, RepositoryAction> prepared) {
    return new StepPlace(job, progress, Map.of(), Map.of(), prepared, 0);
  }

  /**
   * Inside a composite action.
   *
   * @param inputs the action's
   * @param environment what its steps begin with
   * @param actions those of its steps that are prepared
   */
  StepPlace within(
      Value inputs,
      Map<String, String> action,
      Map<String, String> environment,
      Map<Step, RepositoryAction> actions) {
    return new StepPlace(
        job, progress.within(environment), Map.of("inputs", inputs), action, actions, depth + 1);
  }

  /**
   * What an expression sees.
   *
   * @param environment what {@code env} shows
   * @param step what the step adds to {@code github}
   */
  StepScope scope(Map<String, String> environment, Map<String, String> step) {
    var added = new LinkedHashMap<>(github);
    added.putAll(step);
    return job.contexts().scope(progress, environment, added).with(contexts);
  }
}
