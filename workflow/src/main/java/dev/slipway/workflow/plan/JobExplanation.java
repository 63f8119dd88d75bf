package dev.slipway.workflow.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a job is doing, and why it does not do more.
 *
 * @param job its id, or an execution's
 * @param state where it is
 * @param reason for people; empty when there is nothing to say
 */
public record JobExplanation(String job, State state, String reason) {
  /** Where a job is. */
  public enum State {
    WAITING,
    RUNNING,
    CANCELLING,
    SUCCEEDED,
    FAILED,
    CANCELLED,
    SKIPPED
  }

  static List<JobExplanation> of(RunState run) {
    List<JobExplanation> all = new ArrayList<>();
    frame(run.root(), all);
    return all;
  }

  private static void frame(Frame frame, List<JobExplanation> into) {
    for (JobState job : frame.jobs().values()) {
      switch (job.phase()) {
        case WAITING -> into.add(waiting(frame, job));
        case SKIPPED -> into.add(ended(job, State.SKIPPED));
        case CANCELLED -> into.add(ended(job, State.CANCELLED));
        case FAILED -> into.add(ended(job, State.FAILED));
        case EXPANDED -> executions(job, into);
      }
    }
  }

  private static JobExplanation waiting(Frame frame, JobState job) {
    String open =
        job.job().needs().stream()
            .map(need -> frame.job(need.job()))
            .filter(state -> !state.isOver())
            .map(JobState::path)
            .collect(Collectors.joining(", "));
    return new JobExplanation(job.path(), State.WAITING, open.isEmpty() ? "" : "needs " + open);
  }

  private static JobExplanation ended(JobState job, State state) {
    return new JobExplanation(job.path(), state, job.reason().orElse(""));
  }

  private static void executions(JobState job, List<JobExplanation> into) {
    for (Execution execution : job.executions()) {
      switch (execution) {
        case Execution.Called called -> frame(called.frame(), into);
        case Execution.Single single -> into.add(single(job, single));
      }
    }
  }

  private static JobExplanation single(JobState job, Execution.Single single) {
    String cancelled = single.cancelReason().orElse("");
    return switch (single.phase()) {
      case WAITING ->
          new JobExplanation(
              single.id(),
              State.WAITING,
              "max-parallel lets " + job.mostParallel() + " run at once");
      case STARTED -> new JobExplanation(single.id(), State.RUNNING, cancelled);
      case CANCELLING -> new JobExplanation(single.id(), State.CANCELLING, cancelled);
      case OVER -> new JobExplanation(single.id(), over(single.result()), cancelled);
    };
  }

  private static State over(Optional<Result> result) {
    return switch (result.orElse(Result.SUCCESS)) {
      case SUCCESS -> State.SUCCEEDED;
      case FAILURE -> State.FAILED;
      case CANCELLED -> State.CANCELLED;
      case SKIPPED -> State.SKIPPED;
    };
  }
}
