package dev.slipway.runner.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.base.SlipwayException;
import dev.slipway.runner.Conclusion;
import dev.slipway.runner.environment.TestRules;
import dev.slipway.runner.job.TestImages;
import dev.slipway.runner.job.TestJobs;
import dev.slipway.runner.run.Moments.Moment;
import dev.slipway.runner.run.RunView.JobView;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A job that is cancelled has been cancelled, whatever was under way in it. */
class CancellationIT {
  /** The second job waits for a reviewer: that it has ended shows that the first was told, too. */
  private static final String WORKFLOW =
      """
      on: push
      jobs:
        a:
          runs-on: ubuntu-latest
          environment: {name: open}
          CONTAINER
          steps:
            - {name: other, if: github.ref == '', uses: elsewhere/action@v1}
            - {name: moment, uses: test/moment@v1IF}
            - {name: plain, run: exit 0}
            - {name: always, if: always(), run: exit 0}
            - {name: cancelled, if: cancelled(), run: exit 0}
        b: {runs-on: ubuntu-latest, environment: gate, steps: [{run: exit 0}]}
      """;

  private static TestRuns runs;

  @BeforeAll
  static void open(@TempDir Path directory) throws Exception {
    TestJobs.assume();
    TestImages.assume();
    runs = new TestRuns(directory, 4);
    runs.publish(
        "elsewhere/action", "v1", Map.of("action.yml", "runs: {using: composite, steps: []}"));
    TestRules.set(runs.runs().environments(), "gate", "{\"reviewers\": [\"ann\"]}");
    TestRules.set(runs.runs().environments(), "open", "{\"branches\": [\"main\"]}");
  }

  @AfterEach
  void forget() {
    runs.moments().clear();
  }

  @AfterAll
  static void close() {
    if (runs != null) {
      runs.close();
    }
  }

  /** Cancels the run, and returns when every one of its jobs has been told. */
  private static void cancel() throws IOException, InterruptedException {
    String id = runs.runs().store().open().getFirst().id();
    if (runs.runs().cancel(id, "enough")) {
      RunFollower.follow(
          runs.runs(),
          id,
          news ->
              !(news instanceof RunNews.Job(JobView job)
                  && job.id().equals("b")
                  && job.conclusion().isPresent()));
    }
  }

  private static RunView run(String condition, String container) throws Exception {
    return runs.run(WORKFLOW.replace("IF", condition).replace("CONTAINER", container));
  }

  private static JobView job(RunView run) {
    return run.jobs().stream().filter(job -> job.id().equals("a")).findFirst().orElseThrow();
  }

  private static List<String> steps(RunView run) {
    return job(run).steps().stream()
        .map(step -> step.name() + ": " + step.conclusion().orElseThrow().text())
        .toList();
  }

  private static void assertCancelled(RunView run) {
    assertThat(run.conclusion()).contains(Conclusion.CANCELLED);
    assertThat(job(run).conclusion()).contains(Conclusion.CANCELLED);
    assertThat(job(run).reason()).isEqualTo("enough");
  }

  @ParameterizedTest
  @EnumSource(names = {"RULES", "IDENTITY", "IMAGE", "CONTAINER", "ACTIONS"})
  void aJobThatIsCancelledBeforeItsStepsRunsNone(Moment moment) throws Exception {
    runs.moments().at(moment, CancellationIT::cancel);
    RunView run =
        run("", moment == Moment.IMAGE ? "container: " + TestImages.PLAIN : "timeout-minutes: 9");

    assertCancelled(run);
    assertThat(steps(run)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = {"IDENTITY", "IMAGE", "CONTAINER", "ACTIONS"})
  void whatBreaksInItsPreparationAfterwardsIsNoFailure(Moment moment) throws Exception {
    runs.moments()
        .at(
            moment,
            () -> {
              cancel();
              throw new SlipwayException("broken");
            });
    RunView run =
        run("", moment == Moment.IMAGE ? "container: " + TestImages.PLAIN : "timeout-minutes: 9");

    assertCancelled(run);
  }

  @Test
  void anImageThatNeverComesHoldsNoCancelledJob() throws Exception {
    var never = new CountDownLatch(1);
    runs.moments()
        .at(
            Moment.IMAGE,
            () -> {
              cancel();
              never.await();
            });
    assertCancelled(run("", "container: " + TestImages.PLAIN));
    never.countDown();
  }

  @Test
  void whatBreaksBecauseAStepIsEndedIsNoFailure() throws Exception {
    runs.moments().at(Moment.STEP, CancellationIT::cancelAndBreak);
    RunView run = run("", "timeout-minutes: 9");

    assertCancelled(run);
    assertThat(steps(run))
        .containsExactly(
            "other: skipped",
            "moment: cancelled",
            "plain: skipped",
            "always: success",
            "cancelled: success",
            "Post test/moment@v1: success");
    assertThat(runs.log(run, "a"))
        .contains("The step was cancelled: enough")
        .doesNotContain("broken by an interrupt");
  }

  @Test
  void theStepsOfAnActionThatRunInAnyCaseDo() throws Exception {
    runs.publish(
        "elsewhere/tidy",
        "v1",
        Map.of(
            "action.yml",
            """
            runs:
              using: composite
              steps:
                - {id: inner, uses: test/moment@v1}
                - {run: echo not this, shell: bash}
                - {run: 'echo "cleaned: ${{ steps.inner.outcome }}"', if: always(), shell: bash}
            """));
    runs.moments().at(Moment.STEP, CancellationIT::cancelAndBreak);
    RunView run =
        runs.run(
            WORKFLOW.replace("CONTAINER", "").replace("test/moment@v1IF", "elsewhere/tidy@v1"));

    assertCancelled(run);
    assertThat(steps(run)).contains("moment: cancelled", "plain: skipped", "always: success");
    assertThat(runs.log(run, "a")).contains("cleaned: cancelled").doesNotContain("not this");
  }

  /** As an action that is interrupted does. */
  private static void cancelAndBreak() throws Exception {
    cancel();
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SlipwayException("broken by an interrupt", e);
    }
  }

  @Test
  void aStepThatAlwaysRunsGoesOnAndTheNextOnesKnow() throws Exception {
    runs.moments().at(Moment.STEP, CancellationIT::cancel);
    RunView run = run(", if: always()", "timeout-minutes: 9");

    assertCancelled(run);
    assertThat(steps(run))
        .containsExactly(
            "other: skipped",
            "moment: success",
            "plain: skipped",
            "always: success",
            "cancelled: success",
            "Post test/moment@v1: success");
  }

  @Test
  void whatAnActionAlwaysDoesAfterwardsIsDoneToItsEnd() throws Exception {
    runs.moments().at(Moment.POST, CancellationIT::cancel);
    RunView run = run("", "timeout-minutes: 9");

    assertCancelled(run);
    assertThat(steps(run)).last().isEqualTo("Post test/moment@v1: success");
  }

  @Test
  void aJobThatHadEndedHasSucceeded() throws Exception {
    runs.moments().at(Moment.END, CancellationIT::cancel);
    RunView run = run("", "timeout-minutes: 9");

    assertThat(run.conclusion()).contains(Conclusion.CANCELLED);
    assertThat(job(run).conclusion()).contains(Conclusion.SUCCESS);
    assertThat(job(run).reason()).isEmpty();
  }

  @Test
  void whatFailFastKeepsFromStartingIsCancelledToo() throws Exception {
    RunView run =
        runs.run(
            """
            on: push
            jobs:
              a:
                strategy: {max-parallel: 1, matrix: {n: [1, 2]}}
                runs-on: ubuntu-latest
                steps: [{run: exit 1}]
            """);

    assertThat(run.jobs())
        .extracting(job -> job.id() + " " + job.conclusion().orElseThrow().text())
        .containsExactlyInAnyOrder("a (1) failure", "a (2) cancelled");
  }

  @Test
  void aJobWhoseTimeIsOverIsCancelledAndCleansUp() throws Exception {
    RunView run =
        runs.run(
            """
            on: push
            jobs:
              a:
                runs-on: ubuntu-latest
                timeout-minutes: 0.02
                steps:
                  - {name: slow, run: sleep 1000}
                  - {name: failed, if: failure(), run: exit 0}
                  - {name: cancelled, if: cancelled(), run: exit 0}
            """);

    assertThat(job(run).conclusion()).contains(Conclusion.CANCELLED);
    assertThat(steps(run))
        .containsExactly("slow: cancelled", "failed: skipped", "cancelled: success");
    assertThat(runs.log(run, "a")).contains("The job has exceeded its time of 0.02 minutes");
    assertThat(job(run).reason()).isEqualTo("its time (timeout-minutes) was over");
  }
}
