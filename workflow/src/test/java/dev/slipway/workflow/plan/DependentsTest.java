package dev.slipway.workflow.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DependentsTest {
  private static final String WORKFLOW =
      """
      on: push
      jobs:
        build: {runs-on: x, steps: [{run: a}]}
        build-docs: {runs-on: x, steps: [{run: a}]}
        test:
          needs: build
          strategy: {matrix: {v: [1, 2]}}
          runs-on: x
          steps: [{run: a}]
        ship: {needs: [test, build-docs], runs-on: x, steps: [{run: a}]}
        tell: {needs: ship, if: always(), runs-on: x, steps: [{run: a}]}
      """;

  private static final Set<String> IDS =
      new LinkedHashSet<>(List.of("build", "build-docs", "test (1)", "test (2)", "ship", "tell"));

  private static Set<String> of(String... chosen) {
    return new Dependents(Runs.workflow(WORKFLOW, Map.of())).of(IDS, Set.of(chosen));
  }

  @Test
  void whatNeedsAJobGoesWithIt() {
    assertThat(of("build")).containsExactly("build", "test (1)", "test (2)", "ship", "tell");
    assertThat(of("build-docs")).containsExactly("build-docs", "ship", "tell");
    assertThat(of("tell")).containsExactly("tell");
    assertThat(of()).isEmpty();
  }

  @Test
  void insideACalledWorkflowTheCallersJobsGoToo() {
    var caller =
        Runs.workflow(
            """
            on: push
            jobs:
              call: {uses: ./.github/workflows/called.yaml}
              other: {runs-on: x, steps: [{run: a}]}
              last: {needs: call, runs-on: x, steps: [{run: a}]}
            """,
            Map.of(
                ".github/workflows/called.yaml",
                """
                on: workflow_call
                jobs:
                  one: {runs-on: x, steps: [{run: a}]}
                  two: {needs: one, runs-on: x, steps: [{run: a}]}
                  three: {runs-on: x, steps: [{run: a}]}
                """));

    assertThat(
            new Dependents(caller)
                .of(
                    new LinkedHashSet<>(
                        List.of("call / one", "call / two", "call / three", "other", "last")),
                    Set.of("call / one")))
        .containsExactly("call / one", "call / two", "last");
  }

  @Test
  void oneExecutionOfAMatrixLeavesTheOthersAlone() {
    assertThat(of("test (2)")).containsExactly("test (2)", "ship", "tell");
  }
}
