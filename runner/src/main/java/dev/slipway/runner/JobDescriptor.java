package dev.slipway.runner;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Which job of which run of which commit: what its identity, its logs and its permissions hang on.
 *
 * @param repository {@code OWNER/NAME}
 * @param repositoryId the repository's stable number, as text
 * @param run the run's id, unique in the instance
 * @param runNumber the run's number within its workflow file
 * @param attempt which try of this run it is, from 1
 * @param job the job's id, with the values of its matrix as in {@code test (20)}
 * @param key the job's id as the workflow file writes it
 * @param workflow the workflow's name
 * @param workflowFile the workflow's path in the repository
 * @param commit 40 hexadecimal digits
 * @param ref as in {@code refs/heads/main}
 * @param headRef a pull request's source branch, else empty
 * @param baseRef a pull request's target branch, else empty
 * @param event what started the run, as in {@code push}
 * @param actor whose push or request it was
 * @param environment the deployment environment the job names
 * @param permissions scope to {@code read} or {@code write}; what is absent is not granted
 */
public record JobDescriptor(
    String repository,
    String repositoryId,
    String run,
    long runNumber,
    int attempt,
    String job,
    String key,
    String workflow,
    String workflowFile,
    String commit,
    String ref,
    String headRef,
    String baseRef,
    String event,
    String actor,
    Optional<String> environment,
    Map<String, String> permissions,
    Trust trust) {
  /** Whose code runs. */
  public enum Trust {
    /** Of somebody who may write to the repository. */
    TRUSTED,
    /** Of anybody: no secrets, no identity, nothing shared with trusted jobs. */
    FORK
  }

  public JobDescriptor {
    permissions = Collections.unmodifiableMap(new LinkedHashMap<>(permissions));
  }

  /** {@code RUN/JOB/ATTEMPT}, unique in the instance. */
  public String name() {
    return run + "/" + job + "/" + attempt;
  }

  /** Whether the job may ask for an identity of its own (specification §6). */
  public boolean mayRequestIdToken() {
    return trust == Trust.TRUSTED && "write".equals(permissions.get("id-token"));
  }
}
