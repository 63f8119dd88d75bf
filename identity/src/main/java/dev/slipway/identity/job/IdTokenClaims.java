package dev.slipway.identity.job;

import dev.slipway.base.Json;
import java.time.Duration;
import java.time.Instant;
import tools.jackson.databind.node.ObjectNode;

/** The claims of an ID token, as GitHub writes them. */
final class IdTokenClaims {
  static final Duration LIFE = Duration.ofMinutes(5);

  private IdTokenClaims() {}

  static ObjectNode of(JobClaims job, String issuer, String audience, String id, Instant now) {
    var repository = job.repository();
    var source = job.source();
    var workflow = job.workflow();
    var claims =
        Json.MAPPER
            .createObjectNode()
            .put("jti", id)
            .put("sub", subject(job))
            .put("aud", audience)
            .put("ref", source.ref())
            .put("sha", source.sha())
            .put("repository", repository.fullName())
            .put("repository_owner", repository.owner())
            .put("repository_owner_id", repository.ownerId())
            .put("run_id", job.run())
            .put("run_number", Long.toString(job.number()))
            .put("run_attempt", Long.toString(job.attempt()))
            .put("repository_visibility", repository.visibility())
            .put("repository_id", repository.id())
            .put("actor_id", job.actor().id())
            .put("actor", job.actor().name())
            .put("workflow", workflow.name())
            .put("head_ref", source.headRef())
            .put("base_ref", source.baseRef())
            .put("event_name", source.eventName())
            .put("ref_protected", Boolean.toString(source.refProtected()))
            .put("ref_type", source.refType())
            .put("workflow_ref", workflow.ref())
            .put("workflow_sha", workflow.sha())
            .put("job_workflow_ref", workflow.jobRef())
            .put("job_workflow_sha", workflow.jobSha())
            .put("runner_environment", "self-hosted")
            .put("iss", issuer)
            .put("nbf", now.getEpochSecond())
            .put("exp", now.plus(LIFE).getEpochSecond())
            .put("iat", now.getEpochSecond());
    job.environment().ifPresent(e -> claims.put("environment", e));
    return claims;
  }

  /**
   * The immutable form: names with ids behind {@code @}, which no name may contain, so that a
   * repository made again under an old name never gets the old subject.
   */
  static String subject(JobClaims job) {
    var repository = job.repository();
    String prefix =
        "repo:"
            + repository.owner()
            + "@"
            + repository.ownerId()
            + "/"
            + repository.name()
            + "@"
            + repository.id();
    if (job.environment().isPresent()) {
      return prefix + ":environment:" + job.environment().get().replace(":", "%3A");
    }
    return switch (job.source().eventName()) {
      case "pull_request", "pull_request_target" -> prefix + ":pull_request";
      default -> prefix + ":ref:" + job.source().ref().replace(":", "%3A");
    };
  }
}
