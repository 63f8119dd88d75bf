package dev.slipway.runner.run;

import dev.slipway.base.Json;
import dev.slipway.runner.Conclusion;
import dev.slipway.runner.JobDescriptor;
import dev.slipway.runner.action.ActionSources;
import dev.slipway.runner.run.RunView.JobView;
import dev.slipway.runner.step.JobResult;
import dev.slipway.workflow.expression.ObjectValue;
import dev.slipway.workflow.plan.Concurrency;
import dev.slipway.workflow.plan.JobExplanation;
import dev.slipway.workflow.plan.JobInstance;
import dev.slipway.workflow.plan.Result;
import dev.slipway.workflow.plan.RunAction;
import dev.slipway.workflow.plan.RunHeader;
import dev.slipway.workflow.plan.RunPlanner;
import dev.slipway.workflow.plan.RunState;
import dev.slipway.workflow.syntax.Workflow;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Drives one run: asks the planner what comes next, does it, hears what came of it. One thread;
 * jobs have their own.
 */
final class RunDriver implements ConcurrencyGroups.Member {
  private final RunParts parts;
  private final ConcurrencyGroups groups;
  private final JobPlaces places;
  private final DeploymentHold hold;
  private final RunView run;
  private final Workflow workflow;
  private final ObjectValue contexts;
  private final Map<String, JobView> known;
  private final RunFeed feed;
  private final ActionSources sources;
  private final LinkedBlockingQueue<Message> inbox = new LinkedBlockingQueue<>();
  private final Map<String, JobTurn> turns = new HashMap<>();
  private final Map<String, String> held = new TreeMap<>();
  private volatile List<JobExplanation> waiting = List.of();
  private RunState state;
  private boolean mayRun;
  private String cancelled = "";
  private String shown = "";

  private sealed interface Message {
    record Turn() implements Message {}

    record Cancel(String reason) implements Message {}

    record Held(String job, String reason) implements Message {}

    record Released(String job) implements Message {}

    record JobOver(String job, JobResult result, String reason) implements Message {}
  }

  /**
   * @param known jobs of this run that have ended before and do not run again
   */
  RunDriver(
      RunParts parts,
      ConcurrencyGroups groups,
      JobPlaces places,
      DeploymentHold hold,
      RunView run,
      Workflow workflow,
      ObjectValue contexts,
      Map<String, JobView> known,
      RunFeed feed) {
    this.parts = parts;
    this.groups = groups;
    this.places = places;
    this.hold = hold;
    this.run = run;
    this.workflow = workflow;
    this.contexts = contexts;
    this.known = known;
    this.feed = feed;
    this.sources = RunActions.of(parts, run);
    this.state =
        RunState.begin(
            workflow,
            contexts,
            run.trust() == JobDescriptor.Trust.FORK
                ? RunState.Trust.FORK
                : RunState.Trust.REPOSITORY);
  }

  RunView view() {
    return run;
  }

  /** What has not come up yet, and why: jobs that others must end before. */
  List<JobExplanation> waiting() {
    return waiting;
  }

  /** Where its jobs take actions from. */
  ActionSources sources() {
    return sources;
  }

  @Override
  public void turn() {
    inbox.add(new Message.Turn());
  }

  @Override
  public void superseded(String by) {
    cancel("run " + by + " takes its place in the concurrency group");
  }

  void cancel(String reason) {
    inbox.add(new Message.Cancel(reason));
  }

  /** A job waits for its environment's rules. */
  void held(String job, String reason) {
    inbox.add(new Message.Held(job, reason));
  }

  /** A job does not wait for its environment any more. */
  void released(String job) {
    inbox.add(new Message.Released(job));
  }

  void jobOver(String job, JobResult result, String reason) {
    inbox.add(new Message.JobOver(job, result, reason));
  }

  /** Drives the run to its end; an interrupt leaves it for the next process. */
  void drive() throws InterruptedException {
    RunHeader header = RunHeader.of(workflow, contexts);
    Optional<Concurrency.Request> group = header.concurrency();
    if (group.isPresent()) {
      groups
          .arrive(run.repository(), run.id(), group.get(), this)
          .ifPresent(holder ->
              status(
                  RunStatus.WAITING,
                  "run " + holder + " holds the concurrency group " + group.get().group()));
    } else {
      turn();
    }
    try {
      Conclusion conclusion = converse();
      new WorkRefs(parts.repositories()).drop(run);
      parts.store().runEnded(run.id(), conclusion, cancelled);
    } finally {
      group.ifPresent(request -> groups.leave(run.repository(), run.id(), request));
      feed.changed();
    }
  }

  private void status(RunStatus status, String reason) {
    parts.store().runStatus(run, status, reason);
    feed.changed();
  }

  private Conclusion converse() throws InterruptedException {
    try {
      while (true) {
        switch (inbox.take()) {
          case Message.Turn turn -> {
            mayRun = true;
            status(RunStatus.RUNNING, "");
          }
          case Message.Cancel(String reason) -> {
            cancelled = reason;
            state = state.cancelled(reason);
            if (!mayRun) {
              return Conclusion.CANCELLED;
            }
          }
          case Message.Held(String job, String reason) -> held.put(job, reason);
          case Message.Released(String job) -> held.remove(job);
          case Message.JobOver(String job, JobResult result, String reason) ->
              jobEnded(job, result, reason);
        }
        Optional<Conclusion> end = mayRun ? advance() : Optional.empty();
        if (end.isPresent()) {
          return end.get();
        }
        tellHeld();
        waiting =
            state.explain().stream()
                .filter(job -> job.state() == JobExplanation.State.WAITING)
                .toList();
      }
    } catch (InterruptedException e) {
      turns.values().forEach(JobTurn::abandon);
      for (JobTurn turn : turns.values()) {
        turn.awaitEnd();
      }
      throw e;
    }
  }

  /** A run whose open jobs all wait for their environments waits itself. */
  private void tellHeld() {
    boolean all = mayRun && !held.isEmpty() && held.keySet().containsAll(turns.keySet());
    String reason = all ? held.values().iterator().next() : "";
    if (mayRun && !reason.equals(shown)) {
      shown = reason;
      status(all ? RunStatus.WAITING : RunStatus.RUNNING, reason);
    }
  }

  private void jobEnded(String job, JobResult result, String reason) {
    turns.remove(job);
    held.remove(job);
    parts
        .store()
        .jobEnded(
            run,
            job,
            result.conclusion(),
            reason,
            result.outputs(),
            result.environmentUrl().orElse(""));
    state = state.ended(job, Result.valueOf(result.conclusion().name()), result.outputs());
    feed.changed();
  }

  private Optional<Conclusion> advance() {
    while (true) {
      RunPlanner.Advance next = RunPlanner.advance(state);
      state = next.state();
      boolean again = false;
      for (RunAction action : next.actions()) {
        switch (action) {
          case RunAction.StartJob(JobInstance job) -> again |= start(job);
          case RunAction.SkipJob(String job, String reason) -> notRun(job, skipped(), reason);
          case RunAction.FailJob(String job, String reason) ->
              notRun(job, Conclusion.FAILURE, reason);
          case RunAction.CancelJob(String job, String reason) -> cancel(job, reason);
          case RunAction.DropJob(String job, String reason) ->
              notRun(job, Conclusion.CANCELLED, reason);
          case RunAction.FinishRun(Result result) -> {
            return Optional.of(Conclusion.valueOf(result.name()));
          }
        }
      }
      if (!again) {
        return Optional.empty();
      }
    }
  }

  private Conclusion skipped() {
    return cancelled.isEmpty() ? Conclusion.SKIPPED : Conclusion.CANCELLED;
  }

  private void notRun(String job, Conclusion conclusion, String reason) {
    JobView before = known.get(job);
    if (before != null) {
      parts.store().jobKept(run, before);
      feed.changed();
    } else {
      parts.store().job(run, job, job, RunStatus.QUEUED, reason);
      parts.store().jobEnded(run, job, conclusion, reason, Map.of(), "");
      feed.changed();
    }
  }

  private void cancel(String job, String reason) {
    JobTurn turn = turns.get(job);
    boolean asked = !cancelled.isEmpty();
    // That a sibling failed in an attempt before ends nobody in this one.
    if (turn != null && (asked || !keepsFailure())) {
      turn.cancel(reason);
    }
  }

  private boolean keepsFailure() {
    return known.values().stream()
        .filter(job -> job.conclusion().equals(Optional.of(Conclusion.FAILURE)))
        .anyMatch(job -> job.ended().filter(end -> end.isBefore(run.begun())).isPresent());
  }

  /** Returns whether it has ended already, because it ran before. */
  private boolean start(JobInstance job) {
    JobView before = known.get(job.id());
    if (before != null && before.conclusion().isPresent()) {
      Map<String, String> outputs = new LinkedHashMap<>();
      Json.MAPPER
          .readTree(before.outputs())
          .properties()
          .forEach(p -> outputs.put(p.getKey(), p.getValue().asString()));
      parts.store().jobKept(run, before);
      feed.changed();
      state = state.ended(job.id(), Result.valueOf(before.conclusion().get().name()), outputs);
      return true;
    }
    parts.store().job(run, job.id(), job.name(), RunStatus.QUEUED, "");
    feed.changed();
    var turn = new JobTurn(parts, groups, places, hold, this, job, feed);
    turns.put(job.id(), turn);
    turn.begin();
    return false;
  }
}
