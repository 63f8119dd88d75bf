package dev.slipway.kubernetes.api;

import dev.slipway.base.Json;
import dev.slipway.http.Method;
import dev.slipway.http.Request;
import dev.slipway.http.Response;
import dev.slipway.kubernetes.ApiException;
import dev.slipway.kubernetes.Cluster;
import dev.slipway.kubernetes.PodMetrics;
import dev.slipway.kubernetes.ResourceType;
import dev.slipway.kubernetes.Selection;
import dev.slipway.kubernetes.proxy.ProxyTarget;
import dev.slipway.manifest.KubeObject;
import dev.slipway.manifest.ObjectName;
import dev.slipway.manifest.Timestamps;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The subresource {@code proxy} of nodes: of what a kubelet answers to reading, its health, its
 * pods, what they use and the logs of containers.
 */
final class NodeProxy {
  private static final int LOG_PARTS = 4;

  private final Cluster cluster;
  private final PodMetrics metrics;
  private final PodHandler pods;

  NodeProxy(Cluster cluster, PodMetrics metrics, PodHandler pods) {
    this.cluster = cluster;
    this.metrics = metrics;
    this.pods = pods;
  }

  /**
   * Answers for the node.
   *
   * @param path behind {@code proxy}, without its query
   * @throws ApiException 404 for what only a kubelet has
   */
  Response answer(Request request, ApiRequest api, String path) throws IOException {
    String name = ProxyTarget.parse(api.name()).map(ProxyTarget::name).orElse(api.name());
    KubeObject node = cluster.get(ResourceType.NODES, ObjectName.cluster(name));
    if (request.method() != Method.GET && request.method() != Method.HEAD) {
      throw Answers.methodNotAllowed();
    }
    String place = path.replaceAll("^/+|/+$", "");
    return switch (place) {
      case "healthz" -> Response.text(200, "ok");
      case "pods", "runningpods" -> Answers.object(200, podList(node));
      case "metrics/resource" -> ResourceMetrics.answer(samples(node), cluster.clock().instant());
      case "stats/summary" -> Answers.object(200, summary(node));
      default -> log(request, node, List.of(place.split("/", -1)));
    };
  }

  private static ApiException unknown(KubeObject node, String path) {
    return new ApiException(
        404,
        "NotFound",
        "node \"%s\" answers healthz, metrics/resource, pods, runningpods, stats/summary and containerLogs, not %s"
            .formatted(node.name(), path.isEmpty() ? "/" : path),
        Answers.about(node.name(), "", "nodes"));
  }

  private List<KubeObject> podsOf(KubeObject node) {
    return cluster.list(ResourceType.PODS, Selection.ALL).items().stream()
        .filter(p -> p.spec().path("nodeName").asString("").equals(node.name()))
        .toList();
  }

  private ObjectNode podList(KubeObject node) {
    ObjectNode list = Json.MAPPER.createObjectNode();
    list.put("kind", "PodList").put("apiVersion", "v1").putObject("metadata");
    ArrayNode items = list.putArray("items");
    podsOf(node).forEach(p -> items.add(p.tree()));
    return list;
  }

  private Map<KubeObject, PodMetrics.Sample> samples(KubeObject node) {
    var samples = new LinkedHashMap<KubeObject, PodMetrics.Sample>();
    podsOf(node).forEach(p -> metrics.of(p).ifPresent(s -> samples.put(p, s)));
    return samples;
  }

  private Response log(Request request, KubeObject node, List<String> parts) throws IOException {
    if (!parts.getFirst().equals("containerLogs") || parts.size() != LOG_PARTS) {
      throw unknown(node, "/" + String.join("/", parts));
    }
    var pod = new ApiRequest("get", "", "v1", parts.get(1), "pods", parts.get(2), "log");
    return pods.log(request, pod, parts.get(3));
  }

  /** As far as containers are measured here: processors and memory. */
  private ObjectNode summary(KubeObject node) {
    ObjectNode summary = Json.MAPPER.createObjectNode();
    ObjectNode whole = summary.putObject("node").put("nodeName", node.name());
    node.creationTimestamp().ifPresent(t -> whole.put("startTime", Timestamps.seconds(t)));
    ArrayNode all = summary.putArray("pods");
    long nanoCores = 0;
    long bytes = 0;
    for (KubeObject pod : podsOf(node)) {
      Optional<PodMetrics.Sample> sample = metrics.of(pod);
      if (sample.isPresent()) {
        all.add(pod(pod, sample.get()));
        nanoCores += cores(sample.get());
        bytes += memory(sample.get());
      }
    }
    usage(whole, Timestamps.seconds(cluster.clock().instant()), nanoCores, bytes);
    return summary;
  }

  private static ObjectNode pod(KubeObject pod, PodMetrics.Sample sample) {
    ObjectNode one = Json.MAPPER.createObjectNode();
    one.putObject("podRef")
        .put("name", pod.name())
        .put("namespace", pod.namespace())
        .put("uid", pod.uid());
    one.put("startTime", pod.status().path("startTime").asString(""));
    String time = Timestamps.seconds(sample.time());
    ArrayNode containers = one.putArray("containers");
    for (PodMetrics.Usage used : sample.containers()) {
      ObjectNode container = containers.addObject().put("name", used.container());
      usage(container, time, used.nanoCores(), used.bytes());
    }
    usage(one, time, cores(sample), memory(sample));
    return one;
  }

  private static long cores(PodMetrics.Sample sample) {
    return sample.containers().stream().mapToLong(PodMetrics.Usage::nanoCores).sum();
  }

  private static long memory(PodMetrics.Sample sample) {
    return sample.containers().stream().mapToLong(PodMetrics.Usage::bytes).sum();
  }

  private static void usage(ObjectNode of, String time, long nanoCores, long bytes) {
    of.putObject("cpu").put("time", time).put("usageNanoCores", nanoCores);
    of.putObject("memory").put("time", time).put("workingSetBytes", bytes);
  }
}
