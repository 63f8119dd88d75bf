package dev.slipway.runner.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.base.Json;
import dev.slipway.base.SlipwayException;
import dev.slipway.git.CommitId;
import dev.slipway.runner.Conclusion;
import dev.slipway.runner.job.TestJobs;
import dev.slipway.runner.run.RunView.JobView;
import dev.slipway.runner.run.RunView.StepView;
import dev.slipway.workflow.event.Event;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunsIT {
  @TempDir Path dir;
  private TestRuns runs;

  @BeforeAll
  static void needsContainers() {
    TestJobs.assume();
  }

  @BeforeEach
  void open() throws IOException {
    runs = new TestRuns(dir, 2);
  }

  @AfterEach
  void close() {
    runs.close();
  }

  private static JobView job(RunView run, String id) {
    return run.jobs().stream().filter(j -> j.id().equals(id)).findFirst().orElseThrow();
  }

  private static List<String> steps(RunView run, String id) {
    return job(run, id).steps().stream()
        .map(s -> s.name() + ": " + s.conclusion().map(Conclusion::text).orElse("none"))
        .toList();
  }

  @Test
  void handsVariablesOutputsAndFilesFromStepToStepAndJobToJob() throws Exception {
    RunView run =
        runs.run(
            """
            name: CI
            on: push
            env: {LEVEL: workflow, SHARED: "${{ vars.COLOUR }}"}
            jobs:
              make:
                runs-on: ubuntu-latest
                env: {LEVEL: job}
                outputs:
                  word: ${{ steps.say.outputs.word }}
                  leak: ${{ steps.say.outputs.leak }}
                steps:
                  - id: say
                    env: {LEVEL: step}
                    run: |
                      echo "level=$LEVEL shared=$SHARED ci=$CI repo=$GITHUB_REPOSITORY ref=$GITHUB_REF_NAME"
                      echo "word=hello" >> "$GITHUB_OUTPUT"
                      echo "leak=x${{ secrets.PASSWORD }}y" >> "$GITHUB_OUTPUT"
                      echo "FROM_FILE=it" >> "$GITHUB_ENV"
                      echo "GITHUB_REPOSITORY=evil" >> "$GITHUB_ENV"
                      mkdir -p bin && printf '#!/bin/sh\\necho tool' > bin/tool && chmod +x bin/tool
                      echo "$PWD/bin" >> "$GITHUB_PATH"
                      echo "the password is ${{ secrets.PASSWORD }}"
                  - name: Use ${{ env.FROM_FILE }}
                    run: tool; echo "$FROM_FILE $LEVEL $GITHUB_REPOSITORY ${{ steps.say.outcome }}"
                    working-directory: bin
              use:
                needs: make
                runs-on: [self-hosted, linux]
                steps:
                  - run: echo "got ${{ needs.make.outputs.word }}-${{ needs.make.outputs.leak }}-"
            """);

    assertThat(run.conclusion()).contains(Conclusion.SUCCESS);
    assertThat(runs.log(run, "make"))
        .contains("level=step shared=blue ci=true repo=local/app ref=main")
        .contains("the password is ***")
        .contains("tool\nit job local/app success")
        .doesNotContain(TestRuns.SECRET);
    assertThat(steps(run, "make")).last().isEqualTo("Use it: success");
    assertThat(runs.log(run, "use")).contains("got hello--");
  }

  @Test
  void followsConditionsAndWhatMayFail() throws Exception {
    RunView run =
        runs.run(
            """
            on: push
            jobs:
              a:
                runs-on: ubuntu-latest
                steps:
                  - {name: soft, id: soft, run: exit 3, continue-on-error: true}
                  - {name: soft result, run: 'test "${{ steps.soft.outcome }} ${{ steps.soft.conclusion }}" = "failure success"'}
                  - {name: hard, run: exit 4}
                  - {name: next, run: exit 0}
                  - {name: on failure, if: failure(), run: exit 0}
                  - {name: always, if: always(), run: exit 0}
                  - {name: never, if: cancelled(), run: exit 0}
              after: {needs: a, runs-on: ubuntu-latest, steps: [{run: exit 0}]}
            """);

    assertThat(run.conclusion()).contains(Conclusion.FAILURE);
    assertThat(steps(run, "a"))
        .containsExactly(
            "soft: success",
            "soft result: success",
            "hard: failure",
            "next: skipped",
            "on failure: success",
            "always: success",
            "never: skipped");
    assertThat(job(run, "after").conclusion()).contains(Conclusion.SKIPPED);
    assertThat(runs.log(run, "a")).contains("Process completed with exit code 4.");
  }

  @Test
  void endsWhatTakesTooLongAndSaysSo() throws Exception {
    RunView run =
        runs.run(
            """
            on: push
            jobs:
              a:
                runs-on: ubuntu-latest
                steps:
                  - {name: slow, run: sleep 1000, timeout-minutes: 0.01}
                  - {name: clean, if: always(), run: 'pgrep sleep || echo nothing sleeps'}
            """);

    assertThat(steps(run, "a")).containsExactly("slow: failure", "clean: success");
    assertThat(runs.log(run, "a")).contains("timeout-minutes").contains("nothing sleeps");
  }

  @Test
  void saysWhenMemoryRanOut() throws Exception {
    RunView run =
        runs.run(
            """
            on: push
            jobs:
              a: {runs-on: ubuntu-latest, steps: [{run: head -c 600m /dev/zero | tail -c 500m > /dev/null}]}
            """);

    assertThat(run.conclusion()).contains(Conclusion.FAILURE);
    assertThat(runs.log(run, "a")).contains("ran out of memory (limit 256 MiB)");
  }

  @Test
  void cancelsARunAndLetsItCleanUp() throws Exception {
    String id =
        runs.push(
                Map.of(
                    "ci.yaml",
                    """
                    on: push
                    jobs:
                      a:
                        runs-on: ubuntu-latest
                        steps:
                          - {name: long, run: 'echo begun; sleep 1000'}
                          - {name: clean, if: always(), run: echo cleaned}
                          - {name: no, run: exit 0}
                      b: {needs: a, runs-on: ubuntu-latest, steps: [{run: exit 0}]}
                    """))
            .runs()
            .getFirst();
    var begun = new CountDownLatch(1);
    Thread follower =
        Thread.ofVirtual()
            .start(() -> {
              try {
                RunFollower.follow(
                    runs.runs(),
                    id,
                    news -> {
                      if (news instanceof RunNews.Line(var job, var entry)
                          && entry.text().equals("begun")) {
                        begun.countDown();
                      }
                      return true;
                    });
              } catch (IOException | InterruptedException e) {
                throw new AssertionError(e);
              }
            });
    begun.await();

    assertThat(runs.runs().cancel(id, "enough")).isTrue();
    RunView run = runs.await(id);
    follower.join();

    assertThat(run.conclusion()).contains(Conclusion.CANCELLED);
    assertThat(steps(run, "a")).containsExactly("long: cancelled", "clean: success", "no: skipped");
    assertThat(job(run, "b").conclusion().orElseThrow()).isEqualTo(Conclusion.CANCELLED);
    assertThat(runs.runs().cancel(id, "again")).isFalse();
  }

  @Test
  void stepsAreNamedByWhatTheyRun() throws Exception {
    RunView run =
        runs.run(
            """
            on: push
            env: {WHO: world}
            jobs:
              a: {runs-on: ubuntu-latest, steps: [{run: "echo ${{ env.WHO }}\\necho again"}]}
            """);
    assertThat(steps(run, "a")).containsExactly("Run echo world: success");
  }

  @Test
  void runsAgainOnlyWhatFailed() throws Exception {
    RunView run =
        runs.run(
            """
            on: push
            jobs:
              good: {runs-on: ubuntu-latest, steps: [{run: exit 0}]}
              second: {runs-on: ubuntu-latest, steps: [{run: test $GITHUB_RUN_ATTEMPT = 2}]}
            """);
    assertThat(run.conclusion()).contains(Conclusion.FAILURE);

    assertThat(runs.runs().rerun(run.id(), new Runs.Again.Failed(), "admin")).isEqualTo(2);
    RunView again = runs.await(run.id());

    assertThat(again.conclusion()).contains(Conclusion.SUCCESS);
    assertThat(again.jobs()).extracting(JobView::id).containsExactly("good", "second");
    assertThat(job(again, "good").conclusion()).contains(Conclusion.SUCCESS);
    assertThat(job(again, "good").reason()).startsWith("kept");
    assertThat(job(again, "second").reason()).isEmpty();
    assertThat(runs.runs().checks(TestRuns.REPOSITORY, run.commit()))
        .hasEntrySatisfying(
            "second", check -> assertThat(check.conclusion()).contains(Conclusion.SUCCESS));

    assertThat(runs.runs().rerun(run.id(), new Runs.Again.OneJob("good"), "ann")).isEqualTo(3);
    RunView third = runs.await(run.id());
    assertThat(job(third, "good").reason()).isEmpty();
    assertThat(job(third, "second").reason()).startsWith("kept");
    assertThat(third.starter()).isEqualTo("ann");
    assertThat(third.begun()).isAfter(again.begun());
    assertThatThrownBy(() -> runs.runs().rerun(run.id(), new Runs.Again.OneJob("third"), "ann"))
        .hasMessageContaining("has no job third");
    assertThatThrownBy(() -> runs.runs().rerun("999", new Runs.Again.All(), "admin"))
        .isInstanceOf(SlipwayException.class);
  }

  @Test
  void ofAWorkflowOneJobIsRunWithThoseThatItNeedsAgainToo() throws Exception {
    String workflow =
        """
        on: workflow_dispatch
        jobs:
          build: {runs-on: ubuntu-latest, outputs: {a: "${{ steps.s.outputs.a }}"}, steps: [{id: s, run: 'echo a=1 >> "$GITHUB_OUTPUT"'}]}
          test: {runs-on: ubuntu-latest, needs: build, steps: [{run: "test ${{ needs.build.outputs.a }} = 1"}]}
          deploy: {runs-on: ubuntu-latest, needs: test, steps: [{run: exit 1}]}
        """;
    RunView run = runs.await(runs.startOnly(workflow, "test"));

    assertThat(run.conclusion()).as(run.json().toString()).contains(Conclusion.SUCCESS);
    assertThat(run.jobs()).extracting(JobView::id).containsExactly("build", "test");
    runs.runs().rerun(run.id(), new Runs.Again.All(), "admin");
    assertThat(runs.await(run.id()).jobs())
        .extracting(JobView::id)
        .containsExactly("build", "test");
    assertThatThrownBy(() -> runs.startOnly(workflow, "tets"))
        .hasMessageContaining("there is no job tets")
        .hasMessageContaining("Did you mean 'test'?");
  }

  @Test
  void aRunIsCalledAsItsRunNameSays() throws Exception {
    RunView run =
        runs.run(
            """
            name: CI
            run-name: Number ${{ github.run_number }} by ${{ github.actor }}
            on: push
            jobs:
              a: {runs-on: ubuntu-latest, steps: [{run: exit 0}]}
            """);

    assertThat(run.title()).isEqualTo("Number 1 by admin");
    assertThat(run.workflow()).isEqualTo("CI");
  }

  @Test
  void anOlderRunOfAGroupGivesWayToANewerOne() throws Exception {
    String workflow =
        """
        on: push
        concurrency: {group: deploy, cancel-in-progress: true}
        jobs:
          a: {runs-on: ubuntu-latest, steps: [{run: 'test $GITHUB_RUN_NUMBER -gt 1 || sleep 1000'}]}
        """;
    String older = runs.push(Map.of("ci.yaml", workflow)).runs().getFirst();
    String newer = runs.push(Map.of("ci.yaml", workflow)).runs().getFirst();

    assertThat(runs.await(newer).conclusion()).contains(Conclusion.SUCCESS);
    RunView first = runs.await(older);
    assertThat(first.conclusion()).contains(Conclusion.CANCELLED);
    assertThat(first.reason()).contains("run " + newer);
  }

  @Test
  void narratesWhatHappensAndShowsTheEndOfAFailedLog() throws Exception {
    RunView run =
        runs.run(
            """
            name: CI
            on: push
            jobs:
              a: {runs-on: ubuntu-latest, steps: [{name: good, run: exit 0}, {name: bad, run: echo why; exit 1}]}
            """);
    var narrator = new RunNarrator(RunNarrator.Detail.STEPS);
    var lines = new ArrayList<String>();
    RunFollower.follow(
        runs.runs(),
        run.id(),
        news -> {
          lines.addAll(narrator.tell(news));
          return true;
        });

    assertThat(lines)
        .anyMatch(line -> line.matches("  ✓ a: good  \\d+\\.\\ds"))
        .anyMatch(line -> line.matches("  ✗ a: bad  \\d+\\.\\ds"))
        .contains("      why", "      error: Process completed with exit code 1.");
    assertThat(lines.getLast()).startsWith("run 1  CI #1  failed after");
  }

  @Test
  void saysWhyOtherWorkflowsDoNotStart() {
    Runs.Started started =
        runs.push(
            Map.of(
                "pr.yaml",
                    "on: pull_request\njobs:\n  a: {runs-on: ubuntu-latest, steps: [{run: x}]}\n",
                "bad.yaml", "on: push\njobs:\n  a: {runs-on: ubuntu-latest, stepz: []}\n"));

    assertThat(started.runs()).isEmpty();
    assertThat(started.skipped().get(".github/workflows/bad.yaml"))
        .startsWith(".github/workflows/bad.yaml:3:");
    assertThat(started.skipped()).containsKey(".github/workflows/pr.yaml");
  }

  @Test
  void whatWasRunningWhenTheProcessEndedHasFailedAndSaysSo() throws Exception {
    try (KilledProcess killed = KilledProcess.start(dir.resolve("other"), KilledProcess.WAITING)) {
      String id = killed.awaitLine("acknowledged");
      killed.kill();

      try (TestRuns next = new TestRuns(dir.resolve("other"), 2)) {
        RunView run = next.await(id);
        assertThat(run.conclusion()).contains(Conclusion.FAILURE);
        assertThat(job(run, "a").reason()).isEqualTo("interrupted: the process ended");
        assertThat(job(run, "a").steps())
            .extracting(StepView::conclusion)
            .containsExactly(Optional.of(Conclusion.FAILURE));
        assertThat(job(run, "b").conclusion()).contains(Conclusion.SKIPPED);
        assertThat(job(run, "c").conclusion()).contains(Conclusion.SUCCESS);
        assertThat(next.log(run, "a")).contains("acknowledged").contains("interrupted");
        assertThat(next.jobs().data().resolve("jobs/roots")).isEmptyDirectory();
      }
    }
  }

  @Test
  void aRunThatSomebodyHadCancelledDoesNotGoOnInTheNextProcess() throws Exception {
    Path place = dir.resolve("cancelled");
    String id;
    try (TestRuns first = new TestRuns(place, 1)) {
      id = first.push(Map.of("ci.yaml", KilledProcess.WAITING)).runs().getFirst();
      first.awaitLine(id, "acknowledged");
      first.runs().store().cancelAsked(id, "enough");
    }
    try (TestRuns next = new TestRuns(place, 1)) {
      RunView run = next.await(id);
      assertThat(run.conclusion()).contains(Conclusion.CANCELLED);
      assertThat(run.reason()).isEqualTo("enough");
      assertThat(run.jobs())
          .extracting(JobView::conclusion)
          .containsOnly(Optional.of(Conclusion.CANCELLED));
      next.runs().rerun(id, new Runs.Again.OneJob("c"), "ann");
      assertThat(job(next.await(id), "c").conclusion()).contains(Conclusion.SUCCESS);
    }
  }

  @Test
  void aWorkflowRunsOnceForAnEventThatIsToldTwice() throws Exception {
    RunView run = runs.run("on: push\njobs: {a: {runs-on: bare-metal, steps: [{run: exit 0}]}}");
    var event =
        new Event(
            "push",
            Optional.empty(),
            Json.MAPPER.createObjectNode(),
            run.ref(),
            Optional.empty(),
            List::of);
    RunCause cause =
        new RunCause(TestRuns.REPOSITORY, new CommitId(run.commit()), event, "", "ann", run.trust())
            .on("push/7");
    List<String> started = runs.runs().trigger(cause).runs();
    assertThat(started).hasSize(1);
    assertThat(runs.runs().trigger(cause).runs()).isEmpty();
    assertThat(runs.await(started.getFirst()).conclusion()).contains(Conclusion.SUCCESS);
    assertThat(runs.runs().trigger(cause.on("push/8")).runs()).hasSize(1);
  }

  @Test
  void oldRunsAreForgottenWithTheirLogsAndNumbersGoOn() throws Exception {
    String workflow =
        "on: push\njobs: {a: {runs-on: bare-metal, steps: [{run: 'echo $GITHUB_RUN_NUMBER'}]}}";
    RunView first = runs.run(workflow);
    RunView second = runs.run(workflow);
    Instant later = Instant.now().plusSeconds(60);
    assertThat(runs.runs().forget(later, later, 1)).isEqualTo(1);
    assertThat(runs.runs().store().find(first.id())).isEmpty();
    assertThat(runs.log(first, "a")).isEmpty();
    assertThat(runs.log(second, "a")).contains("2");
    assertThat(runs.runs().forget(later, later, 0)).isZero();
    assertThat(runs.log(second, "a")).isEmpty();
    assertThat(runs.run(workflow).number()).isEqualTo(3);
  }

  @Test
  void everyStepThatRanIsOnRecordWhenTheProcessIsKilledBetweenThem() throws Exception {
    Path ran = dir.resolve("ran");
    var workflow =
        new StringBuilder("on: push\njobs:\n  a:\n    runs-on: bare-metal\n    steps:\n");
    for (int i = 1; i <= 400; i++) {
      workflow.append("      - run: echo %d >> %s; echo is %d\n".formatted(i, ran, i));
    }
    try (KilledProcess killed = KilledProcess.start(dir.resolve("other"), workflow.toString())) {
      String id = killed.awaitLine("is 20");
      killed.kill();

      try (TestRuns next = new TestRuns(dir.resolve("other"), 1)) {
        RunView run = next.await(id);
        List<StepView> steps = job(run, "a").steps();
        int last = steps.size();
        assertThat(last).isBetween(20, 399);
        assertThat(steps).extracting(StepView::number).isSorted().doesNotHaveDuplicates();
        // What was not known to have ended has failed; all before it are known.
        assertThat(steps.subList(0, last - 1))
            .extracting(StepView::conclusion)
            .containsOnly(Optional.of(Conclusion.SUCCESS));
        assertThat(steps.getLast().conclusion()).isPresent();
        assertThat(job(run, "a").reason()).isEqualTo("interrupted: the process ended");
        List<String> programs = Files.readAllLines(ran);
        assertThat(programs).hasSizeBetween(last - 1, last);
        assertThat(next.log(run, "a").lines().filter(line -> line.startsWith("is ")))
            .hasSizeBetween(last - 1, last)
            .startsWith("is 1", "is 2")
            .doesNotHaveDuplicates();
      }
    }
  }
}
