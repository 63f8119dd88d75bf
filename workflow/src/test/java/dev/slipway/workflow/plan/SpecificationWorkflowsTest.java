package dev.slipway.workflow.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.slipway.testing.Oracles;
import dev.slipway.workflow.syntax.Lint;
import dev.slipway.workflow.syntax.Support;
import dev.slipway.workflow.syntax.Workflow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The two workflows of the specification (§7, §8), word for word as it prints them. */
class SpecificationWorkflowsTest {
  @Test
  void theCheckOfAPullRequestStartsAllJobsThatNeedNothing() throws IOException {
    Workflow ci = workflow("ci.yaml");
    assertThat(Support.check(ci, _ -> true)).isEmpty();
    assertThat(ci.trigger("pull_request").orElseThrow().patterns("branches"))
        .containsExactly("main");
    Runs run = new Runs(RunState.begin(ci, Runs.contexts(), RunState.Trust.REPOSITORY));
    List<String> ready =
        ci.jobs().stream()
            .filter(job -> job.needs().isEmpty())
            .map(job -> "start " + job.id())
            .toList();
    assertThat(run.wanted()).isEqualTo(ready).contains("start lint-backend", "start test-backend");
    for (int i = 0; !run.state().isOver(); i++) {
      assertThat(i).isLessThan(50);
      run.state().explain().stream()
          .filter(e -> e.state() == JobExplanation.State.RUNNING)
          .findFirst()
          .ifPresent(e -> run.ends(e.job(), Result.SUCCESS));
    }
    assertThat(run.state().result()).isEqualTo(Result.SUCCESS);
  }

  @Test
  void theDeploymentIsPlannedWithItsSecretsAndPermissions() throws IOException {
    Workflow cd = workflow("cd.yaml");
    assertThat(Support.check(cd, _ -> true)).isEmpty();
    PlanDescription plan = PlanDescription.of(cd, Runs.contexts(), RunState.Trust.REPOSITORY);
    assertThat(plan.secrets())
        .containsExactly("GCP_PROJECT_ID", "WIF_PROVIDER", "WIF_SERVICE_ACCOUNT");
    assertThat(plan.jobs())
        .singleElement()
        .satisfies(job ->
            assertThat(job.permissions())
                .isEqualTo(Map.of("contents", "read", "id-token", "write")));
    assertThat(Lint.check(cd))
        .as("S43: it deploys without concurrency")
        .anyMatch(p -> p.message().contains("an older run may end last"));
  }

  private static Workflow workflow(String name) throws IOException {
    Path shared = Oracles.require("actionlint").resolve("../../specification").normalize();
    Path file = shared.resolve("deployment-pipeline.md");
    assumeTrue(Files.isRegularFile(file), "no specification at " + file);
    Matcher block =
        Pattern.compile("`\\.github/workflows/" + name + "`:\\s+```yaml\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(file));
    assertThat(block.find()).as("the specification prints " + name).isTrue();
    return Runs.workflow(block.group(1), Map.of());
  }
}
