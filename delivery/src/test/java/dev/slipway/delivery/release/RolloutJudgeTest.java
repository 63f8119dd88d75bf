package dev.slipway.delivery.release;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.base.Json;
import dev.slipway.manifest.KubeObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

/** Container states by table: what ends a rollout early, and what does not. */
class RolloutJudgeTest {
  private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");

  private static KubeObject object(String json) {
    return KubeObject.of((ObjectNode) Json.MAPPER.readTree(json));
  }

  private static KubeObject deployment(String container, String annotations, String status) {
    return object(
        """
        {"apiVersion":"apps/v1","kind":"Deployment",
         "metadata":{"name":"web","namespace":"n","uid":"d","generation":2,
          "annotations":{"deployment.kubernetes.io/revision":"3"%s}},
         "spec":{"replicas":1,"progressDeadlineSeconds":600,
          "template":{"spec":{"containers":[{"name":"app"%s}]}}},
         "status":{"observedGeneration":2,"replicas":2,"updatedReplicas":1%s}}
        """
            .formatted(annotations, container, status));
  }

  private static RolloutVerdict judge(KubeObject deployment, String containerStatus, Instant now) {
    String owner =
        "\"ownerReferences\":[{\"apiVersion\":\"v1\",\"kind\":\"K\",\"name\":\"o\","
            + "\"uid\":\"%s\",\"controller\":true}]";
    var sets =
        List.of(
            object(
                "{\"metadata\":{\"name\":\"web-2\",\"uid\":\"s2\",\"annotations\":{"
                    + "\"deployment.kubernetes.io/revision\":\"2\"},"
                    + owner.formatted("d")
                    + "}}"),
            object(
                "{\"metadata\":{\"name\":\"web-3\",\"uid\":\"s3\",\"annotations\":{"
                    + "\"deployment.kubernetes.io/revision\":\"3\"},"
                    + owner.formatted("d")
                    + "}}"));
    var pods =
        List.of(
            object(
                "{\"metadata\":{\"name\":\"old\","
                    + owner.formatted("s2")
                    + "},\"status\":{\"containerStatuses\":[{\"name\":\"app\",\"state\":"
                    + "{\"waiting\":{\"reason\":\"ImagePullBackOff\"}}}]}}"),
            object(
                "{\"metadata\":{\"name\":\"new\","
                    + owner.formatted("s3")
                    + "},\"status\":{\"conditions\":[{\"type\":\"Ready\",\"status\":\"False\"}],"
                    + "\"containerStatuses\":[{\"name\":\"app\","
                    + containerStatus
                    + "}]}}"));
    var view = new EnvironmentView(List.of(deployment), sets, pods, List.of(), List.of());
    return new RolloutJudge(view, now, Duration.ofSeconds(30)).judge(deployment);
  }

  private static RolloutVerdict judge(String containerStatus) {
    return judge(deployment("", "", ""), containerStatus, NOW);
  }

  @Test
  void aProgramThatIsNotThereIsHopelessAtOnce() {
    var verdict =
        judge(
            "\"restartCount\":1,\"state\":{\"waiting\":{\"reason\":\"CrashLoopBackOff\"}},"
                + "\"lastState\":{\"terminated\":{\"exitCode\":128,\"reason\":\"StartError\","
                + "\"message\":\"no such file\"}}");
    assertThat(verdict)
        .isInstanceOfSatisfying(
            RolloutVerdict.Hopeless.class,
            hopeless ->
                assertThat(hopeless.failure().problem()).isEqualTo("StartError: no such file"));
  }

  @ParameterizedTest
  @CsvSource({
    "ImagePullBackOff, true",
    "InvalidImageName, true",
    "ErrImageNeverPull, true",
    "CreateContainerConfigError, true",
    "CreateContainerError, true",
    "RunContainerError, true",
    "ErrImagePull, false",
    "ContainerCreating, false",
    "PodInitializing, false",
    "CrashLoopBackOff, false"
  })
  void waitingReasonsThatNothingEndsAreHopeless(String reason, boolean hopeless) {
    var verdict =
        judge("\"state\":{\"waiting\":{\"reason\":\"" + reason + "\",\"message\":\"why\"}}");
    assertThat(verdict instanceof RolloutVerdict.Hopeless).isEqualTo(hopeless);
    if (verdict instanceof RolloutVerdict.Hopeless(var failure)) {
      assertThat(failure.problem()).isEqualTo(reason + ": why");
      assertThat(failure.pod()).isEqualTo("new");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1, false, waiting, false, 2",
    "2, false, waiting, true, 3",
    "2, false, running, false, 2",
    "3, false, running, true, 3",
    "6, false, waiting, true, 7",
    "5, true, running, false, 5"
  })
  void theThirdCrashIsTheLastUnlessItIsReadyNow(
      int restarts, boolean ready, String state, boolean hopeless, int crashes) {
    var verdict =
        judge(
            "\"restartCount\":"
                + restarts
                + ",\"ready\":"
                + ready
                + ",\"state\":{\""
                + state
                + "\":{"
                + (state.equals("waiting") ? "\"reason\":\"CrashLoopBackOff\"" : "")
                + "}},"
                + "\"lastState\":{\"terminated\":{\"exitCode\":9}}");
    assertThat(verdict instanceof RolloutVerdict.Hopeless).isEqualTo(hopeless);
    if (verdict instanceof RolloutVerdict.Hopeless(var failure)) {
      assertThat(failure.problem())
          .isEqualTo("crashed " + crashes + " times, last with exit code 9");
    }
  }

  @Test
  void aContainerThatRunsHasUntilItsDeadlineToBecomeReady() {
    String running = "\"ready\":false,\"state\":{\"running\":{\"startedAt\":\"" + NOW + "\"}}";
    var early = judge(deployment("", "", ""), running, NOW.plusSeconds(29));
    assertThat(early)
        .isEqualTo(
            new RolloutVerdict.Progressing(
                "0 of 1 ready", java.util.Optional.of(NOW.plusSeconds(30))));
    assertThat(judge(deployment("", "", ""), running, NOW.plusSeconds(30)))
        .isInstanceOfSatisfying(
            RolloutVerdict.Hopeless.class,
            h ->
                assertThat(h.failure().problem())
                    .startsWith("runs, but was not ready within 30 s"));
  }

  @Test
  void probesAndAnnotationsGiveMoreTime() {
    String running = "\"ready\":false,\"state\":{\"running\":{\"startedAt\":\"" + NOW + "\"}}";
    String probes =
        ",\"startupProbe\":{\"periodSeconds\":5,\"failureThreshold\":12},"
            + "\"readinessProbe\":{\"initialDelaySeconds\":7}";
    assertThat(judge(deployment(probes, "", ""), running, NOW.plusSeconds(96)))
        .isInstanceOf(RolloutVerdict.Progressing.class);
    assertThat(judge(deployment(probes, "", ""), running, NOW.plusSeconds(97)))
        .isInstanceOf(RolloutVerdict.Hopeless.class);
    String own = ",\"slipway.dev/rollout-deadline\":\"2m\"";
    assertThat(judge(deployment("", own, ""), running, NOW.plusSeconds(119)))
        .isInstanceOf(RolloutVerdict.Progressing.class);
    assertThat(judge(deployment("", own, ""), running, NOW.plusSeconds(120)))
        .isInstanceOf(RolloutVerdict.Hopeless.class);
  }

  @Test
  void theClustersOwnDeadlineCounts() {
    String overdue =
        ",\"conditions\":[{\"type\":\"Progressing\",\"status\":\"False\","
            + "\"reason\":\"ProgressDeadlineExceeded\"}]";
    assertThat(judge(deployment("", "", overdue), "\"ready\":false", NOW))
        .isInstanceOfSatisfying(
            RolloutVerdict.Hopeless.class,
            h -> assertThat(h.failure().problem()).contains("progress deadline of 600 s"));
  }

  @Test
  void aDeploymentIsCompleteWhenOnlyNewPodsAreLeftAndAvailable() {
    String done = ",\"replicas\":1,\"availableReplicas\":1";
    assertThat(judge(deployment("", "", done), "\"ready\":true", NOW))
        .isInstanceOf(RolloutVerdict.Complete.class);
    assertThat(judge(deployment("", "", ",\"availableReplicas\":1"), "\"ready\":true", NOW))
        .isInstanceOf(RolloutVerdict.Progressing.class);
  }

  @ParameterizedTest
  @CsvSource({"90s, 90", "5m, 300", "0s, 0"})
  void deadlinesAreSecondsOrMinutes(String text, long seconds) {
    assertThat(RolloutDeadline.parse(text)).contains(Duration.ofSeconds(seconds));
    assertThat(RolloutDeadline.parse(text + "x")).isEmpty();
    assertThat(RolloutDeadline.parse("")).isEmpty();
  }
}
