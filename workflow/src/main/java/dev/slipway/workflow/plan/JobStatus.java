package dev.slipway.workflow.plan;

import java.util.List;
import java.util.Map;

/**
 * What the status functions of a job's {@code if} see: all jobs before it, however far back.
 *
 * @param ancestors results by job id
 * @param cancelled whether the run is being cancelled
 */
record JobStatus(Map<String, Result> ancestors, boolean cancelled) {
  boolean is(String function, List<String> jobs) {
    return switch (function) {
      case "always" -> true;
      case "cancelled" -> cancelled;
      case "success" ->
          !cancelled && results(jobs).stream().allMatch(result -> result == Result.SUCCESS);
      case "failure" -> results(jobs).stream().anyMatch(result -> result == Result.FAILURE);
      default -> throw new PlanException("The function " + function + " has no value here");
    };
  }

  private List<Result> results(List<String> jobs) {
    return ancestors.entrySet().stream()
        .filter(e -> jobs.isEmpty() || jobs.stream().anyMatch(e.getKey()::equalsIgnoreCase))
        .map(Map.Entry::getValue)
        .toList();
  }
}
