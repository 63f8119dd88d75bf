package dev.slipway.workflow.syntax;

import dev.slipway.base.InputException;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/**
 * A workflow file, read and checked (specification §7, §8).
 *
 * @param file its path in the repository
 * @param name what the file calls itself
 * @param runName the name of its runs, to be evaluated per run
 * @param triggers what starts it, one per event
 * @param permissions of all jobs that name none themselves
 * @param env variables of all jobs
 * @param defaults of the steps of all jobs
 * @param concurrency which runs exclude each other
 * @param jobs in the file's order
 */
public record Workflow(
    String file,
    Optional<String> name,
    Optional<Data> runName,
    List<Trigger> triggers,
    Optional<Permissions> permissions,
    Optional<Data> env,
    Optional<Data> defaults,
    Optional<Data> concurrency,
    List<Job> jobs) {
  public Workflow {
    triggers = List.copyOf(triggers);
    jobs = List.copyOf(jobs);
  }

  /** The name, or the file's path as GitHub shows it. */
  public String title() {
    return name.filter(n -> !n.isBlank()).orElse(file);
  }

  public Optional<Trigger> trigger(String event) {
    return triggers.stream().filter(t -> t.event().equals(event)).findFirst();
  }

  public Optional<Job> job(String id) {
    return jobs.stream().filter(j -> j.id().equalsIgnoreCase(id)).findFirst();
  }

  /**
   * This workflow with one of its jobs and those that it needs, however far away.
   *
   * @throws InputException when there is no such job
   */
  public Workflow only(String id) {
    Job wanted =
        job(id)
            .orElseThrow(() ->
                new InputException(
                    InputException.Position.of(file),
                    "there is no job " + id,
                    Wording.keys(jobs.stream().map(Job::id).toList(), id)));
    var kept = new LinkedHashSet<String>();
    var open = new ArrayDeque<>(List.of(wanted));
    while (!open.isEmpty()) {
      Job one = open.remove();
      if (kept.add(one.id())) {
        one.needs().forEach(need -> job(need.job()).ifPresent(open::add));
      }
    }
    var left = jobs.stream().filter(one -> kept.contains(one.id())).toList();
    return new Workflow(
        file, name, runName, triggers, permissions, env, defaults, concurrency, left);
  }

  /** What {@code workflow_call} says, when this workflow may be called. */
  public Optional<Trigger.Call> call() {
    return trigger("workflow_call").flatMap(Trigger::call);
  }
}
