package dev.slipway.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.base.Json;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

class NodeHealthTest {
  private static final Instant EARLIER = Instant.parse("2026-05-01T10:00:00Z");
  private static final Instant LATER = Instant.parse("2026-05-01T11:00:00Z");

  @Test
  void saysWhatTheMachineIsShortOf() {
    ArrayNode conditions = Json.MAPPER.createArrayNode();
    new NodeHealth(1 << 20, 50, 5000).write(conditions, EARLIER);
    assertThat(told(conditions))
        .containsExactly(
            "MemoryPressure False 2026-05-01T10:00:00Z",
            "DiskPressure False 2026-05-01T10:00:00Z",
            "PIDPressure False 2026-05-01T10:00:00Z",
            "Ready True 2026-05-01T10:00:00Z");

    new NodeHealth(50 << 10, 9, 999).write(conditions, LATER);
    assertThat(told(conditions))
        .containsExactly(
            "MemoryPressure True 2026-05-01T11:00:00Z",
            "DiskPressure True 2026-05-01T11:00:00Z",
            "PIDPressure True 2026-05-01T11:00:00Z",
            "Ready True 2026-05-01T10:00:00Z");
    assertThat(conditions.path(3).path("lastHeartbeatTime").asString(""))
        .isEqualTo("2026-05-01T11:00:00Z");
    assertThat(conditions.path(1).path("message").asString(""))
        .isEqualTo("kubelet has disk pressure");
  }

  @Test
  void looksAtTheMachine() throws Exception {
    NodeHealth health = NodeHealth.measure(Path.of("/"));

    assertThat(health.freeMemoryKiB()).isPositive();
    assertThat(health.freeDiskPercent()).isBetween(0L, 100L);
    assertThat(health.freeProcesses()).as("%s", health).isGreaterThan(1000);
  }

  private static List<String> told(JsonNode conditions) {
    return conditions
        .valueStream()
        .map(c ->
            c.path("type").asString("")
                + " "
                + c.path("status").asString("")
                + " "
                + c.path("lastTransitionTime").asString(""))
        .toList();
  }
}
