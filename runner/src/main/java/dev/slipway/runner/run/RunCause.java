package dev.slipway.runner.run;

import dev.slipway.git.CommitId;
import dev.slipway.runner.JobDescriptor;
import dev.slipway.workflow.event.Event;
import java.util.Optional;

/**
 * Why workflows may run.
 *
 * @param repository {@code OWNER/NAME} of the repository whose workflows are meant
 * @param commit whose files count
 * @param headRef where a pull request comes from; empty for other events
 * @param actor who caused it
 * @param onlyJob the only job that is wanted, with those that it needs; empty for all
 * @param occasion names what happened, so that a workflow runs once for it, however often it is
 *     told; empty for what is told once
 */
public record RunCause(
    String repository,
    CommitId commit,
    Event event,
    String headRef,
    String actor,
    JobDescriptor.Trust trust,
    Optional<String> onlyJob,
    Optional<String> occasion) {
  /** Told once. */
  public RunCause(
      String repository,
      CommitId commit,
      Event event,
      String headRef,
      String actor,
      JobDescriptor.Trust trust,
      Optional<String> onlyJob) {
    this(repository, commit, event, headRef, actor, trust, onlyJob, Optional.empty());
  }

  /** For all jobs, told once. */
  public RunCause(
      String repository,
      CommitId commit,
      Event event,
      String headRef,
      String actor,
      JobDescriptor.Trust trust) {
    this(repository, commit, event, headRef, actor, trust, Optional.empty());
  }

  /** The same, for something that may be told of again. */
  public RunCause on(String name) {
    return new RunCause(
        repository, commit, event, headRef, actor, trust, onlyJob, Optional.of(name));
  }
}
