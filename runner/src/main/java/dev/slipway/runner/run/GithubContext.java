package dev.slipway.runner.run;

import dev.slipway.base.Json;
import dev.slipway.workflow.event.RepositoryFacts;
import dev.slipway.workflow.expression.ObjectValue;
import dev.slipway.workflow.expression.Value;
import dev.slipway.workflow.syntax.Workflow;
import java.util.Optional;

/** The contexts {@code github}, {@code vars} and {@code inputs} of a run. */
final class GithubContext {
  private GithubContext() {}

  /** All three, before there is a job: variables of environments are not among them. */
  static ObjectValue contexts(RunParts parts, RunView run, Workflow workflow) {
    var payload = Json.MAPPER.readTree(run.payload());
    return ObjectValue.builder()
        .put("github", github(parts, run, Value.of(payload)))
        .put(
            "vars",
            ObjectValue.ofText(parts.settings().variables(run.repository(), Optional.empty())))
        .put("inputs", Dispatches.inputs(workflow, run.event(), payload))
        .build();
  }

  private static ObjectValue github(RunParts parts, RunView run, Value payload) {
    RepositoryFacts facts = parts.repositories().facts(run.repository());
    boolean isProtected = parts.repositories().isProtected(run.repository(), run.ref());
    String url = parts.url();
    String refName = run.ref().replaceFirst("^refs/(heads|tags|pull)/", "");
    var github = ObjectValue.builder();
    github.put("event", payload);
    github.put("event_name", run.event());
    github.put("repository", run.repository());
    github.put("repository_id", Long.toString(facts.id()));
    github.put("repository_owner", facts.owner());
    github.put("repository_owner_id", Long.toString(facts.ownerId()));
    github.put("repository_visibility", facts.isPrivate() ? "private" : "public");
    github.put("repositoryUrl", facts.cloneUrl());
    github.put("sha", run.commit());
    github.put("ref", run.ref());
    github.put("ref_name", refName);
    github.put("ref_type", run.ref().startsWith("refs/tags/") ? "tag" : "branch");
    github.put("ref_protected", Value.of(isProtected));
    github.put("head_ref", run.headRef());
    github.put("base_ref", run.baseRef());
    github.put("actor", run.actor());
    github.put("triggering_actor", run.starter());
    github.put("actor_id", "0");
    github.put("run_id", run.id());
    github.put("run_number", Long.toString(run.number()));
    github.put("run_attempt", Integer.toString(run.attempt()));
    github.put("retention_days", "90");
    github.put("workflow", run.workflow());
    github.put("workflow_ref", run.repository() + "/" + run.workflowFile() + "@" + run.ref());
    github.put("workflow_sha", run.commit());
    github.put("server_url", url);
    github.put("api_url", url + "/api/v3");
    github.put("graphql_url", url + "/api/graphql");
    return github.build();
  }
}
