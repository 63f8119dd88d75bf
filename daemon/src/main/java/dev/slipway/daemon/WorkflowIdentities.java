package dev.slipway.daemon;

import dev.slipway.forge.HostedRepository;
import dev.slipway.identity.job.GrantedPermissions;
import dev.slipway.identity.job.JobClaims;
import dev.slipway.identity.job.JobTokens;
import dev.slipway.runner.IdTokenRequest;
import dev.slipway.runner.JobCredentials;
import dev.slipway.runner.JobDescriptor;
import dev.slipway.runner.JobIdentities;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Gives jobs the tokens of the identity room, with claims from what is known of the job. */
final class WorkflowIdentities implements JobIdentities {
  private static final String TAGS = "refs/tags/";

  private final JobTokens tokens;
  private final HostedSources sources;

  WorkflowIdentities(JobTokens tokens, HostedSources sources) {
    this.tokens = tokens;
    this.sources = sources;
    // Jobs of a process that was killed: what they proved themselves with ends now.
    tokens.open().forEach(tokens::end);
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

  private JobClaims claims(JobDescriptor job) {
    HostedRepository repository = sources.required(job.repository());
    String file = job.repository() + "/" + job.workflowFile() + "@" + job.ref();
    return new JobClaims(
        new JobClaims.Repository(
            repository.name().owner(),
            Long.toString(RepositoryPayloads.number(repository.name().owner())),
            repository.name().name(),
            Long.toString(repository.id()),
            repository.visibility().name().toLowerCase(Locale.ROOT)),
        new JobClaims.Source(
            job.ref(),
            job.ref().startsWith(TAGS) ? "tag" : "branch",
            sources.isProtected(job.repository(), job.ref()),
            job.commit(),
            job.event(),
            job.headRef(),
            job.baseRef()),
        new JobClaims.Workflow(job.workflow(), file, job.commit(), file, job.commit()),
        new JobClaims.Actor(job.actor(), Long.toString(RepositoryPayloads.number(job.actor()))),
        job.run(),
        job.runNumber(),
        job.attempt(),
        job.job(),
        job.environment(),
        job.trust() == JobDescriptor.Trust.FORK
            ? JobClaims.Origin.FORK
            : JobClaims.Origin.REPOSITORY);
  }

  private static GrantedPermissions permissions(JobDescriptor job) {
    Map<String, GrantedPermissions.Level> levels = new HashMap<>();
    job.permissions()
        .forEach((scope, level) ->
            levels.put(scope, GrantedPermissions.Level.valueOf(level.toUpperCase(Locale.ROOT))));
    return new GrantedPermissions(levels);
  }

  @Override
  public void end(JobDescriptor job) {
    tokens.end(job.name());
  }
}
