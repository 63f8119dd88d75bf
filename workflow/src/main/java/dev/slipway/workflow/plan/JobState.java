package dev.slipway.workflow.plan;

import dev.slipway.workflow.syntax.Job;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A job in the course of a run.
 *
 * @param path its id, with the calls it stands in: {@code call / build}
 * @param phase where it is
 * @param reason why it was skipped or could not be planned
 * @param executions one per combination of its matrix, once expanded
 * @param mostParallel how many of them may run at once
 * @param failFast whether the failure of one ends the others
 */
record JobState(
    Job job,
    String path,
    Phase phase,
    Optional<String> reason,
    List<Execution> executions,
    int mostParallel,
    boolean failFast) {
  /** Where a job is. */
  enum Phase {
    WAITING,
    EXPANDED,
    SKIPPED,
    CANCELLED,
    FAILED
  }

  JobState {
    executions = List.copyOf(executions);
  }

  static JobState waiting(Job job, String path) {
    return new JobState(
        job, path, Phase.WAITING, Optional.empty(), List.of(), Integer.MAX_VALUE, true);
  }

  JobState ended(Phase how, String why) {
    return new JobState(job, path, how, Optional.of(why), List.of(), mostParallel, failFast);
  }

  JobState with(List<Execution> now) {
    return new JobState(job, path, phase, reason, now, mostParallel, failFast);
  }

  boolean isOver() {
    return switch (phase) {
      case WAITING -> false;
      case EXPANDED -> executions.stream().allMatch(Execution::isOver);
      case SKIPPED, CANCELLED, FAILED -> true;
    };
  }

  /** The result that needing jobs see: the worst of its executions. */
  Result result() {
    return switch (phase) {
      case SKIPPED -> Result.SKIPPED;
      case CANCELLED -> Result.CANCELLED;
      case FAILED -> Result.FAILURE;
      case WAITING, EXPANDED -> worst();
    };
  }

  private Result worst() {
    boolean cancelled = false;
    boolean succeeded = executions.isEmpty();
    for (Execution execution : executions) {
      Result result = execution.counted();
      if (result == Result.FAILURE) {
        return Result.FAILURE;
      }
      cancelled |= result == Result.CANCELLED;
      succeeded |= result == Result.SUCCESS;
    }
    return cancelled ? Result.CANCELLED : succeeded ? Result.SUCCESS : Result.SKIPPED;
  }

  /** Of several executions the last one that sets an output to something wins. */
  Map<String, String> outputs() {
    Map<String, String> outputs = new TreeMap<>();
    for (Execution execution : executions) {
      execution
          .outputs()
          .forEach((name, value) -> {
            if (!value.isEmpty() || !outputs.containsKey(name)) {
              outputs.put(name, value);
            }
          });
    }
    return outputs;
  }
}
