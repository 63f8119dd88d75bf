package dev.slipway.runner.run;

import dev.slipway.base.Json;
import dev.slipway.runner.Conclusion;
import dev.slipway.runner.JobDescriptor;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A run as it is stored.
 *
 * @param number within its workflow file, from 1
 * @param attempt which try this is, from 1
 * @param title what people see
 * @param reason why it waits or how it ended; empty when there is nothing to say
 * @param begun when this attempt began; {@code created} is when the first one did
 * @param starter who asked for this attempt
 * @param onlyJob the only job that is wanted, with those that it needs; empty for all
 * @param jobs of this attempt, in the order in which they came up
 */
public record RunView(
    String id,
    String repository,
    String workflowFile,
    String workflow,
    String title,
    long number,
    int attempt,
    String event,
    String payload,
    String commit,
    String ref,
    String headRef,
    String baseRef,
    String actor,
    JobDescriptor.Trust trust,
    RunStatus status,
    Optional<Conclusion> conclusion,
    String reason,
    Instant created,
    Instant begun,
    Optional<Instant> ended,
    String starter,
    Optional<String> onlyJob,
    List<JobView> jobs) {
  public RunView {
    jobs = List.copyOf(jobs);
  }

  /**
   * A job.
   *
   * @param id within the run
   * @param name what people see
   * @param url where what it deployed can be seen; empty for none
   */
  public record JobView(
      String id,
      String name,
      RunStatus status,
      Optional<Conclusion> conclusion,
      String reason,
      String outputs,
      String url,
      Optional<Instant> started,
      Optional<Instant> ended,
      List<StepView> steps) {
    public JobView {
      steps = List.copyOf(steps);
    }
  }

  /** A step of a job. */
  public record StepView(
      int number,
      String name,
      RunStatus status,
      Optional<Conclusion> conclusion,
      Optional<Instant> started,
      Optional<Instant> ended) {}

  /** Whether nothing goes on before somebody approves a deployment, or a time has passed. */
  public boolean isHeld() {
    return status == RunStatus.WAITING && !jobs.isEmpty();
  }

  /** As the API tells it, without the payload. */
  public ObjectNode json() {
    ObjectNode node = summary();
    ArrayNode list = node.putArray("jobs");
    jobs.forEach(job -> list.add(json(job)));
    return node;
  }

  /** As {@link #json}, without the jobs. */
  public ObjectNode summary() {
    ObjectNode node = Json.MAPPER.createObjectNode();
    node.put("id", id).put("repository", repository).put("workflow", workflow);
    node.put("file", workflowFile).put("title", title).put("number", number);
    node.put("attempt", attempt).put("event", event).put("commit", commit).put("ref", ref);
    node.put("actor", actor)
        .put("starter", starter)
        .put("status", status.text())
        .put("reason", reason);
    conclusion.ifPresent(c -> node.put("conclusion", c.text()));
    node.put("created", created.toString()).put("begun", begun.toString());
    ended.ifPresent(time -> node.put("ended", time.toString()));
    onlyJob.ifPresent(job -> node.put("onlyJob", job));
    return node;
  }

  static ObjectNode json(JobView job) {
    ObjectNode node = Json.MAPPER.createObjectNode();
    node.put("id", job.id()).put("name", job.name()).put("status", job.status().text());
    job.conclusion().ifPresent(c -> node.put("conclusion", c.text()));
    node.put("reason", job.reason());
    if (!job.url().isEmpty()) {
      node.put("url", job.url());
    }
    times(node, job.started(), job.ended());
    ArrayNode steps = node.putArray("steps");
    for (StepView step : job.steps()) {
      ObjectNode one = steps.addObject();
      one.put("number", step.number()).put("name", step.name());
      one.put("status", step.status().text());
      step.conclusion().ifPresent(c -> one.put("conclusion", c.text()));
      times(one, step.started(), step.ended());
    }
    return node;
  }

  private static void times(ObjectNode node, Optional<Instant> started, Optional<Instant> ended) {
    started.ifPresent(time -> node.put("started", time.toString()));
    ended.ifPresent(time -> node.put("ended", time.toString()));
  }
}
