package dev.slipway.runner.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.http.Authorizer;
import dev.slipway.http.HttpException;
import dev.slipway.http.Principal;
import dev.slipway.runner.Conclusion;
import dev.slipway.runner.environment.Deployment.State;
import dev.slipway.runner.environment.TestRules;
import dev.slipway.runner.job.TestJobs;
import dev.slipway.runner.run.RunView.JobView;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeploymentsIT {
  private static final String WORKFLOW =
      """
      on: push
      jobs:
        build: {runs-on: ubuntu-latest, steps: [{run: 'echo "colour ${{ vars.COLOUR }}"'}]}
        deploy:
          needs: build
          runs-on: ubuntu-latest
          environment: {name: production, url: "https://example.com"}
          steps:
            - run: |
                test "${{ secrets.PASSWORD }}" = "$EXPECTED" && echo "right secret"
                echo "colour ${{ vars.COLOUR }}"
              env: {EXPECTED: s3cr3t-value-of-production}
        after: {needs: deploy, runs-on: ubuntu-latest, steps: [{run: exit 0}]}
      """;

  @TempDir Path dir;
  private TestRuns runs;

  @BeforeAll
  static void needsContainers() {
    TestJobs.assume();
  }

  @BeforeEach
  void open() throws Exception {
    runs = new TestRuns(dir, 4);
  }

  @AfterEach
  void close() {
    runs.close();
  }

  private static JobView job(RunView run, String id) {
    return run.jobs().stream().filter(j -> j.id().equals(id)).findFirst().orElseThrow();
  }

  private RunView held(String run) throws Exception {
    RunView held =
        RunFollower.follow(
                runs.runs(),
                run,
                news -> !(news instanceof RunNews.Run(RunView now) && now.isHeld()))
            .orElseThrow();
    assertThat(held.status()).isEqualTo(RunStatus.WAITING);
    return runs.runs().store().find(run).orElseThrow();
  }

  private void answer(RunView run, State state, String who) {
    Authorizer authorizer = (principal, permission) -> new Authorizer.Decision.Denied("test");
    new DeploymentReviews(runs.runs(), authorizer)
        .review(run, one -> true, state, "because", new Principal(who, Set.of()));
  }

  @Test
  void aJobGetsSecretsAndVariablesOfItsEnvironmentOnceOneOfItsReviewersHasApproved()
      throws Exception {
    TestRules.set(
        runs.runs().environments(),
        "Production",
        "{\"reviewers\": [\"ann\", \"admin\"], \"prevent_self_review\": true}");
    String id = runs.push(Map.of("ci.yaml", WORKFLOW)).runs().getFirst();
    RunView before = held(id);
    assertThat(job(before, "deploy").reason())
        .isEqualTo(
            "ann or admin must approve the deployment to production (slipway approve " + id + ")");
    assertThat(runs.asked()).doesNotContain("production");

    // A new process holds it as the one before did.
    runs.close();
    runs = new TestRuns(dir, 4);
    RunView again = held(id);
    assertThat(job(again, "build").conclusion()).contains(Conclusion.SUCCESS);

    assertThatThrownBy(() -> answer(again, State.APPROVED, "bob"))
        .isInstanceOf(HttpException.class)
        .hasMessageContaining("bob is no reviewer of Production; they are ann, admin");
    assertThatThrownBy(() -> answer(again, State.APPROVED, "admin"))
        .hasMessageContaining("who started a run does not answer for its deployments");
    assertThatThrownBy(() -> answer(again, State.BYPASSED, "ann"))
        .hasMessageContaining("not for ann to bypass");
    answer(again, State.APPROVED, "ann");
    assertThatThrownBy(() -> answer(runs.await(id), State.APPROVED, "ann"))
        .hasMessageContaining("no deployment that waits");

    RunView run = runs.await(id);
    assertThat(run.conclusion()).contains(Conclusion.SUCCESS);
    assertThat(runs.log(run, "deploy")).contains("right secret", "colour red");
    assertThat(runs.log(run, "build")).contains("colour blue");
    assertThat(job(run, "after").conclusion()).contains(Conclusion.SUCCESS);
  }

  @Test
  void whatIsRejectedOrComesFromElsewhereFailsWithoutHavingStarted() throws Exception {
    TestRules.set(runs.runs().environments(), "production", "{\"reviewers\": [\"ann\"]}");
    String id = runs.push(Map.of("ci.yaml", WORKFLOW)).runs().getFirst();
    answer(held(id), State.REJECTED, "ann");

    RunView run = runs.await(id);
    assertThat(run.conclusion()).contains(Conclusion.FAILURE);
    assertThat(job(run, "deploy").reason())
        .isEqualTo(
            "The deployment was rejected or didn't satisfy other protection rules."
                + " Rejected by ann: because");
    assertThat(job(run, "deploy").steps()).isEmpty();
    assertThat(job(run, "after").conclusion()).contains(Conclusion.SKIPPED);

    TestRules.set(runs.runs().environments(), "production", "{\"branches\": [\"stable\"]}");
    RunView other = runs.run(WORKFLOW);
    assertThat(job(other, "deploy").reason())
        .startsWith("Branch \"main\" is not allowed to deploy to production");
    assertThat(runs.asked()).doesNotContain("production");
  }

  @Test
  void aRunThatWaitsIsCancelledAndRulesThatGoLetItRun() throws Exception {
    TestRules.set(runs.runs().environments(), "production", "{\"wait_timer\": 1000}");
    String first = runs.push(Map.of("ci.yaml", WORKFLOW)).runs().getFirst();
    String second = runs.push(Map.of("ci.yaml", WORKFLOW)).runs().getFirst();
    assertThat(job(held(first), "deploy").reason()).startsWith("the wait timer of production");
    held(second);
    runs.runs().cancel(first, "enough");
    assertThat(runs.await(first).conclusion()).contains(Conclusion.CANCELLED);

    TestRules.set(runs.runs().environments(), "production", "{}");
    runs.runs().deploymentsChanged();
    assertThat(runs.await(second).conclusion()).contains(Conclusion.SUCCESS);
  }
}
