package dev.slipway.workflow.event;

import dev.slipway.base.Json;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a webhook carries when a run was asked for, begins or has ended.
 *
 * @param action {@code requested}, {@code in_progress} or {@code completed}
 */
public record WorkflowRunPayload(
    RepositoryFacts repository, Account sender, String action, Run run) {
  /**
   * The run.
   *
   * @param workflow the name of its workflow
   * @param file the workflow's path
   * @param branch the branch it is for; a pull request's is where the change comes from
   * @param conclusion once it has ended
   * @param url where it can be seen
   */
  public record Run(
      long id,
      String workflow,
      String file,
      String title,
      long number,
      int attempt,
      String event,
      String branch,
      String commit,
      String actor,
      Optional<String> conclusion,
      String url) {}

  /** The context {@code github.event}. */
  public ObjectNode json() {
    ObjectNode json = Json.MAPPER.createObjectNode();
    json.put("action", action);
    json.set("workflow_run", body());
    json.putObject("workflow").put("name", run.workflow()).put("path", run.file());
    json.set("repository", repository.json());
    json.set("sender", People.user(sender));
    return json;
  }

  private ObjectNode body() {
    ObjectNode json = Json.MAPPER.createObjectNode();
    json.put("id", run.id());
    json.put("name", run.workflow());
    json.put("path", run.file());
    json.put("display_title", run.title());
    json.put("run_number", run.number());
    json.put("run_attempt", run.attempt());
    json.put("event", run.event());
    json.put("status", action.equals("requested") ? "queued" : action);
    run.conclusion()
        .ifPresentOrElse(c -> json.put("conclusion", c), () -> json.putNull("conclusion"));
    json.put("head_branch", run.branch());
    json.put("head_sha", run.commit());
    json.put("html_url", run.url());
    json.put("url", run.url());
    json.set("actor", People.user(new Account(run.actor(), 0, "", false)));
    json.set("triggering_actor", People.user(new Account(run.actor(), 0, "", false)));
    json.set("head_repository", repository.json());
    json.set("repository", repository.json());
    return json;
  }
}
