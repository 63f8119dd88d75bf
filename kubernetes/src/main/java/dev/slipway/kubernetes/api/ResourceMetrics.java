package dev.slipway.kubernetes.api;

import dev.slipway.http.Headers;
import dev.slipway.http.Response;
import dev.slipway.kubernetes.PodMetrics;
import dev.slipway.manifest.KubeObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;

/**
 * What containers, pods and their node use, as a kubelet's {@code metrics/resource} says it; the
 * node's use is that of its pods.
 */
final class ResourceMetrics {
  private final StringBuilder containerTime = new StringBuilder();
  private final StringBuilder containerBytes = new StringBuilder();
  private final StringBuilder podTime = new StringBuilder();
  private final StringBuilder podBytes = new StringBuilder();
  private Duration wholeTime = Duration.ZERO;
  private long wholeBytes;

  private ResourceMetrics() {}

  /**
   * The answer.
   *
   * @param samples of the pods that were measured
   */
  static Response answer(Map<KubeObject, PodMetrics.Sample> samples, Instant now) {
    var metrics = new ResourceMetrics();
    samples.forEach(metrics::add);
    return new Response.Bytes(
        200,
        Headers.of("Content-Type", MetricsPage.TYPE),
        metrics.page(now).getBytes(StandardCharsets.UTF_8));
  }

  private void add(KubeObject pod, PodMetrics.Sample sample) {
    String of = "namespace=\"%s\",pod=\"%s\"".formatted(pod.namespace(), pod.name());
    Duration time = Duration.ZERO;
    long bytes = 0;
    for (PodMetrics.Usage used : sample.containers()) {
      String labels = "container=\"" + used.container() + "\"," + of;
      line(
          containerTime,
          "container_cpu_usage_seconds_total",
          labels,
          seconds(used.processor()),
          sample.time());
      line(
          containerBytes,
          "container_memory_working_set_bytes",
          labels,
          Long.toString(used.bytes()),
          sample.time());
      time = time.plus(used.processor());
      bytes += used.bytes();
    }
    line(podTime, "pod_cpu_usage_seconds_total", of, seconds(time), sample.time());
    line(podBytes, "pod_memory_working_set_bytes", of, Long.toString(bytes), sample.time());
    wholeTime = wholeTime.plus(time);
    wholeBytes += bytes;
  }

  private String page(Instant now) {
    var page = new StringBuilder();
    MetricsPage.head(
        page,
        "container_cpu_usage_seconds_total",
        "counter",
        "Cumulative cpu time consumed by the container in core-seconds");
    page.append(containerTime);
    MetricsPage.head(
        page,
        "container_memory_working_set_bytes",
        "gauge",
        "Current working set of the container in bytes");
    page.append(containerBytes);
    MetricsPage.head(
        page,
        "node_cpu_usage_seconds_total",
        "counter",
        "Cumulative cpu time consumed by the node's pods in core-seconds");
    whole(page, "node_cpu_usage_seconds_total", seconds(wholeTime), now);
    MetricsPage.head(
        page,
        "node_memory_working_set_bytes",
        "gauge",
        "Current working set of the node's pods in bytes");
    whole(page, "node_memory_working_set_bytes", Long.toString(wholeBytes), now);
    MetricsPage.head(
        page,
        "pod_cpu_usage_seconds_total",
        "counter",
        "Cumulative cpu time consumed by the pod in core-seconds");
    page.append(podTime);
    MetricsPage.head(
        page, "pod_memory_working_set_bytes", "gauge", "Current working set of the pod in bytes");
    page.append(podBytes);
    return page.toString();
  }

  private static void whole(StringBuilder page, String name, String value, Instant now) {
    page.append(name).append(' ').append(value).append(' ').append(now.toEpochMilli()).append('\n');
  }

  private static void line(
      StringBuilder page, String name, String labels, String value, Instant time) {
    MetricsPage.line(page, name, labels, value + " " + time.toEpochMilli());
  }

  private static String seconds(Duration time) {
    return String.format(Locale.ROOT, "%.6f", time.toNanos() / 1e9);
  }
}
