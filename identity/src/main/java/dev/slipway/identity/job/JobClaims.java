package dev.slipway.identity.job;

import dev.slipway.identity.AccessTokens;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What is true of a job and goes into its ID tokens. All ids are strings, as on GitHub.
 *
 * @param run the run's id; {@code number} counts the runs of the workflow, {@code attempt} the
 *     repetitions of this one
 * @param job the job's id within the run, such as {@code deploy} or {@code test (20)}
 * @param environment the deployment environment the job names
 * @param origin where the code comes from
 */
public record JobClaims(
    Repository repository,
    Source source,
    Workflow workflow,
    Actor actor,
    String run,
    long number,
    long attempt,
    String job,
    Optional<String> environment,
    Origin origin) {

  /**
   * The repository whose workflow runs.
   *
   * @param visibility {@code private}, {@code internal} or {@code public}
   */
  public record Repository(
      String owner, String ownerId, String name, String id, String visibility) {
    /** {@code OWNER/NAME}. */
    public String fullName() {
      return owner + "/" + name;
    }
  }

  /**
   * The code.
   *
   * @param ref such as {@code refs/heads/main} or {@code refs/pull/7/merge}
   * @param refType {@code branch} or {@code tag}
   * @param headRef the branch of a pull request; empty otherwise
   * @param baseRef the branch it goes to; empty otherwise
   */
  public record Source(
      String ref,
      String refType,
      boolean refProtected,
      String sha,
      String eventName,
      String headRef,
      String baseRef) {}

  /**
   * The workflow.
   *
   * @param ref {@code OWNER/NAME/.github/workflows/FILE@REF}
   * @param jobRef the same of the file that holds the job, for reusable workflows
   */
  public record Workflow(String name, String ref, String sha, String jobRef, String jobSha) {}

  /** Who caused the run. */
  public record Actor(String name, String id) {}

  /** Where a job's code comes from. */
  public enum Origin {
    /** Somebody who may write to the repository put it there. */
    REPOSITORY,
    /** A pull request of somebody who may not: no secrets, no ID token, nothing to write. */
    FORK
  }

  /** {@code RUN/JOB/ATTEMPT}. */
  public String session() {
    return run + "/" + job + "/" + attempt;
  }

  /** What every principal that acts for the job carries. */
  Map<String, String> attributes() {
    var attributes = new HashMap<String, String>();
    attributes.put("repository", repository.fullName());
    attributes.put("repository_id", repository.id());
    attributes.put("run", run);
    attributes.put("job", job);
    attributes.put("attempt", Long.toString(attempt));
    attributes.put("commit", source.sha());
    attributes.put("ref", source.ref());
    attributes.put(AccessTokens.SESSION, session());
    return attributes;
  }
}
