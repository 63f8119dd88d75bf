package dev.slipway.runner.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.runner.Conclusion;
import dev.slipway.runner.job.TestJobs;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Workflows whose labels mean this machine itself. */
class HostJobsIT {
  private static TestRuns runs;

  @BeforeAll
  static void open(@TempDir Path directory) throws Exception {
    TestJobs.assume();
    runs = new TestRuns(directory, 4);
  }

  @AfterAll
  static void close() {
    if (runs != null) {
      runs.close();
    }
  }

  @Test
  void stepsWorkAsInAContainer() throws Exception {
    RunView run =
        runs.run(
            """
            on: push
            env: {WHO: world}
            jobs:
              a:
                runs-on: [self-hosted, bare-metal]
                outputs: {said: "${{ steps.say.outputs.said }}"}
                steps:
                  - id: say
                    run: |
                      echo "said=hello $WHO" >> "$GITHUB_OUTPUT"
                      echo "LATER=yes" >> "$GITHUB_ENV"
                      mkdir -p "$RUNNER_TEMP/bin" && printf '#!/bin/sh\\necho found' > "$RUNNER_TEMP/bin/tool"
                      chmod +x "$RUNNER_TEMP/bin/tool" && echo "$RUNNER_TEMP/bin" >> "$GITHUB_PATH"
                      echo "key: 1" > sub.yaml && echo "::add-mask::covered"
                  - run: test $LATER = yes && test "$(tool)" = found && test "$PWD" = "$GITHUB_WORKSPACE"
                  - {run: 'test $CI = no && test $GITHUB_ACTIONS = true', env: {CI: 'no', GITHUB_ACTIONS: 'no'}}
                  - run: test $CI = true; echo covered; exit 7
                    continue-on-error: true
                    shell: sh
                  - run: test "${{ hashFiles('sub.yaml') }}" != ''
                  - run: import os; print(os.environ['LATER'])
                    shell: python3 {0}
              b:
                needs: a
                runs-on: ubuntu-latest
                steps: [{run: 'test "${{ needs.a.outputs.said }}" = "hello world"'}]
            """);

    assertThat(runs.log(run, "a"))
        .contains("Processes of this machine, not confined")
        .doesNotContain("covered");
    assertThat(run.conclusion()).contains(Conclusion.SUCCESS);
  }

  @Test
  void aStepIsEndedWithWhatItStarted() throws Exception {
    RunView run =
        runs.run(
            """
            on: push
            jobs:
              a:
                runs-on: bare-metal
                steps:
                  - run: 'sleep 1000 & echo $! > pid; wait'
                    timeout-minutes: 0.02
                  - if: always()
                    run: '! kill -0 $(cat pid) && echo ended'
            """);

    assertThat(runs.log(run, "a")).contains("has exceeded its timeout-minutes").contains("ended");
  }

  @Test
  void isRefusedWhereItIsNotAllowed() throws Exception {
    RunView run =
        runs.run(
            """
            on: push
            jobs:
              a: {runs-on: host, steps: [{run: exit 0}]}
            """);

    assertThat(run.conclusion()).contains(Conclusion.FAILURE);
    assertThat(run.reason())
        .contains("which nothing confines")
        .contains("hostLabels in config.json")
        .contains("labels here: bare-metal,");
  }
}
