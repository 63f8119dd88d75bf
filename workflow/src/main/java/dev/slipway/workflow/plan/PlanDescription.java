package dev.slipway.workflow.plan;

import dev.slipway.workflow.expression.ExpressionException;
import dev.slipway.workflow.expression.ObjectValue;
import dev.slipway.workflow.syntax.Data;
import dev.slipway.workflow.syntax.Job;
import dev.slipway.workflow.syntax.Mentions;
import dev.slipway.workflow.syntax.Permissions;
import dev.slipway.workflow.syntax.Step;
import dev.slipway.workflow.syntax.Workflow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a workflow would do, without running it: for {@code slipway plan}.
 *
 * @param workflow its title
 * @param events what starts it
 * @param secrets all it may read; {@code *} when it reads them by computed names
 * @param actions all its steps use, once each
 */
public record PlanDescription(
    String workflow,
    String file,
    List<String> events,
    List<JobDescription> jobs,
    List<String> secrets,
    List<String> actions) {
  /**
   * A job.
   *
   * @param executions names of its executions; empty when only the run will tell
   * @param condition its {@code if}
   * @param runsOn as written
   * @param environment as written; empty without one
   * @param permissions of its tokens, scope to word
   * @param calls the workflow it calls; empty when it has steps
   */
  public record JobDescription(
      String id,
      List<String> needs,
      List<String> executions,
      String condition,
      String runsOn,
      String environment,
      Map<String, String> permissions,
      List<String> secrets,
      List<String> actions,
      String calls) {}

  /**
   * Describes a workflow.
   *
   * @param contexts as far as they are known
   */
  public static PlanDescription of(Workflow workflow, ObjectValue contexts, RunState.Trust trust) {
    Frame frame = RunState.begin(workflow, contexts, trust).root();
    List<JobDescription> jobs = new ArrayList<>();
    describe(frame, trust == RunState.Trust.FORK, jobs);
    Set<String> secrets = new TreeSet<>();
    workflow.env().ifPresent(env -> secrets.addAll(Mentions.secrets(env)));
    jobs.forEach(job -> secrets.addAll(job.secrets()));
    Set<String> actions = new TreeSet<>();
    jobs.forEach(job -> actions.addAll(job.actions()));
    List<String> events = workflow.triggers().stream().map(t -> t.event()).toList();
    return new PlanDescription(
        workflow.title(),
        workflow.file(),
        events,
        List.copyOf(jobs),
        List.copyOf(secrets),
        List.copyOf(actions));
  }

  private static void describe(Frame frame, boolean fork, List<JobDescription> into) {
    for (JobState state : frame.jobs().values()) {
      Optional<JobState> expanded = expand(frame, state, fork);
      into.add(describe(frame, state, expanded, fork));
      expanded.ifPresent(job -> {
        for (Execution execution : job.executions()) {
          if (execution instanceof Execution.Called called) {
            describe(called.frame(), fork, into);
          }
        }
      });
    }
  }

  /** A matrix that depends on other jobs cannot be known yet. */
  private static Optional<JobState> expand(Frame frame, JobState state, boolean fork) {
    boolean waits =
        state.job().strategy().map(Mentions::contexts).orElse(Set.of()).contains("needs");
    if (waits) {
      return Optional.empty();
    }
    try {
      return Optional.of(new Expansion(fork).expand(frame, state));
    } catch (ExpressionException | PlanException e) {
      return Optional.empty();
    }
  }

  private static JobDescription describe(
      Frame frame, JobState state, Optional<JobState> expanded, boolean fork) {
    Job job = state.job();
    Set<String> secrets = new TreeSet<>();
    Mentions.of(job).forEach(data -> secrets.addAll(Mentions.secrets(data)));
    Permissions permissions = JobPermissions.effective(job, frame.workflow(), frame.limit(), fork);
    Map<String, String> words = new TreeMap<>();
    permissions.scopes().forEach((scope, access) -> words.put(scope, access.word()));
    List<String> executions =
        expanded.map(e -> e.executions().stream().map(Execution::id).toList()).orElse(List.of());
    return new JobDescription(
        state.path(),
        job.needs().stream().map(Job.Need::job).toList(),
        executions,
        job.condition().condition().expression().source(),
        job.work() instanceof Job.Steps steps ? Mentions.text(steps.runsOn()) : "",
        environment(job),
        words,
        List.copyOf(secrets),
        List.copyOf(actions(job)),
        job.work() instanceof Job.Call call ? call.uses() : "");
  }

  private static String environment(Job job) {
    if (!(job.work() instanceof Job.Steps steps) || steps.environment().isEmpty()) {
      return "";
    }
    Data data = steps.environment().get();
    return data instanceof Data.Entries keys
        ? keys.get("name").map(Mentions::text).orElse("")
        : Mentions.text(data);
  }

  private static Set<String> actions(Job job) {
    Set<String> actions = new TreeSet<>();
    if (job.work() instanceof Job.Steps steps) {
      collect(steps.steps(), actions);
    }
    return actions;
  }

  private static void collect(List<Step> steps, Set<String> into) {
    for (Step step : steps) {
      switch (step) {
        case Step.Uses uses -> into.add(uses.action());
        case Step.Parallel parallel -> collect(parallel.steps(), into);
        case Step.Run _, Step.Wait _, Step.Cancel _ -> {}
      }
    }
  }
}
