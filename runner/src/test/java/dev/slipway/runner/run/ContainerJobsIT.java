package dev.slipway.runner.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.runner.Conclusion;
import dev.slipway.runner.JobDescriptor.Trust;
import dev.slipway.runner.JobRootImages.Chooser;
import dev.slipway.runner.RegistryLogin;
import dev.slipway.runner.job.TestImages;
import dev.slipway.runner.job.TestJobs;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobs in images: of their own, and of their label. */
class ContainerJobsIT {
  @TempDir Path dir;
  private TestRuns runs;

  @BeforeAll
  static void needsContainers() throws Exception {
    TestJobs.assume();
    TestImages.assume();
  }

  @BeforeEach
  void open() throws IOException {
    runs = new TestRuns(dir, 2);
  }

  @AfterEach
  void close() {
    runs.close();
  }

  private static String only(RunView run) {
    return run.jobs().getFirst().conclusion().map(Conclusion::text).orElse("none");
  }

  @Test
  void stepsRunInTheImageWithItsVariablesAndTheWorkspace() throws Exception {
    RunView run =
        runs.run(
            """
            on: push
            env: {LEVEL: workflow}
            jobs:
              a:
                runs-on: ubuntu-latest
                container:
                  image: busybox:1
                  env: {MINE: "${{ github.ref_name }}", FLAVOUR: own}
                  ports: [80]
                  volumes: ["data:/var/data", /scratch]
                  options: --cpus 1 --hostname builder -e OPTION=yes --add-host db:192.0.2.7
                steps:
                  - id: one
                    run: |
                      echo "in $PWD as $(id -u) home $HOME temp $RUNNER_TEMP tools $RUNNER_TOOL_CACHE"
                      echo "$LEVEL $FLAVOUR $MINE $OPTION $(hostname) $0"
                      echo "workspace $GITHUB_WORKSPACE"
                      ls -d /var/data /scratch /tmp
                      cat /etc/hosts
                      ls /usr/lib /opt/slipway/bin 2>/dev/null || true
                      echo kept > file
                      echo "word=hello" >> "$GITHUB_OUTPUT"
                      echo "LATER=it" >> "$GITHUB_ENV"
                      mkdir -p /tools && printf '#!/bin/sh\\necho tool' > /tools/tool
                      /bin/busybox chmod +x /tools/tool
                      echo /tools >> "$GITHUB_PATH"
                  - run: echo "${{ steps.one.outputs.word }} $LATER $(cat file) $(tool)"
                  - shell: bash
                    run: echo never
            """);
    String log = runs.log(run, "a");
    assertThat(log)
        .contains("Image busybox:1 (sha256:0), label ubuntu-latest")
        .contains("in /__w/app/app as 0 home /github/home temp /__w/_temp tools /__t")
        .contains("workflow own main yes builder /__w/_temp/")
        .contains("workspace /__w/app/app")
        .contains("/scratch\n/tmp\n/var/data")
        .contains("192.0.2.7 db")
        .contains("hello it kept tool")
        .contains("Ports 80");
    assertThat(log).doesNotContain("libc");
    assertThat(only(run)).as("there is no bash in the image").isEqualTo("failure");
    assertThat(Path.of("/tmp/slipway-evil")).doesNotExist();
    assertThat(runs.jobs().data().resolve("jobs/roots")).isEmptyDirectory();
  }

  @Test
  void whoTheImageNamesRunsTheStepsAndOwnsTheFiles() throws Exception {
    RunView run =
        runs.run(
            """
            on: push
            jobs:
              a:
                runs-on: ubuntu-latest
                container: docker://registry.example.com/with-user:1
                steps:
                  - run: |
                      echo "$(id -u):$(id -g)"
                      touch file "$HOME/file" "$RUNNER_TEMP/file" /tmp/file
                      echo "A=b" >> "$GITHUB_ENV"
                      stat -c %u "$GITHUB_WORKSPACE" "$GITHUB_ENV" "$GITHUB_EVENT_PATH"
                  - run: echo "again $A"
              b:
                runs-on: ubuntu-latest
                container: {image: registry.example.com/with-user:1, options: --user root}
                steps:
                  - run: echo "as $(id -u)"
            """);
    assertThat(runs.log(run, "a")).contains("1234:1235\n1234\n1234\n1234").contains("again b");
    assertThat(runs.log(run, "b")).contains("as 0");
    assertThat(run.conclusion()).contains(Conclusion.SUCCESS);
  }

  @Test
  void namesAndLoginsMayBeComputed() throws Exception {
    RunView run =
        runs.run(
            """
            on: push
            jobs:
              a:
                strategy: {matrix: {image: ["busybox:1", ""]}}
                runs-on: ubuntu-latest
                env: {WHO: robot}
                container:
                  image: ${{ matrix.image }}
                  credentials: {username: "${{ env.WHO }}", password: "${{ secrets.PASSWORD }}"}
                steps:
                  - run: test "${{ matrix.image }}" = "" || test -d /__w
            """);
    assertThat(run.conclusion()).contains(Conclusion.SUCCESS);
    assertThat(runs.images().asked())
        .singleElement()
        .satisfies(wanted -> {
          assertThat(wanted.chooser()).isEqualTo(Chooser.WORKFLOW);
          assertThat(wanted.login())
              .contains(new RegistryLogin("docker.io", "robot", TestRuns.SECRET));
        });
    assertThat(runs.log(run, "a ()")).contains("Programs of this machine");
  }

  @Test
  void whatCannotBeIsSaidInTheJobsLog() throws Exception {
    RunView run =
        runs.run(
            """
            on: push
            jobs:
              missing:
                runs-on: ubuntu-latest
                container: nowhere.example.com/missing:1
                steps: [{run: exit 0}]
              shell:
                runs-on: ubuntu-latest
                container: distroless:1
                steps: [{run: exit 0}]
              options:
                runs-on: ubuntu-latest
                container: {image: "busybox:1", options: "--${{ 'privileged' }}"}
                steps: [{run: exit 0}]
              volume:
                runs-on: ubuntu-latest
                container: {image: "busybox:1", volumes: ["${{ '/' }}:/host"]}
                steps: [{run: exit 0}]
            """);
    assertThat(runs.log(run, "missing"))
        .contains(".github/workflows/ci.yaml:5:16: the image nowhere.example.com/missing:1");
    assertThat(runs.log(run, "shell")).contains("has no /bin/sh");
    assertThat(runs.log(run, "options")).contains("the option --privileged");
    assertThat(runs.log(run, "volume")).contains("is a directory of the machine");
    assertThat(run.jobs())
        .allSatisfy(job -> assertThat(job.conclusion()).contains(Conclusion.FAILURE));
  }

  @Test
  void aStepThatIsCancelledEndsWithItsChildrenWithoutSetsid() throws Exception {
    RunView run =
        runs.run(
            """
            on: push
            jobs:
              a:
                runs-on: ubuntu-latest
                container: busybox:1
                steps:
                  - timeout-minutes: 0.01
                    run: sleep 1000 & sleep 1000
                  - if: always()
                    run: test "$(/bin/busybox pgrep -f 'sleep 1000')" = ""
            """);
    assertThat(run.jobs().getFirst().steps().get(1).conclusion()).contains(Conclusion.SUCCESS);
  }

  @Test
  void aLabelMayMeanAnImage() throws Exception {
    String workflow =
        """
        on: push
        jobs:
          a:
            runs-on: ubuntu-latest
            steps: [{run: "echo $FLAVOUR"}]
          b:
            runs-on: tiny
            steps: [{run: "echo $FLAVOUR"}]
        """;
    runs.labels().set("Tiny", new LabelImages.Meaning(TestImages.PLAIN, LabelImages.Use.ALL));
    runs.labels()
        .set("ubuntu-latest", new LabelImages.Meaning(TestImages.PLAIN, LabelImages.Use.FORKS));
    RunView run = runs.run(workflow);
    assertThat(runs.log(run, "a")).contains("Programs of this machine").doesNotContain("image");
    assertThat(runs.log(run, "b")).contains("Image busybox:1").contains("\nimage");
    RunView fork = runs.await(runs.fork(workflow).runs().getFirst());
    assertThat(runs.log(fork, "a")).contains("Image busybox:1").contains("\nimage");
    assertThat(fork.conclusion()).contains(Conclusion.SUCCESS);
    assertThat(fork.trust()).isEqualTo(Trust.FORK);
  }

  @Test
  void aForksJobHasAnImageAndNoSecretsOrNoPlaceAtAll() throws Exception {
    RunView run =
        runs.await(
            runs.fork(
                    """
                    on: push
                    permissions: {contents: write, id-token: write}
                    jobs:
                      boxed:
                        runs-on: ubuntu-latest
                        container: busybox:1
                        steps:
                          - run: |
                              echo "secret=[${{ secrets.PASSWORD }}]"
                              echo "request=[$ACTIONS_ID_TOKEN_REQUEST_URL$ACTIONS_ID_TOKEN_REQUEST_TOKEN]"
                              ls /usr/lib/jvm /home/runner 2>&1 || true
                      bare:
                        runs-on: ubuntu-latest
                        steps: [{run: echo reached the machine}]
                    """)
                .runs()
                .getFirst());
    assertThat(runs.log(run, "boxed"))
        .contains("secret=[]")
        .contains("request=[]")
        .contains("/usr/lib/jvm: No such file")
        .contains("GITHUB_TOKEN: contents read")
        .doesNotContain("id-token");
    assertThat(runs.log(run, "bare"))
        .contains("a job of a fork never runs on the host's programs")
        .contains("slipway labels set")
        .doesNotContain("reached the machine");
  }
}
