package dev.slipway.workflow.plan;

import static dev.slipway.workflow.plan.Result.CANCELLED;
import static dev.slipway.workflow.plan.Result.FAILURE;
import static dev.slipway.workflow.plan.Result.SUCCESS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.workflow.expression.ObjectValue;
import dev.slipway.workflow.plan.Concurrency.Queue;
import dev.slipway.workflow.syntax.Permissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RunPlannerTest {
  private static final String DIAMOND =
      """
      on: push
      jobs:
        lint: {runs-on: x, steps: [run: a]}
        test: {runs-on: x, steps: [run: a]}
        build: {needs: lint, runs-on: x, steps: [run: a]}
        deploy: {needs: [build, test], runs-on: x, steps: [run: a]}
        report: {needs: deploy, if: always(), runs-on: x, steps: [run: a]}
      """;

  @Test
  void aJobStartsWhenItsOwnNeedsHaveEnded() {
    Runs run = new Runs(DIAMOND);
    assertThat(run.wanted()).containsExactly("start lint", "start test");
    assertThat(run.ends("lint", SUCCESS).wanted())
        .as("build does not wait for test")
        .containsExactly("start build");
    assertThat(run.ends("build", SUCCESS).wanted()).isEmpty();
    assertThat(run.ends("test", SUCCESS).wanted()).containsExactly("start deploy");
    assertThat(run.ends("deploy", SUCCESS).wanted()).containsExactly("start report");
    assertThat(run.ends("report", SUCCESS).wanted()).containsExactly("finish success");
  }

  @Test
  void afterAFailureOnlyJobsThatAskForItRun() {
    Runs run = new Runs(DIAMOND);
    run.wanted();
    assertThat(run.ends("lint", FAILURE).wanted()).containsExactly("skip build: lint failed");
    assertThat(run.ends("test", SUCCESS).wanted())
        .containsExactly("skip deploy: build was skipped, lint failed", "start report");
    assertThat(run.ends("report", SUCCESS).wanted()).containsExactly("finish failure");
  }

  @Test
  void successLooksAtAllAncestorsNotOnlyTheDirectOnes() {
    Runs run =
        new Runs(
            """
            on: push
            jobs:
              a: {runs-on: x, steps: [run: a]}
              b: {needs: a, if: always(), runs-on: x, steps: [run: a]}
              c: {needs: b, runs-on: x, steps: [run: a]}
              d: {needs: b, if: needs.b.result == 'success' && !cancelled(), runs-on: x, steps: [run: a]}
              e: {needs: b, if: failure(), runs-on: x, steps: [run: a]}
            """);
    run.ends("a", FAILURE).wanted();
    assertThat(run.ends("b", SUCCESS).wanted())
        .containsExactly("skip c: a failed", "start d", "start e");
  }

  @Test
  void statusFunctionsMayNameJobs() {
    Runs run =
        new Runs(
            """
            on: push
            jobs:
              a: {runs-on: x, steps: [run: a]}
              b: {runs-on: x, steps: [run: a]}
              c: {needs: [a, b], if: "success('b')", runs-on: x, steps: [run: a]}
              d: {needs: [a, b], if: "failure('b')", runs-on: x, steps: [run: a]}
            """);
    run.ends("a", FAILURE).wanted();
    assertThat(run.ends("b", SUCCESS).wanted())
        .contains("start c")
        .anyMatch(action -> action.startsWith("skip d"));
  }

  @Test
  void outputsReachTheJobsThatNeedThem() {
    Runs run =
        new Runs(
            """
            on: push
            jobs:
              set: {runs-on: x, outputs: {list: x}, steps: [run: a]}
              each:
                needs: set
                strategy: {matrix: {n: "${{ fromJSON(needs.set.outputs.list) }}"}}
                name: number ${{ matrix.n }} in ${{ vars.REGION }}
                runs-on: [self, "${{ matrix.n }}"]
                timeout-minutes: ${{ matrix.n }}
                steps: [run: a]
            """);
    run.wanted();
    assertThat(run.ends("set", SUCCESS, Map.of("list", "[1, 2]")).wanted())
        .containsExactly("start each (1)", "start each (2)");
    JobInstance second = run.instance("each (2)");
    assertThat(second.name()).isEqualTo("number 2 in eu");
    assertThat(second.runsOn()).containsExactly("self", "2");
    assertThat(second.timeoutMinutes()).isEqualTo(2);
    assertThat(second.contexts().get("strategy").orElseThrow().json().toString())
        .isEqualTo("{\"fail-fast\":true,\"job-index\":1,\"job-total\":2,\"max-parallel\":2}");
  }

  @Test
  void failFastEndsTheOthersOfItsMatrix() {
    Runs run = new Runs(matrix("max-parallel: 2"));
    assertThat(run.wanted()).containsExactly("start m (1)", "start m (2)");
    assertThat(run.ends("m (1)", FAILURE).wanted())
        .containsExactly(
            "drop m (3): m (1) failed, and fail-fast ends the others",
            "cancel m (2): m (1) failed, and fail-fast ends the others");
    assertThat(run.ends("m (2)", CANCELLED).wanted())
        .containsExactly("skip after: m failed", "finish failure");
  }

  @Test
  void withoutFailFastAllOfThemRunAtMostSoManyAtOnce() {
    Runs run = new Runs(matrix("fail-fast: false\n        max-parallel: 1"));
    assertThat(run.wanted()).containsExactly("start m (1)");
    assertThat(run.ends("m (1)", FAILURE).wanted()).containsExactly("start m (2)");
    assertThat(run.ends("m (2)", SUCCESS).wanted()).containsExactly("start m (3)");
    assertThat(run.ends("m (3)", SUCCESS).wanted())
        .containsExactly("skip after: m failed", "finish failure");
  }

  private static String matrix(String strategy) {
    return """
    on: push
    jobs:
      m:
        strategy:
          %s
          matrix: {n: [1, 2, 3]}
        runs-on: x
        steps: [run: a]
      after: {needs: m, runs-on: x, steps: [run: a]}
    """
        .formatted(strategy.replace("\n        ", "\n      "));
  }

  @Test
  void continueOnErrorLetsTheRunSucceed() {
    Runs run =
        new Runs(
            """
            on: push
            jobs:
              m:
                strategy: {matrix: {n: [1, 2]}}
                continue-on-error: ${{ matrix.n == 1 }}
                runs-on: x
                steps: [run: a]
              after: {needs: m, runs-on: x, steps: [run: a]}
            """);
    run.wanted();
    assertThat(run.ends("m (1)", FAILURE).wanted()).as("fail-fast does not count it").isEmpty();
    assertThat(run.ends("m (2)", SUCCESS).wanted()).containsExactly("start after");
    assertThat(run.ends("after", SUCCESS).wanted()).containsExactly("finish success");
  }

  @Test
  void cancellingEndsWhatRunsAndLetsCleanupsRun() {
    Runs run =
        new Runs(
            """
            on: push
            jobs:
              a: {runs-on: x, steps: [run: a]}
              stubborn: {if: always(), runs-on: x, steps: [run: a]}
              b: {needs: a, runs-on: x, steps: [run: a]}
              clean: {needs: a, if: cancelled(), runs-on: x, steps: [run: a]}
            """);
    run.wanted();
    assertThat(run.cancel("ann cancelled it").wanted())
        .containsExactly("cancel a: ann cancelled it");
    assertThat(run.cancel("again").wanted()).as("nobody is told twice").isEmpty();
    assertThat(run.ends("a", CANCELLED).wanted())
        .containsExactly("skip b: ann cancelled it", "start clean");
    run.ends("clean", SUCCESS);
    assertThat(run.ends("stubborn", SUCCESS).wanted()).containsExactly("finish cancelled");
  }

  @Test
  void anExpressionThatCannotBeEvaluatedFailsItsJobOnly() {
    Runs run =
        new Runs(
            """
            on: push
            jobs:
              bad: {runs-on: x, strategy: {matrix: "${{ fromJSON('{') }}"}, steps: [run: a]}
              empty: {runs-on: "${{ vars.NONE }}", steps: [run: a]}
              after: {needs: bad, if: failure(), runs-on: x, steps: [run: a]}
            """);
    assertThat(run.wanted())
        .hasSize(3)
        .anyMatch(action -> action.startsWith("fail bad: "))
        .contains("fail empty: runs-on of the job empty is empty", "start after");
  }

  @Test
  void jobKeysAreEvaluatedWhenTheJobMayRun() {
    Runs run =
        new Runs(
            """
            on: push
            jobs:
              deploy:
                runs-on: x
                environment: {name: "${{ vars.REGION }}-production", url: "${{ steps.d.outputs.url }}"}
                concurrency: {group: "deploy-${{ github.ref }}", cancel-in-progress: true}
                cancel-timeout-minutes: 1
                steps: [run: a]
              queue: {runs-on: x, concurrency: {group: q, queue: max}, steps: [run: a]}
            """);
    JobInstance deploy = run.instance("deploy");
    assertThat(deploy.environment().map(JobInstance.Environment::name)).contains("eu-production");
    assertThat(deploy.concurrency())
        .contains(new Concurrency.Request("deploy-refs/heads/main", true, Queue.SINGLE));
    assertThat(deploy.timeoutMinutes()).isEqualTo(360);
    assertThat(deploy.cancelTimeoutMinutes()).isEqualTo(1);
    assertThat(run.instance("queue").concurrency().map(Concurrency.Request::queue))
        .contains(Queue.MAX);
  }

  @Test
  void calledWorkflowsRunTheirJobsAndGiveBackOutputs() {
    Map<String, String> others =
        Map.of(
            ".github/workflows/build.yaml",
            """
            on:
              workflow_call:
                inputs:
                  target: {type: string, required: true}
                  fast: {type: boolean}
                secrets: {token: {required: true}}
                outputs: {image: {value: "${{ jobs.push.outputs.ref }}"}}
            jobs:
              make: {runs-on: "${{ inputs.target }}", steps: [run: a]}
              push: {needs: make, if: "!inputs.fast", runs-on: x, outputs: {ref: x}, steps: [run: a]}
            """);
    String yaml =
        """
        on: push
        permissions: {contents: write}
        jobs:
          call:
            strategy: {matrix: {t: [one, two]}}
            permissions: {contents: read}
            uses: ./.github/workflows/build.yaml
            with: {target: "${{ matrix.t }}"}
            secrets: {token: "${{ secrets.DEPLOY }}"}
          after: {needs: call, runs-on: x, name: "uses ${{ needs.call.outputs.image }}", steps: [run: a]}
        """;
    Runs run =
        new Runs(
            RunState.begin(
                Runs.workflow(yaml, others), Runs.contexts(), RunState.Trust.REPOSITORY));
    assertThat(run.wanted()).containsExactly("start call (one) / make", "start call (two) / make");
    JobInstance make = run.instance("call (two) / make");
    assertThat(make.runsOn()).containsExactly("two");
    assertThat(make.permissions().scopes()).isEqualTo(Map.of("contents", Permissions.Access.READ));
    assertThat(
            make.secrets()
                .resolve(ObjectValue.ofText(Map.of("DEPLOY", "d", "OTHER", "o")))
                .entries()
                .keySet())
        .containsExactly("token");
    run.ends("call (one) / make", SUCCESS).ends("call (two) / make", SUCCESS).wanted();
    run.ends("call (one) / push", SUCCESS, Map.of("ref", "i1"));
    run.ends("call (two) / push", SUCCESS, Map.of("ref", "i2"));
    assertThat(run.wanted()).containsExactly("start after");
    assertThat(run.instance("after").name()).isEqualTo("uses i2");
  }

  @Test
  void tokensReadOnlyUnlessAJobSaysOtherwise() {
    String yaml =
        """
        on: pull_request
        jobs:
          plain: {runs-on: x, steps: [run: a]}
          deploy: {runs-on: x, permissions: {id-token: write, packages: write}, steps: [run: a]}
        """;
    Runs trusted = new Runs(yaml);
    assertThat(trusted.instance("plain").permissions()).isEqualTo(Permissions.DEFAULT);
    assertThat(trusted.instance("deploy").permissions().of("contents"))
        .as("naming one scope sets the others to none")
        .isEqualTo(Permissions.Access.NONE);
    Runs fork =
        new Runs(
            RunState.begin(Runs.workflow(yaml, Map.of()), Runs.contexts(), RunState.Trust.FORK));
    assertThat(fork.instance("deploy").permissions().scopes())
        .isEqualTo(Map.of("packages", Permissions.Access.READ));
  }

  @Test
  void codeFromForksSeesNoSecrets() {
    ObjectValue all = ObjectValue.ofText(Map.of("DEPLOY", "d", "GITHUB_TOKEN", "t"));
    RunState fork =
        RunState.begin(Runs.workflow(DIAMOND, Map.of()), Runs.contexts(), RunState.Trust.FORK);
    assertThat(new Runs(fork).instance("lint").secrets().resolve(all).entries().keySet())
        .containsExactly("GITHUB_TOKEN");
    assertThat(new Runs(DIAMOND).instance("lint").secrets().resolve(all).entries().keySet())
        .containsExactlyInAnyOrder("DEPLOY", "GITHUB_TOKEN");
  }

  @Test
  void cleanupsOfCalledWorkflowsRunWhenTheRunIsCancelled() {
    Map<String, String> others =
        Map.of(
            ".github/workflows/w.yaml",
            """
            on: workflow_call
            jobs:
              work: {runs-on: x, steps: [run: a]}
              next: {needs: work, runs-on: x, steps: [run: a]}
              clean: {needs: work, if: always(), runs-on: x, steps: [run: a]}
            """);
    Runs run = calling("on: push\njobs: {c: {uses: ./.github/workflows/w.yaml}}\n", others);
    run.wanted();
    assertThat(run.cancel("stop").wanted()).containsExactly("cancel c / work: stop");
    assertThat(run.ends("c / work", CANCELLED).wanted())
        .containsExactly("skip c / next: stop", "start c / clean");
    assertThat(run.ends("c / clean", SUCCESS).wanted()).containsExactly("finish cancelled");
  }

  @Test
  void aCallWithWrongInputsFailsItsJob() {
    Map<String, String> others =
        Map.of(
            ".github/workflows/w.yaml",
            """
            on: {workflow_call: {inputs: {n: {type: number}}}}
            jobs: {i: {runs-on: x, steps: [run: a]}}
            """);
    Runs run =
        calling(
            """
            on: push
            jobs: {c: {uses: ./.github/workflows/w.yaml, with: {n: '${{ github.ref }}'}}}
            """,
            others);
    assertThat(run.wanted())
        .containsExactly(
            "fail c: The input n of ./.github/workflows/w.yaml must be a number, not"
                + " refs/heads/main",
            "finish failure");
  }

  private static Runs calling(String yaml, Map<String, String> others) {
    return new Runs(
        RunState.begin(Runs.workflow(yaml, others), Runs.contexts(), RunState.Trust.REPOSITORY));
  }

  @Test
  void anExecutionThatIsNotThereIsAMistake() {
    Runs run = new Runs(DIAMOND);
    assertThatThrownBy(() -> run.ends("nobody", SUCCESS))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void itExplainsWhatEachJobWaitsFor() {
    Runs run = new Runs(DIAMOND);
    run.ends("lint", FAILURE);
    assertThat(run.state().explain())
        .contains(
            new JobExplanation("lint", JobExplanation.State.FAILED, ""),
            new JobExplanation("test", JobExplanation.State.RUNNING, ""),
            new JobExplanation("build", JobExplanation.State.SKIPPED, "lint failed"),
            new JobExplanation("deploy", JobExplanation.State.WAITING, "needs test"));
  }

  @Test
  void oneExecutionMayBeCancelledAlone() {
    Runs run = new Runs(DIAMOND);
    run.wanted();
    RunState cancelled = run.state().cancelled("test", "a newer one waits");
    assertThat(RunPlanner.next(cancelled))
        .containsExactly(new RunAction.CancelJob("test", "a newer one waits"));
  }

  @Test
  void theHeaderIsKnownBeforeAnyJob() {
    RunHeader header =
        RunHeader.of(
            Runs.workflow(
                """
                on: push
                run-name: Deploy by ${{ github.actor }}
                concurrency: ci-${{ github.ref }}
                jobs: {a: {runs-on: x, steps: [run: a]}}
                """,
                Map.of()),
            Runs.contexts());
    assertThat(header.name()).contains("Deploy by ann");
    assertThat(header.concurrency().map(Concurrency.Request::group))
        .isEqualTo(Optional.of("ci-refs/heads/main"));
  }

  @Test
  void aMatrixOf200JobsIsPlannedWhole() {
    Runs run =
        new Runs(
            """
            on: push
            jobs:
              m:
                strategy: {matrix: {a: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], b: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], c: [1, 2]}}
                name: job ${{ matrix.a }}
                runs-on: x
                steps: [run: a]
            """);
    assertThat(run.wanted()).hasSize(200);
    List<String> ids = run.state().instances().stream().map(JobInstance::id).distinct().toList();
    assertThat(ids).hasSize(200);
    ids.forEach(id -> run.ends(id, SUCCESS));
    assertThat(run.wanted()).containsExactly("finish success");
  }
}
