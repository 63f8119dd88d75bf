package dev.slipway.node.pod;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.base.Json;
import dev.slipway.manifest.KubeObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

class PodStatusTest {
  private static final Instant NOW = Instant.parse("2026-11-27T10:00:00Z");

  /** Its container is ready; the gate is for others to open. */
  @ParameterizedTest
  @CsvSource({"True, True", "False, False", "Unknown, False"})
  void aPodIsReadyOnceItsGatesAreOpen(String gate, String ready) {
    String text =
        """
        {"metadata":{"name":"p","namespace":"n"},
         "spec":{"readinessGates":[{"conditionType":"shop/balanced"}],"containers":[
           {"name":"c","image":"i"}]},
         "status":{"phase":"Running","podIP":"10.0.0.2","conditions":[
           {"type":"Initialized","status":"True"},{"type":"shop/balanced","status":"%s"}],
          "containerStatuses":[{"name":"c","ready":true,"started":true,"restartCount":0,
           "image":"i","imageID":"x","containerID":"slipway://c",
           "state":{"running":{"startedAt":"2026-11-27T09:00:00Z"}},"lastState":{}}]}}
        """
            .formatted(gate);
    var pod = KubeObject.of((ObjectNode) Json.parse(text.getBytes(StandardCharsets.UTF_8), "pod"));
    ObjectNode status = PodStatus.of(pod, new PodBoard(pod, () -> {}).view(), "10.0.0.1", NOW);
    assertThat(condition(status, "ContainersReady")).as(status.toString()).isEqualTo("True");
    assertThat(condition(status, "Ready")).as(status.toString()).isEqualTo(ready);
    assertThat(condition(status, "shop/balanced")).isEqualTo(gate);
  }

  private static String condition(ObjectNode status, String type) {
    return status
        .path("conditions")
        .valueStream()
        .filter(c -> c.path("type").asString("").equals(type))
        .map(c -> c.path("status").asString(""))
        .findFirst()
        .orElse("");
  }
}
