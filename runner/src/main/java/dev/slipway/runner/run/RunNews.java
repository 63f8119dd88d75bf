package dev.slipway.runner.run;

import dev.slipway.base.Json;
import dev.slipway.runner.log.LogEntry;
import dev.slipway.runner.run.RunView.JobView;
import dev.slipway.runner.run.RunView.StepView;
import java.time.Duration;
import tools.jackson.databind.node.ObjectNode;

/** Something new about a run. */
public sealed interface RunNews {
  /** The run is somewhere else than before. */
  record Run(RunView run) implements RunNews {}

  /** A job came up or is somewhere else than before. */
  record Job(JobView job) implements RunNews {}

  /** A step began or ended. */
  record Step(JobView job, StepView step) implements RunNews {}

  /** A line of a job's log. */
  record Line(JobView job, LogEntry entry) implements RunNews {}

  /**
   * Nothing new; somebody is still there.
   *
   * @param silence since the last news, a multiple of {@link #AFTER}
   */
  record Quiet(RunView run, Duration silence) implements RunNews {
    /** Nobody is left without a word for longer. */
    static final Duration AFTER = Duration.ofSeconds(4);
  }

  /** One JSON object, as the API streams it. */
  default ObjectNode json() {
    ObjectNode node = Json.MAPPER.createObjectNode();
    switch (this) {
      case Run(RunView run) -> node.put("type", "run").set("run", run.summary());
      case Job(JobView job) -> node.put("type", "job").set("job", RunView.json(job));
      case Step(JobView job, StepView step) -> {
        node.put("type", "step").put("job", job.id()).put("number", step.number());
        node.put("name", step.name()).put("status", step.status().text());
        step.conclusion().ifPresent(c -> node.put("conclusion", c.text()));
      }
      case Line(JobView job, LogEntry entry) ->
          node.put("type", "line").put("job", job.id()).set("entry", entry.json());
      case Quiet(RunView run, Duration silence) ->
          node.put("type", "quiet").put("seconds", silence.toSeconds());
    }
    return node;
  }
}
