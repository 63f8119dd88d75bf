package dev.slipway.workflow.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.base.Json;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlanDescriptionTest {
  private static final String CD =
      """
      name: CD
      on:
        push:
          branches: [ main ]
      env:
        PROJECT_ID: ${{ secrets.GCP_PROJECT_ID }}
      jobs:
        test:
          strategy: {matrix: {node: [18, 20]}}
          runs-on: ubuntu-latest
          steps: [uses: actions/checkout@v4, {run: npm test}]
        deploy:
          needs: test
          runs-on: ubuntu-latest
          environment: {name: production}
          permissions: {contents: 'read', id-token: 'write'}
          steps:
            - uses: actions/checkout@v4
            - uses: google-github-actions/auth@v2
              with:
                workload_identity_provider: ${{ secrets.WIF_PROVIDER }}
                service_account: ${{ secrets.WIF_SERVICE_ACCOUNT }}
        each:
          needs: deploy
          strategy: {matrix: "${{ fromJSON(needs.deploy.outputs.m) }}"}
          runs-on: ${{ matrix.os }}
          steps: [run: a]
      """;

  @Test
  void itSaysWhatWouldHappenWithoutRunningAnything() {
    PlanDescription plan =
        PlanDescription.of(Runs.workflow(CD, Map.of()), Runs.contexts(), RunState.Trust.REPOSITORY);
    assertThat(plan.workflow()).isEqualTo("CD");
    assertThat(plan.events()).containsExactly("push");
    assertThat(plan.secrets())
        .containsExactly("GCP_PROJECT_ID", "WIF_PROVIDER", "WIF_SERVICE_ACCOUNT");
    assertThat(plan.actions())
        .containsExactly("actions/checkout@v4", "google-github-actions/auth@v2");
    assertThat(plan.jobs())
        .extracting(PlanDescription.JobDescription::executions)
        .containsExactly(List.of("test (18)", "test (20)"), List.of("deploy"), List.of());
    assertThat(plan.jobs().get(0).permissions())
        .isEqualTo(Map.of("contents", "read", "packages", "read"));
    assertThat(plan.jobs().get(1).permissions())
        .isEqualTo(Map.of("contents", "read", "id-token", "write"));
    assertThat(plan.jobs().get(1).environment()).isEqualTo("production");
    assertThat(new String(Json.bytes(plan), java.nio.charset.StandardCharsets.UTF_8))
        .contains("\"id\":\"deploy\"", "\"needs\":[\"test\"]");
  }

  @Test
  void calledWorkflowsAreDescribedToo() {
    PlanDescription plan =
        PlanDescription.of(
            Runs.workflow(
                "on: push\njobs: {c: {uses: ./.github/workflows/x.yaml, secrets: inherit}}\n",
                Map.of(
                    ".github/workflows/x.yaml",
                    "on: workflow_call\njobs: {i: {runs-on: x, steps: [run: '${{ secrets.S }}']}}")),
            Runs.contexts(),
            RunState.Trust.FORK);
    assertThat(plan.jobs())
        .extracting(PlanDescription.JobDescription::id)
        .containsExactly("c", "c / i");
    assertThat(plan.secrets()).containsExactly("S");
  }
}
