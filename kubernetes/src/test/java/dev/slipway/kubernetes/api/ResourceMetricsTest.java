package dev.slipway.kubernetes.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.http.Response;
import dev.slipway.kubernetes.PodMetrics;
import dev.slipway.kubernetes.ResourceType;
import dev.slipway.manifest.KubeObject;
import dev.slipway.manifest.ObjectName;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ResourceMetricsTest {
  @Test
  void everyContainerCountsForItsPodAndTheNode() {
    Instant at = Instant.ofEpochMilli(1_700_000_000_123L);
    KubeObject pod =
        KubeObject.create(
            ResourceType.PODS.groupVersionKind(), new ObjectName("shop", "web"), tree -> {});
    var sample =
        new PodMetrics.Sample(
            at,
            Duration.ofSeconds(10),
            List.of(
                new PodMetrics.Usage("c", 5, 1000, Duration.ofMillis(1500)),
                new PodMetrics.Usage("d", 5, 24, Duration.ofMillis(250))));
    Response answer = ResourceMetrics.answer(Map.of(pod, sample), at);
    assertThat(answer).isInstanceOf(Response.Bytes.class);
    String page = new String(((Response.Bytes) answer).body(), StandardCharsets.UTF_8);
    assertThat(page.lines())
        .contains(
            "container_cpu_usage_seconds_total{container=\"c\",namespace=\"shop\",pod=\"web\"}"
                + " 1.500000 1700000000123",
            "container_memory_working_set_bytes{container=\"d\",namespace=\"shop\",pod=\"web\"} 24"
                + " 1700000000123",
            "pod_cpu_usage_seconds_total{namespace=\"shop\",pod=\"web\"} 1.750000 1700000000123",
            "pod_memory_working_set_bytes{namespace=\"shop\",pod=\"web\"} 1024 1700000000123",
            "node_cpu_usage_seconds_total 1.750000 1700000000123",
            "node_memory_working_set_bytes 1024 1700000000123");
  }
}
