package dev.slipway.workflow.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.base.Json;
import dev.slipway.workflow.syntax.Workflow;
import dev.slipway.workflow.syntax.WorkflowReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class TriggersTest {
  @Test
  void theSpecificationsTwoWorkflowsStartWhenTheyShould() {
    String ci = "{pull_request: {branches: [main]}}";
    String cd = "{push: {branches: [main]}}";
    assertThat(decide(ci, pullRequest("opened", "main"))).isEmpty();
    assertThat(decide(ci, pullRequest("synchronize", "main"))).isEmpty();
    assertThat(decide(ci, pullRequest("opened", "dev")))
        .contains("branch dev does not match [main]");
    assertThat(decide(ci, pullRequest("labeled", "main")))
        .contains("the activity labeled is not one of [opened, synchronize, reopened]");
    assertThat(decide(cd, push("refs/heads/main"))).isEmpty();
    assertThat(decide(cd, push("refs/heads/feature/x")))
        .contains("branch feature/x does not match [main]");
    assertThat(decide(cd, pullRequest("opened", "main")))
        .contains("W is not started by pull_request");
  }

  @Test
  void branchesAndTagsNarrowEachOther() {
    assertThat(decide("push", push("refs/tags/v1"))).isEmpty();
    assertThat(decide("{push: {branches: ['**']}}", push("refs/tags/v1"))).isPresent();
    assertThat(decide("{push: {tags: ['v*']}}", push("refs/heads/main"))).isPresent();
    assertThat(decide("{push: {tags: ['v*']}}", push("refs/tags/v1"))).isEmpty();
    assertThat(decide("{push: {tags: ['v*'], branches: [main]}}", push("refs/heads/main")))
        .isEmpty();
    assertThat(decide("{push: {tags: ['v*'], branches: [main]}}", push("refs/tags/x"))).isPresent();
    assertThat(decide("{push: {branches-ignore: ['wip/**']}}", push("refs/heads/wip/a")))
        .contains("branch wip/a is ignored by [wip/**]");
    assertThat(
            decide(
                "{push: {branches: ['release/**', '!release/old']}}",
                push("refs/heads/release/old")))
        .isPresent();
  }

  @Test
  void pathsAreLookedAtOnlyWhenAFilterAsks() {
    String paths = "{push: {paths: ['backend/**', '!**.md']}}";
    assertThat(decide(paths, push("refs/heads/main", "backend/a.py"))).isEmpty();
    assertThat(decide(paths, push("refs/heads/main", "backend/README.md", "b", "c", "d")))
        .contains(
            "no changed path matches [backend/**, !**.md] (changed: backend/README.md, b, c and 1"
                + " more)");
    assertThat(decide(paths, push("refs/tags/v1"))).as("tags have no paths").isEmpty();
    String ignore = "{push: {paths-ignore: ['docs/**']}}";
    assertThat(decide(ignore, push("refs/heads/main", "docs/a", "src/b"))).isEmpty();
    assertThat(decide(ignore, push("refs/heads/main", "docs/a"))).isPresent();
  }

  @Test
  void deletedRefsAndSkippedCommitsStartNothing() {
    Event deleted =
        event("push", "", "{\"deleted\": true}", "refs/heads/main", TriggersTest::unasked);
    assertThat(decide("push", deleted)).contains("refs/heads/main was deleted");
    for (String message :
        List.of(
            "Fix a typo [skip ci]",
            "Fix\\n\\n\\nskip-checks: true",
            "Fix\\r\\n\\r\\n\\r\\nskip-checks:true\\n")) {
      assertThat(decide("push", saying(message))).contains("the commit message asks to skip CI");
    }
    for (String message :
        List.of("Fix [skip]", "Fix\\n\\n\\nskip-checks: true\\nmore", "skip-checks: true")) {
      assertThat(decide("push", saying(message))).isEmpty();
    }
  }

  private static Event saying(String message) {
    return event(
        "push",
        "",
        "{\"head_commit\": {\"message\": \"" + message + "\"}}",
        "refs/heads/main",
        TriggersTest::unasked);
  }

  @Test
  void timeTablesAndOtherWorkflowsAreNamed() {
    String schedule = "{schedule: [{cron: '0 3 * * *'}]}";
    assertThat(
            decide(
                schedule,
                event(
                    "schedule",
                    "",
                    "{\"schedule\": \"0 3 * * *\"}",
                    "refs/heads/main",
                    TriggersTest::unasked)))
        .isEmpty();
    assertThat(
            decide(
                schedule,
                event(
                    "schedule",
                    "",
                    "{\"schedule\": \"0 4 * * *\"}",
                    "refs/heads/main",
                    TriggersTest::unasked)))
        .isPresent();
    String after = "{workflow_run: {workflows: [CI], types: [completed], branches: [main]}}";
    assertThat(decide(after, workflowRun("CI", "main"))).isEmpty();
    assertThat(decide(after, workflowRun("Other", "main"))).isPresent();
    assertThat(decide(after, workflowRun("CI", "dev"))).isPresent();
    assertThat(
            decide(
                "{repository_dispatch: {types: [deploy]}}",
                event(
                    "repository_dispatch",
                    "deploy",
                    "{}",
                    "refs/heads/main",
                    TriggersTest::unasked)))
        .isEmpty();
  }

  private static List<String> unasked() {
    throw new AssertionError("no filter needs the changed paths");
  }

  private static Event workflowRun(String name, String branch) {
    String payload =
        "{\"workflow_run\": {\"name\": \"%s\", \"head_branch\": \"%s\"}}".formatted(name, branch);
    return event("workflow_run", "completed", payload, "refs/heads/main", TriggersTest::unasked);
  }

  private static Event push(String ref, String... paths) {
    return event(
        "push", "", "{}", ref, paths.length == 0 ? TriggersTest::unasked : () -> List.of(paths));
  }

  private static Event pullRequest(String action, String base) {
    return new Event(
        "pull_request",
        Optional.of(action),
        json("{}"),
        "refs/pull/1/merge",
        Optional.of(base),
        TriggersTest::unasked);
  }

  private static Event event(
      String name, String action, String payload, String ref, Supplier<List<String>> paths) {
    return new Event(
        name,
        Optional.of(action).filter(a -> !a.isEmpty()),
        json(payload),
        ref,
        Optional.empty(),
        paths);
  }

  private static JsonNode json(String text) {
    return Json.parse(text.getBytes(StandardCharsets.UTF_8), "payload");
  }

  /** The reason against. */
  private static Optional<String> decide(String on, Event event) {
    String yaml = "name: W\non: " + on + "\njobs: {a: {runs-on: x, steps: [run: a]}}\n";
    Workflow workflow =
        WorkflowReader.require(
            yaml.getBytes(StandardCharsets.UTF_8), "w.yaml", _ -> Optional.empty());
    return switch (Triggers.decide(workflow, event)) {
      case Decision.Matches _ -> Optional.empty();
      case Decision.Skipped skipped -> Optional.of(skipped.reason());
    };
  }
}
