package dev.slipway.kubernetes.controller;

import static dev.slipway.kubernetes.controller.TraceScenario.Pace.AS_RECORDED;
import static dev.slipway.kubernetes.controller.TraceScenario.Pace.AT_ONCE;
import static dev.slipway.kubernetes.controller.TraceScenario.image;
import static dev.slipway.kubernetes.controller.TraceScenario.replicas;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.testing.Oracles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The planner does, in order, what the real Deployment controller was recorded doing. */
class DeploymentTraceTest {
  private static Path traces = Path.of("");

  @BeforeAll
  static void findTraces() {
    traces = Oracles.require("kubernetes-traces");
  }

  static List<TraceScenario> scenarios() {
    return List.of(
        new TraceScenario(
            "default-25pct-4",
            "\"replicas\":4",
            List.of("a:1"),
            Map.of(2L, image("a:2")),
            1,
            300,
            AT_ONCE),
        new TraceScenario(
            "scale-2-5-0",
            "\"replicas\":2",
            List.of("a:1"),
            Map.of(2L, replicas(5), 3L, replicas(0)),
            1,
            300,
            AT_ONCE),
        new TraceScenario(
            "undo-3",
            "\"replicas\":3",
            List.of("a:1", "a:2"),
            Map.of(3L, image("a:1")),
            7,
            300,
            AT_ONCE),
        new TraceScenario(
            "recreate-3",
            "\"replicas\":3,\"strategy\":{\"type\":\"Recreate\"}",
            List.of("a:1"),
            Map.of(2L, image("a:2")),
            1,
            300,
            AT_ONCE),
        new TraceScenario(
            "deadline-then-undo-3",
            "\"replicas\":3,\"progressDeadlineSeconds\":5",
            List.of("a:1"),
            Map.of(2L, image("bad:2"), 3L, image("a:1")),
            1,
            300,
            AT_ONCE),
        new TraceScenario(
            "surge0-unavailable1-3",
            rolling(3, 0, 1),
            List.of("a:1"),
            Map.of(2L, image("a:2")),
            1,
            300,
            AT_ONCE),
        new TraceScenario(
            "surge1-unavailable0-minready2-3",
            rolling(3, 1, 0) + ",\"minReadySeconds\":2",
            List.of("a:1"),
            Map.of(2L, image("a:2")),
            1,
            300,
            AT_ONCE),
        new TraceScenario(
            "rolling-10-surge3-unavailable2",
            rolling(10, 3, 2),
            List.of("a:1"),
            Map.of(2L, image("a:2")),
            1,
            200,
            AT_ONCE),
        new TraceScenario(
            "rollover-6",
            rolling(6, 2, 1),
            List.of("a:1"),
            Map.of(2L, image("bad:2"), 3L, image("a:3")),
            1,
            300,
            AT_ONCE),
        new TraceScenario(
            "bad-image-scale-undo",
            rolling(10, 3, 2) + ",\"progressDeadlineSeconds\":12",
            List.of("a:1", "a:2"),
            Map.of(3L, image("bad:3"), 4L, replicas(20), 5L, image("a:2")),
            1,
            300,
            AS_RECORDED),
        new TraceScenario(
            "paused-scale-history1",
            "\"replicas\":2,\"revisionHistoryLimit\":1",
            List.of("a:1"),
            Map.of(
                2L, s -> s.put("paused", true),
                3L, image("a:2"),
                4L, replicas(4),
                5L, s -> s.remove("paused"),
                6L, image("a:3")),
            1,
            300,
            AT_ONCE));
  }

  private static String rolling(int replicas, int surge, int unavailable) {
    return """
    "replicas":%d,
    "strategy":{"type":"RollingUpdate","rollingUpdate":{"maxSurge":%d,"maxUnavailable":%d}}\
    """
        .formatted(replicas, surge, unavailable);
  }

  @ParameterizedTest
  @MethodSource("scenarios")
  void doesWhatTheRealControllerDid(TraceScenario scenario) throws IOException {
    Trace trace = Trace.read(traces.resolve("deployment-" + scenario.file() + ".txt"));

    var replay = new TraceReplay(scenario, trace);

    assertThat(replay.sizes()).isEqualTo(trace.sizes());
    if (!trace.events().isEmpty()) {
      assertThat(replay.events()).isEqualTo(trace.events());
    }
    assertThat(replay.condition("Available")).isEqualTo(trace.condition("Available"));
    assertThat(replay.condition("Progressing")).isEqualTo(trace.condition("Progressing"));
    var last = trace.lastDeployment();
    var status = replay.deployment().status();
    assertThat(status.path("replicas").asLong(0)).isEqualTo(last.number("replicas"));
    assertThat(status.path("updatedReplicas").asLong(0)).isEqualTo(last.number("updated"));
    assertThat(status.path("availableReplicas").asLong(0)).isEqualTo(last.number("available"));
    assertThat(status.path("observedGeneration").asLong(0)).isEqualTo(last.number("observed"));
  }
}
