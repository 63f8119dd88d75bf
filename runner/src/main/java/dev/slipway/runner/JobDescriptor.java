package dev.slipway.runner;

import java.util.Map;
import java.util.Optional;

/**
 * One execution of one job: what it is called and for which commit it works.
 *
 * @param repository {@code OWNER/NAME}
 * @param repositoryId the repository's stable number
 * @param run the run's id
 * @param job the job's id within the run, such as {@code deploy} or {@code test (20)}
 * @param attempt counted from 1
 * @param commit the commit that is checked out by default, 40 hexadecimal digits
 * @param ref the ref that started the run, such as {@code refs/heads/main}
 * @param event the name of the event, such as {@code push}
 * @param baseRef where a pull request goes to; empty for other events
 * @param defaultBranch the repository's default branch, such as {@code refs/heads/main}
 * @param trust whether the code comes from somebody who may write to the repository
 * @param actor who caused the run
 * @param environment the deployment environment, when the job names one
 * @param headRef where a pull request comes from; empty for other events
 * @param workflow the workflow's name
 * @param workflowFile the workflow's path in the repository
 * @param runNumber the run's number within its workflow file
 * @param permissions scope to {@code read} or {@code write}; what is absent is not granted
 */
public record JobDescriptor(
    String repository,
    String repositoryId,
    String run,
    String job,
    int attempt,
    String commit,
    String ref,
    String event,
    Optional<String> baseRef,
    String defaultBranch,
    Trust trust,
    String actor,
    Optional<String> environment,
    Optional<String> headRef,
    String workflow,
    String workflowFile,
    long runNumber,
    Map<String, String> permissions) {
  public JobDescriptor {
    permissions = Map.copyOf(permissions);
  }

  /** Where the code of a run comes from. */
  public enum Trust {
    /** From a principal who may write to the repository. */
    MEMBER,
    /** From a fork or an unreviewed proposal: no secrets, no identity, no writing. */
    OUTSIDER
  }

  /** Whether the job may ask for an identity of its own (specification §6). */
  public boolean mayRequestIdToken() {
    return trust == Trust.MEMBER && "write".equals(permissions.get("id-token"));
  }

  /** The name of this execution, {@code RUN/JOB/ATTEMPT}. */
  public String name() {
    return run + "/" + job + "/" + attempt;
  }
}
