package dev.slipway.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.base.Json;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

class PodPriorityTest {
  private static ObjectNode pod(String spec) {
    String json = "{\"metadata\":{\"name\":\"web\"},\"spec\":{" + spec + "}}";
    return (ObjectNode) Json.parse(json.getBytes(StandardCharsets.UTF_8), "pod");
  }

  @ParameterizedTest
  @CsvSource({
    "'', 0",
    "'\"priorityClassName\":\"\"', 0",
    "'\"priorityClassName\":\"system-cluster-critical\"', 2000000000",
    "'\"priorityClassName\":\"system-node-critical\"', 2000001000",
    "'\"priorityClassName\":\"system-node-critical\",\"priority\":2000001000', 2000001000",
  })
  void isThatOfTheClass(String spec, long priority) {
    ObjectNode pod = pod(spec);
    PodPriority.complete(pod);
    assertThat(pod.at("/spec/priority").asLong(-1)).isEqualTo(priority);
    assertThat(pod.at("/spec/preemptionPolicy").asString("")).isEqualTo("PreemptLowerPriority");
  }

  @Test
  void otherClassesAndClaimsAreRefused() {
    assertThatThrownBy(() -> PodPriority.complete(pod("\"priorityClassName\":\"high\"")))
        .hasMessage("pods \"web\" is forbidden: no PriorityClass with name high was found");
    assertThatThrownBy(() -> PodPriority.complete(pod("\"priority\":7")))
        .hasMessageContaining("the integer value of priority (7) must not be provided in pod spec;")
        .hasMessageContaining("computed 0 from the given PriorityClass name");
    assertThatThrownBy(() -> PodPriority.complete(pod("\"preemptionPolicy\":\"Never\"")))
        .hasMessageContaining("the string value of PreemptionPolicy (Never) must not be provided");
  }
}
