package dev.slipway.workflow.plan;

import dev.slipway.workflow.expression.ExpressionException;
import dev.slipway.workflow.expression.ObjectValue;
import dev.slipway.workflow.expression.Scope;
import dev.slipway.workflow.expression.Value;
import dev.slipway.workflow.syntax.Evaluation;
import dev.slipway.workflow.syntax.Job;
import dev.slipway.workflow.syntax.Permissions;
import dev.slipway.workflow.syntax.Trigger;
import dev.slipway.workflow.syntax.Workflow;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The jobs of one workflow file within a run: the run's own, or those of a call.
 *
 * @param contexts {@code github}, {@code inputs}, {@code vars}
 * @param limit the permissions nothing in here may exceed; empty for the run's own file
 * @param path of the calling execution; empty for the run's own file
 * @param jobs by id in lower case, in the file's order
 */
record Frame(
    Workflow workflow,
    ObjectValue contexts,
    SecretScope secrets,
    Optional<Permissions> limit,
    String path,
    Map<String, JobState> jobs) {
  Frame {
    jobs = Collections.unmodifiableMap(new LinkedHashMap<>(jobs));
  }

  static Frame begin(
      Workflow workflow,
      ObjectValue contexts,
      SecretScope secrets,
      Optional<Permissions> limit,
      String path) {
    Map<String, JobState> jobs = new LinkedHashMap<>();
    for (Job job : workflow.jobs()) {
      String jobPath = path.isEmpty() ? job.id() : path + " / " + job.id();
      jobs.put(key(job.id()), JobState.waiting(job, jobPath));
    }
    return new Frame(workflow, contexts, secrets, limit, path, jobs);
  }

  static String key(String jobId) {
    return jobId.toLowerCase(Locale.ROOT);
  }

  JobState job(String id) {
    JobState state = jobs.get(key(id));
    if (state == null) {
      throw new IllegalStateException("no job " + id + " in " + workflow.file());
    }
    return state;
  }

  Frame with(JobState state) {
    Map<String, JobState> now = new LinkedHashMap<>(jobs);
    now.put(key(state.job().id()), state);
    return new Frame(workflow, contexts, secrets, limit, path, now);
  }

  boolean isOver() {
    return jobs.values().stream().allMatch(JobState::isOver);
  }

  boolean isReady(JobState state) {
    return state.job().needs().stream().allMatch(need -> job(need.job()).isOver());
  }

  /** The results of all jobs that {@code job} needs, directly or not. */
  Map<String, Result> ancestors(Job job) {
    Map<String, Result> results = new LinkedHashMap<>();
    Deque<Job> open = new ArrayDeque<>(List.of(job));
    while (!open.isEmpty()) {
      for (Job.Need need : open.pop().needs()) {
        JobState state = job(need.job());
        if (results.putIfAbsent(state.job().id(), state.result()) == null) {
          open.push(state.job());
        }
      }
    }
    return results;
  }

  /** The context {@code needs} of {@code job}. */
  ObjectValue needs(Job job) {
    ObjectValue.Builder needs = ObjectValue.builder();
    for (Job.Need need : job.needs()) {
      JobState state = job(need.job());
      needs.put(state.job().id(), ended(state));
    }
    return needs.build();
  }

  private static ObjectValue ended(JobState state) {
    return ObjectValue.builder()
        .put("result", state.result().word())
        .put("outputs", ObjectValue.ofText(state.outputs()))
        .build();
  }

  /** Failure when a job failed, cancelled when one was, skipped when none ran. */
  Result result() {
    boolean cancelled = false;
    boolean succeeded = false;
    for (JobState job : jobs.values()) {
      Result result = job.result();
      if (result == Result.FAILURE) {
        return Result.FAILURE;
      }
      cancelled |= result == Result.CANCELLED;
      succeeded |= result == Result.SUCCESS;
    }
    return cancelled ? Result.CANCELLED : succeeded ? Result.SUCCESS : Result.SKIPPED;
  }

  /** What the workflow gives back to its caller. */
  Map<String, String> outputs() {
    Map<String, String> outputs = new LinkedHashMap<>();
    ObjectValue.Builder ended = ObjectValue.builder();
    jobs.values().forEach(job -> ended.put(job.job().id(), ended(job)));
    Map<String, Value> more = Map.of("jobs", ended.build());
    Scope scope = new PlanScope(PlanScope.with(contexts, more), new JobStatus(Map.of(), false));
    List<Trigger.Output> declared = workflow.call().map(Trigger.Call::outputs).orElse(List.of());
    for (Trigger.Output output : declared) {
      outputs.put(output.name(), text(output, scope));
    }
    return outputs;
  }

  private static String text(Trigger.Output output, Scope scope) {
    try {
      return Evaluation.text(output.value(), scope);
    } catch (ExpressionException e) {
      throw new PlanException(
          output.value().at() + ": the output '" + output.name() + "': " + e.getMessage());
    }
  }
}
