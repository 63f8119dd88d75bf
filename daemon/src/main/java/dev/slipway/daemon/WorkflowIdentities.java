package dev.slipway.daemon;

import dev.slipway.identity.job.GrantedPermissions;
import dev.slipway.identity.job.GrantedPermissions.Level;
import dev.slipway.identity.job.JobClaims;
import dev.slipway.identity.job.JobTokens;
import dev.slipway.runner.IdTokenRequest;
import dev.slipway.runner.JobCredentials;
import dev.slipway.runner.JobDescriptor;
import dev.slipway.runner.JobIdentities;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashMap;

/** The credentials of jobs, from identity. */
final class WorkflowIdentities implements JobIdentities {
  private static final int ID_BYTES = 6;

  private final JobTokens tokens;

  WorkflowIdentities(JobTokens tokens) {
    this.tokens = tokens;
  }

  @Override
  public JobCredentials begin(JobDescriptor job) {
    var issued = tokens.begin(claims(job), permissions(job));
    return new JobCredentials(
        issued.runtime().value(),
        issued.github().value(),
        issued.slipway().value(),
        issued.idToken().map(r -> new IdTokenRequest(r.url(), r.token().value())));
  }

  @Override
  public void end(JobDescriptor job) {
    tokens.end(job.name());
  }

  static JobClaims claims(JobDescriptor job) {
    int slash = job.repository().indexOf('/');
    String owner = job.repository().substring(0, slash);
    String workflow = job.repository() + "/" + job.workflowFile() + "@" + job.ref();
    return new JobClaims(
        new JobClaims.Repository(
            owner,
            idOf(owner),
            job.repository().substring(slash + 1),
            job.repositoryId(),
            "private"),
        new JobClaims.Source(
            job.ref(),
            job.ref().startsWith("refs/tags/") ? "tag" : "branch",
            false,
            job.commit(),
            job.event(),
            job.headRef(),
            job.baseRef()),
        new JobClaims.Workflow(job.workflow(), workflow, job.commit(), workflow, job.commit()),
        new JobClaims.Actor(job.actor(), idOf(job.actor())),
        job.run(),
        job.runNumber(),
        job.attempt(),
        job.job(),
        job.environment(),
        switch (job.trust()) {
          case TRUSTED -> JobClaims.Origin.REPOSITORY;
          case FORK -> JobClaims.Origin.FORK;
        });
  }

  private static GrantedPermissions permissions(JobDescriptor job) {
    var levels = new HashMap<String, Level>();
    job.permissions()
        .forEach((scope, level) ->
            levels.put(
                scope,
                switch (level) {
                  case "write" -> Level.WRITE;
                  case "read" -> Level.READ;
                  default -> Level.NONE;
                }));
    return new GrantedPermissions(levels);
  }

  /**
   * The id of an owner or actor. They are names here, without accounts behind them that could be
   * given up and taken by somebody else; the id is the name's, in the form of GitHub's.
   */
  private static String idOf(String name) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
      return new BigInteger(1, Arrays.copyOf(digest, ID_BYTES)).toString();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
