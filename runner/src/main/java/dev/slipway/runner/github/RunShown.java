package dev.slipway.runner.github;

import dev.slipway.base.Json;
import dev.slipway.http.github.GithubActor;
import dev.slipway.runner.Conclusion;
import dev.slipway.runner.run.RunStatus;
import dev.slipway.runner.run.RunView;
import dev.slipway.runner.run.RunView.JobView;
import dev.slipway.runner.run.RunView.StepView;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Runs and jobs in GitHub's form.
 *
 * @param url of the instance
 */
record RunShown(String url) {
  String address(String repository) {
    return url + "/api/v3/repos/" + repository;
  }

  ObjectNode run(RunView run) {
    ObjectNode node = Json.MAPPER.createObjectNode();
    String actions = address(run.repository()) + "/actions";
    String address = actions + "/runs/" + run.id();
    String branch = run.headRef().isEmpty() ? run.ref() : run.headRef();
    node.put("id", Long.parseLong(run.id())).put("name", run.workflow());
    node.put("display_title", run.title()).put("run_number", run.number());
    node.put("run_attempt", run.attempt()).put("event", run.event());
    node.put("head_branch", branch.replaceFirst("^refs/(heads|tags)/", ""));
    node.put("head_sha", head(run)).put("path", run.workflowFile());
    status(node, run.status(), run.conclusion());
    node.put("workflow_id", RunNumbers.workflow(run.workflowFile()));
    node.set("actor", GithubActor.json(run.actor()));
    node.set("triggering_actor", GithubActor.json(run.starter()));
    node.put("created_at", run.created().toString());
    node.put("run_started_at", run.begun().toString());
    node.put("updated_at", run.ended().orElse(run.begun()).toString());
    node.put("url", address).put("html_url", url + "/api/v1/runs/" + run.id());
    node.put("jobs_url", address + "/jobs").put("logs_url", address + "/logs");
    node.put("artifacts_url", address + "/artifacts").put("cancel_url", address + "/cancel");
    node.put("rerun_url", address + "/rerun");
    node.put("workflow_url", actions + "/workflows/" + RunNumbers.workflow(run.workflowFile()));
    node.putArray("pull_requests");
    node.putObject("head_commit").put("id", run.commit());
    node.putObject("repository")
        .put("full_name", run.repository())
        .put("name", run.repository().replaceFirst(".*/", ""))
        .put("url", address(run.repository()));
    return node;
  }

  /** A pull request's runs check a merge, and are for its head. */
  private static String head(RunView run) {
    return run.event().startsWith("pull_request")
        ? Json.MAPPER
            .readTree(run.payload())
            .path("pull_request")
            .path("head")
            .path("sha")
            .asString(run.commit())
        : run.commit();
  }

  private static void status(ObjectNode node, RunStatus status, Optional<Conclusion> conclusion) {
    node.put(
        "status",
        switch (status) {
          case QUEUED -> "queued";
          case WAITING -> "waiting";
          case RUNNING -> "in_progress";
          case COMPLETED -> "completed";
        });
    node.put("conclusion", conclusion.map(Conclusion::text).orElse(null));
  }

  ObjectNode job(RunView run, int attempt, List<JobView> jobs, int index) {
    JobView job = jobs.get(index);
    ObjectNode node = Json.MAPPER.createObjectNode();
    long id = RunNumbers.job(run, attempt, index);
    String address = address(run.repository()) + "/actions/jobs/" + id;
    node.put("id", id).put("run_id", Long.parseLong(run.id())).put("run_attempt", attempt);
    node.put("workflow_name", run.workflow()).put("name", job.name());
    node.put("head_sha", head(run)).put("url", address);
    node.put("head_branch", run.ref().replaceFirst("^refs/(heads|tags)/", ""));
    node.put("html_url", url + "/api/v1/runs/" + run.id() + "/jobs/" + job.id() + "/log");
    node.put("run_url", address(run.repository()) + "/actions/runs/" + run.id());
    status(node, job.status(), job.conclusion());
    node.put("created_at", run.begun().toString());
    times(node, job.started(), job.ended());
    ArrayNode steps = node.putArray("steps");
    job.steps().forEach(step -> steps.add(step(step)));
    node.putArray("labels");
    return node;
  }

  private static ObjectNode step(StepView step) {
    ObjectNode node = Json.MAPPER.createObjectNode();
    node.put("name", step.name()).put("number", step.number());
    status(node, step.status(), step.conclusion());
    times(node, step.started(), step.ended());
    return node;
  }

  private static void times(ObjectNode node, Optional<Instant> started, Optional<Instant> ended) {
    node.put("started_at", started.map(Instant::toString).orElse(null));
    node.put("completed_at", ended.map(Instant::toString).orElse(null));
  }

  ObjectNode workflow(String repository, String file, String title) {
    long id = RunNumbers.workflow(file);
    String address = address(repository) + "/actions/workflows/" + id;
    return Json.MAPPER
        .createObjectNode()
        .put("id", id)
        .put("name", title)
        .put("path", file)
        .put("state", "active")
        .put("url", address)
        .put("html_url", address);
  }
}
