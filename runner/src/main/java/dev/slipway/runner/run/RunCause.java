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
 */
public record RunCause(
    String repository,
    CommitId commit,
    Event event,
    String headRef,
    String actor,
    JobDescriptor.Trust trust,
    Optional<String> onlyJob) {
  /** For all jobs. */
  public RunCause(
      String repository,
      CommitId commit,
      Event event,
      String headRef,
      String actor,
      JobDescriptor.Trust trust) {
    this(repository, commit, event, headRef, actor, trust, Optional.empty());
  }
}
