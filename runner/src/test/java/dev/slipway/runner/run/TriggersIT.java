package dev.slipway.runner.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.base.InputException;
import dev.slipway.base.Json;
import dev.slipway.runner.Conclusion;
import dev.slipway.runner.JobDescriptor.Trust;
import dev.slipway.runner.job.TestJobs;
import dev.slipway.runner.run.Dispatches.Order;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that are started by something else than a push. */
class TriggersIT {
  private static final String BY_HAND =
      """
      name: By hand
      on:
        workflow_dispatch:
          inputs:
            who: {required: true}
            count: {type: number, default: 3}
            dry: {type: boolean, default: true}
            where: {type: choice, options: [staging, production], default: staging}
      jobs:
        a:
          runs-on: ubuntu-latest
          steps:
            - if: ${{ inputs.dry }}
              run: echo "dry"
            - if: ${{ !inputs.dry }}
              run: echo "wet"
            - run: echo "${{ inputs.who }} ${{ inputs.count }} ${{ inputs.where }}"
            - run: echo "${{ toJSON(inputs.dry) }}, text ${{ toJSON(github.event.inputs.dry) }}"
            - run: echo "$GITHUB_EVENT_NAME on $GITHUB_REF"
      """;

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

  private RunView byHand(String workflow, String ref, Map<String, String> inputs) throws Exception {
    var order = new Order(TestRuns.REPOSITORY, workflow, ref, inputs, "admin");
    return runs.await(new Dispatches(runs.runs()).start(order));
  }

  @Test
  void aRunByHandHasTypedInputsAndItsDefaults() throws Exception {
    assertThat(runs.push(Map.of("hand.yaml", BY_HAND)).runs()).isEmpty();
    RunView run = byHand("hand.yaml", "", Map.of("who", "Ada", "dry", "false"));
    assertThat(run.conclusion()).as(runs.log(run, "a")).contains(Conclusion.SUCCESS);
    assertThat(runs.log(run, "a"))
        .contains("wet\n", "Ada 3 staging", "false, text \"false\"")
        .contains("workflow_dispatch on refs/heads/main")
        .doesNotContain("\ndry\n");
    RunView named = byHand("By hand", "main", Map.of("who", "Bob"));
    assertThat(runs.log(named, "a")).contains("dry\n").contains("Bob 3 staging");
  }

  @Test
  void wrongInputsAreRefusedByName() {
    runs.push(Map.of("hand.yaml", BY_HAND, "push.yaml", "on: push\njobs: {}\n"));
    for (var wrong :
        Map.of(
                Map.of("who", "a", "dry", "maybe"), "'dry' must be true or false",
                Map.of("who", "a", "count", "many"), "'count' must be a number",
                Map.of("who", "a", "where", "moon"), "'where' must be one of",
                Map.of("who", "a", "colour", "red"), "'colour' is not an input",
                Map.<String, String>of(), "'who' is required")
            .entrySet()) {
      assertThatThrownBy(() -> byHand("hand.yaml", "", wrong.getKey()))
          .isInstanceOf(InputException.class)
          .hasMessageContaining(wrong.getValue());
    }
    assertThatThrownBy(() -> byHand("other.yaml", "", Map.of()))
        .hasMessageContaining("no workflow \"other.yaml\"");
    assertThatThrownBy(() -> byHand("hand.yaml", "nowhere", Map.of()))
        .hasMessageContaining("no refs/tags/nowhere");
  }

  @Test
  void aWordFromOutsideStartsThoseThatListenToIt() throws Exception {
    runs.push(
        Map.of(
            "word.yaml",
            """
            on: {repository_dispatch: {types: [built, tested]}}
            jobs:
              a:
                runs-on: ubuntu-latest
                steps:
                  - run: echo "${{ github.event.action }} ${{ github.event.client_payload.version }}"
            """));
    var content = Json.MAPPER.createObjectNode().put("version", "1.2");
    var dispatches = new Dispatches(runs.runs());
    assertThat(dispatches.start(TestRuns.REPOSITORY, "other", content, "admin").runs()).isEmpty();
    var started = dispatches.start(TestRuns.REPOSITORY, "built", content, "admin");
    RunView run = runs.await(started.runs().getFirst());
    assertThat(runs.log(run, "a")).contains("built 1.2");
    assertThat(run.trust()).isEqualTo(Trust.TRUSTED);

    runs.distrust();
    String untrusted =
        dispatches.start(TestRuns.REPOSITORY, "built", content, "user").runs().getFirst();
    assertThat(runs.runs().store().find(untrusted).orElseThrow().trust())
        .as("asking for a run makes nobody's code trusted")
        .isEqualTo(Trust.FORK);
    runs.await(untrusted);
  }

  @Test
  void theEndOfARunStartsThoseThatListenToIt() throws Exception {
    String id =
        runs.push(
                Map.of(
                    "ci.yaml",
                    "name: CI\non: push\njobs: {a: {runs-on: ubuntu-latest, steps: [{run: exit 1}]}}\n",
                    "after.yaml",
                    """
                    name: After
                    on: {workflow_run: {workflows: [CI, After], types: [completed], branches: [main]}}
                    jobs:
                      b:
                        runs-on: ubuntu-latest
                        steps:
                          - if: github.event.workflow_run.conclusion == 'failure'
                            run: echo "${{ github.event.workflow_run.name }} has failed"
                    """))
            .runs()
            .getFirst();
    runs.await(id);
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> after().size() == 3 && after().stream().allMatch(this::isOver));
    RunView first = after().getLast();
    assertThat(runs.log(first, "b")).contains("CI has failed");
    assertThat(first.commit()).isEqualTo(runs.runs().store().find(id).orElseThrow().commit());
    // It listens to itself: that ends.
    assertThat(after()).hasSize(3);
  }

  /** As after a process that was killed when a run had ended and nobody knew of it. */
  @Test
  void theNextProcessTellsOnceOfAnEndThatNobodyWasToldOf() throws Exception {
    String id =
        runs.push(
                Map.of(
                    "ci.yaml",
                    "name: CI\non: push\njobs: {a: {runs-on: ubuntu-latest, steps: [{run: exit 0}]}}\n",
                    "after.yaml",
                    """
                    on: {workflow_run: {workflows: [CI], types: [completed]}}
                    jobs: {b: {runs-on: ubuntu-latest, steps: [{run: exit 0}]}}
                    """))
            .runs()
            .getFirst();
    runs.await(id);
    Awaitility.await().until(() -> after().size() == 1 && after().stream().allMatch(this::isOver));
    RunStore store = runs.runs().store();
    Awaitility.await().until(() -> store.ended().untold().isEmpty());
    store.nextAttempt(id, "user");
    store.runEnded(id, Conclusion.FAILURE, "killed");

    runs.openAgain().close();
    runs.openAgain().close();

    assertThat(after()).hasSize(2);
  }

  private boolean isOver(RunView run) {
    return run.status() == RunStatus.COMPLETED;
  }

  private List<RunView> after() {
    return runs.runs().store().latest(Optional.of(TestRuns.REPOSITORY), 20).stream()
        .filter(run -> run.event().equals("workflow_run"))
        .toList();
  }

  @Test
  void whatCannotRunHereFailsWhenItsTimeComes() throws Exception {
    runs.push(
        Map.of(
            "night.yaml",
            """
            on: {schedule: [{cron: '30 5 * * *'}]}
            jobs:
              a:
                runs-on: ubuntu-latest
                services: {db: {image: postgres}}
                steps: [{run: make}]
            """));
    round("2026-07-01T05:00:00Z");
    round("2026-07-01T05:30:02Z");
    RunView run = runs.await(scheduled().getFirst().id());
    assertThat(run.conclusion()).contains(Conclusion.FAILURE);
    assertThat(run.reason())
        .contains("night.yaml:5:15", "\"services\" of a job", "in the background");
  }

  @Test
  void anEventStartsAFailedRunOfWhatCannotRunHere() throws Exception {
    var started =
        runs.push(
            Map.of(
                "ci.yaml",
                """
                name: CI
                on: push
                jobs:
                  a:
                    runs-on: ubuntu-latest
                    services: {db: {image: postgres}}
                    steps: [{run: make}]
                """,
                "after.yaml",
                """
                on: {workflow_run: {workflows: [CI], types: [completed]}}
                jobs: {b: {runs-on: ubuntu-latest, steps: [{run: exit 0}]}}
                """));
    RunView run = runs.await(started.runs().getFirst());
    assertThat(run.conclusion()).contains(Conclusion.FAILURE);
    assertThat(run.reason()).contains("ci.yaml:6:15", "\"services\" of a job");
    // Whoever waits for the workflow hears of this end too.
    assertThat(runs.await(after().getFirst().id()).conclusion()).contains(Conclusion.SUCCESS);
  }

  @Test
  void aTimeTableStartsARunOnceWhateverIsStartedAnew() throws Exception {
    runs.push(
        Map.of(
            "night.yaml",
            """
            on:
              schedule:
                - {cron: '30 5 * * *', timezone: Europe/Berlin}
            jobs:
              a:
                runs-on: ubuntu-latest
                steps: [{run: 'echo "${{ github.event.schedule }} on $GITHUB_REF"'}]
            """));
    round("2026-07-01T03:00:00Z");
    round("2026-07-01T03:29:59Z");
    assertThat(scheduled()).isEmpty();
    round("2026-07-01T03:30:02Z");
    round("2026-07-01T03:31:00Z");
    assertThat(scheduled()).hasSize(1);
    // In winter the same time is an hour later; what nobody was there for is left out.
    round("2026-12-03T03:31:00Z");
    round("2026-12-03T04:31:00Z");
    round("2026-12-03T04:32:00Z");
    assertThat(scheduled()).hasSize(2);
    assertThat(runs.journal())
        .containsExactly(
            "schedule.started 2026-07-01T03:30:00Z",
            "schedule.missed 2026-12-03T03:21:00Z",
            "schedule.started 2026-12-03T04:30:00Z");
    RunView run = runs.await(scheduled().getLast().id());
    assertThat(runs.log(run, "a")).contains("30 5 * * * on refs/heads/main");
    assertThat(run.actor()).isEqualTo("system:schedule");
  }

  /** A process that has just been started looks at the tables once. */
  private void round(String now) {
    Clock clock = Clock.fixed(Instant.parse(now), ZoneId.of("UTC"));
    new Schedules(runs.runs(), runs.schedules(), clock).round();
  }

  private List<RunView> scheduled() {
    return runs.runs().store().latest(Optional.of(TestRuns.REPOSITORY), 20).stream()
        .filter(run -> run.event().equals("schedule"))
        .toList();
  }
}
