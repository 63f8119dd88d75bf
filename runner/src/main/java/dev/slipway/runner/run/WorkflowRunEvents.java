package dev.slipway.runner.run;

import dev.slipway.base.Json;
import dev.slipway.git.CommitId;
import dev.slipway.git.GitRepository;
import dev.slipway.runner.Conclusion;
import dev.slipway.workflow.event.Account;
import dev.slipway.workflow.event.Event;
import dev.slipway.workflow.event.WorkflowRunPayload;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Tells the workflows of a repository's default branch how its runs go: {@code workflow_run}. */
final class WorkflowRunEvents {
  private static final String NAME = "workflow_run";

  /** How many runs may follow one another so: more would be a circle. */
  private static final int LONGEST_CHAIN = 3;

  private final Runs runs;
  private final RunParts parts;

  WorkflowRunEvents(Runs runs) {
    this.runs = runs;
    this.parts = runs.parts();
  }

  /**
   * Starts what listens.
   *
   * @param action {@code requested}, {@code in_progress} or {@code completed}
   */
  void tell(String id, String action) {
    RunView run = parts.store().find(id).orElseThrow();
    if (chain(run) >= LONGEST_CHAIN) {
      return;
    }
    var facts = parts.repositories().facts(run.repository());
    String ref = "refs/heads/" + facts.defaultBranch();
    try (GitRepository repository = parts.repositories().open(run.repository())) {
      Optional<CommitId> commit = repository.resolve(ref);
      if (commit.isEmpty() || !anyListens(repository, commit.get())) {
        return;
      }
      var payload =
          new WorkflowRunPayload(facts, new Account(run.actor(), 0, "", false), action, body(run));
      runs.trigger(
          new RunCause(
                  run.repository(),
                  commit.get(),
                  new Event(
                      NAME, Optional.of(action), payload.json(), ref, Optional.empty(), List::of),
                  "",
                  run.actor(),
                  parts.repositories().trust(run.repository()))
              // After a crash it may be told again.
              .on("%s %s %d %s".formatted(NAME, id, run.attempt(), action)));
    }
  }

  private WorkflowRunPayload.Run body(RunView run) {
    return new WorkflowRunPayload.Run(
        Long.parseLong(run.id()),
        run.workflow(),
        run.workflowFile(),
        run.title(),
        run.number(),
        run.attempt(),
        run.event(),
        run.headRef().isEmpty() ? run.ref().replaceFirst("^refs/(heads|tags)/", "") : run.headRef(),
        run.commit(),
        run.actor(),
        run.conclusion().map(Conclusion::text),
        parts.url() + "/api/v1/runs/" + run.id());
  }

  /** How many runs led to this one in this way. */
  private int chain(RunView run) {
    int length = 0;
    Optional<RunView> at = Optional.of(run);
    while (at.isPresent() && at.get().event().equals(NAME) && length <= LONGEST_CHAIN) {
      length++;
      JsonNode before = Json.MAPPER.readTree(at.get().payload()).path(NAME).path("id");
      at = parts.store().find(before.asString(""));
    }
    return length;
  }

  /** Most repositories have no such workflow: theirs are not parsed for every run. */
  private static boolean anyListens(GitRepository repository, CommitId commit) {
    return new WorkflowFiles(repository, commit)
        .paths().stream()
            .flatMap(path -> repository.file(commit, path).stream())
            .anyMatch(bytes -> new String(bytes, StandardCharsets.UTF_8).contains(NAME));
  }
}
