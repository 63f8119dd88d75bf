package dev.slipway.workflow.plan;

import dev.slipway.workflow.expression.ExpressionException;
import dev.slipway.workflow.plan.Execution.Single;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Says what a run does next: a pure function of its state (specification §7, §8).
 *
 * <p>A job starts when its own {@code needs} have ended, whatever other jobs do. Whoever runs the
 * jobs carries out the actions, tells the state how executions ended, and asks again.
 */
public final class RunPlanner {
  private final List<RunAction> actions = new ArrayList<>();
  private final Optional<String> cancelReason;
  private final Expansion expansion;

  /**
   * What comes next.
   *
   * @param state the run once the actions are under way
   */
  public record Advance(RunState state, List<RunAction> actions) {
    public Advance {
      actions = List.copyOf(actions);
    }
  }

  private RunPlanner(RunState state) {
    this.cancelReason = state.cancelReason();
    this.expansion = new Expansion(state.fork());
  }

  /** The actions alone. */
  public static List<RunAction> next(RunState state) {
    return advance(state).actions();
  }

  /** Everything that can be done now; without actions the run waits for an execution to end. */
  public static Advance advance(RunState state) {
    RunPlanner planner = new RunPlanner(state);
    RunState after = state.with(planner.plan(state.root()));
    if (after.isOver()) {
      planner.actions.add(new RunAction.FinishRun(after.result()));
    }
    return new Advance(after, planner.actions);
  }

  /** Plans until nothing changes: a skipped job may let the next one be skipped too. */
  private Frame plan(Frame frame) {
    Frame now = frame;
    boolean again = true;
    while (again) {
      again = false;
      for (JobState before : now.jobs().values()) {
        JobState after = plan(now, before);
        if (!after.equals(before)) {
          now = now.with(after);
          again |= after.isOver();
        }
      }
    }
    return now;
  }

  private JobState plan(Frame frame, JobState job) {
    return switch (job.phase()) {
      case WAITING -> frame.isReady(job) ? decide(frame, job) : job;
      case EXPANDED -> job.isOver() ? job : execute(frame, job);
      case SKIPPED, CANCELLED, FAILED -> job;
    };
  }

  private JobState decide(Frame frame, JobState job) {
    try {
      if (!holds(frame, job)) {
        return withheld(frame, job);
      }
      return execute(frame, expansion.expand(frame, job));
    } catch (ExpressionException | PlanException e) {
      String reason = String.valueOf(e.getMessage());
      actions.add(new RunAction.FailJob(job.path(), reason));
      return job.ended(JobState.Phase.FAILED, reason);
    }
  }

  private boolean holds(Frame frame, JobState job) {
    JobStatus status = new JobStatus(frame.ancestors(job.job()), cancelReason.isPresent());
    return job.job()
        .condition()
        .condition()
        .holds(new PlanScope(Expansion.needing(frame, job.job()), status));
  }

  private JobState withheld(Frame frame, JobState job) {
    String reason = cancelReason.orElseGet(() -> SkipReason.of(frame, job.job()));
    actions.add(new RunAction.SkipJob(job.path(), reason));
    return job.ended(
        cancelReason.isPresent() ? JobState.Phase.CANCELLED : JobState.Phase.SKIPPED, reason);
  }

  private JobState execute(Frame frame, JobState job) {
    List<Execution> executions = new ArrayList<>(job.executions());
    if (cancelReason.isPresent() && !holdsAnyway(frame, job)) {
      executions.replaceAll(e -> e instanceof Single single ? cancel(single) : e);
    }
    failedFast(job).ifPresent(reason -> executions.replaceAll(e -> cancel(e, reason)));
    int free = job.mostParallel();
    boolean changed = false;
    for (int i = 0; i < executions.size(); i++) {
      Execution before = executions.get(i);
      Execution after =
          switch (before) {
            case Single single -> advance(single, free > 0);
            case Execution.Called called -> free > 0 ? called.with(plan(called.frame())) : called;
          };
      executions.set(i, after);
      free -= after.isOver() ? 0 : 1;
      changed |= before.isOver() != after.isOver();
    }
    JobState now = executions.equals(job.executions()) ? job : job.with(executions);
    return changed && !now.isOver() ? execute(frame, now) : now;
  }

  private Execution advance(Single single, boolean mayStart) {
    if (single.isCancelUntold()) {
      actions.add(new RunAction.CancelJob(single.id(), single.cancelReason().orElse("cancelled")));
      return single.cancelling();
    }
    if (single.phase() == Single.Phase.WAITING && mayStart) {
      actions.add(new RunAction.StartJob(single.instance()));
      return single.started();
    }
    return single;
  }

  /** Jobs of called workflows have conditions of their own, which say whether they go on. */
  private Single cancel(Single single) {
    return cancelReason.map(reason -> cancel(single, reason)).orElse(single);
  }

  private static Optional<String> failedFast(JobState job) {
    Optional<Execution> failed =
        job.executions().stream()
            .filter(e -> e.isOver() && e.counted() == Result.FAILURE)
            .findFirst();
    return job.failFast() && job.executions().size() > 1
        ? failed.map(e -> e.id() + " failed, and fail-fast ends the others")
        : Optional.empty();
  }

  /** In a cancelled run a job whose {@code if} still holds goes on. */
  private boolean holdsAnyway(Frame frame, JobState job) {
    try {
      return holds(frame, job);
    } catch (ExpressionException | PlanException e) {
      return false;
    }
  }

  private Single cancel(Single single, String reason) {
    if (single.phase() == Single.Phase.WAITING) {
      actions.add(new RunAction.DropJob(single.id(), reason));
    }
    return single.cancel(reason);
  }

  private Execution cancel(Execution execution, String reason) {
    return switch (execution) {
      case Single single -> cancel(single, reason);
      case Execution.Called called -> called.with(cancel(called.frame(), reason));
    };
  }

  private Frame cancel(Frame frame, String reason) {
    Frame now = frame;
    for (JobState job : frame.jobs().values()) {
      JobState after =
          switch (job.phase()) {
            case WAITING -> {
              actions.add(new RunAction.DropJob(job.path(), reason));
              yield job.ended(JobState.Phase.CANCELLED, reason);
            }
            case EXPANDED ->
                job.with(job.executions().stream().map(e -> cancel(e, reason)).toList());
            case SKIPPED, CANCELLED, FAILED -> job;
          };
      now = now.with(after);
    }
    return now;
  }
}
