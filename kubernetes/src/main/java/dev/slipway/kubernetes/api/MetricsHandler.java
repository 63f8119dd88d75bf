package dev.slipway.kubernetes.api;

import dev.slipway.base.Json;
import dev.slipway.http.Response;
import dev.slipway.kubernetes.ApiException;
import dev.slipway.kubernetes.Cluster;
import dev.slipway.kubernetes.PodMetrics;
import dev.slipway.kubernetes.ResourceType;
import dev.slipway.kubernetes.Selection;
import dev.slipway.manifest.KubeObject;
import dev.slipway.manifest.LabelSelector;
import dev.slipway.manifest.ObjectName;
import dev.slipway.manifest.Timestamps;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What pods and the node use, as {@code kubectl top} asks for it. The node's use is that of its
 * pods: the machine may have other work that nobody here can tell apart.
 */
final class MetricsHandler {
  static final String GROUP = "metrics.k8s.io";
  static final String VERSION = "v1beta1";
  private static final Duration WINDOW = Duration.ofSeconds(15);

  private final Cluster cluster;
  private final PodMetrics metrics;

  MetricsHandler(Cluster cluster, PodMetrics metrics) {
    this.cluster = cluster;
    this.metrics = metrics;
  }

  Response answer(dev.slipway.http.Request request, ApiRequest api) {
    if (!api.verb().equals("get") && !api.verb().equals("list")) {
      throw Answers.methodNotAllowed();
    }
    LabelSelector labels =
        request.query("labelSelector").map(LabelSelector::parse).orElse(LabelSelector.ALL);
    return switch (api.resource()) {
      case "pods" -> answer(api, "PodMetrics", pods(api, labels));
      case "nodes" -> answer(api, "NodeMetrics", nodes(api, labels));
      default -> throw Answers.noSuchResource();
    };
  }

  private static Response answer(ApiRequest api, String kind, List<ObjectNode> items) {
    if (api.verb().equals("get")) {
      if (items.isEmpty()) {
        String what = api.resource() + "." + GROUP + " \"" + api.name() + "\" not found";
        throw new ApiException(404, "NotFound", what, Answers.empty());
      }
      ObjectNode only = items.getFirst();
      only.put("kind", kind).put("apiVersion", GROUP + "/" + VERSION);
      return Answers.object(200, only);
    }
    ObjectNode list = Json.MAPPER.createObjectNode();
    list.put("kind", kind + "List").put("apiVersion", GROUP + "/" + VERSION).putObject("metadata");
    ArrayNode all = list.putArray("items");
    items.forEach(all::add);
    return Answers.object(200, list);
  }

  private List<ObjectNode> pods(ApiRequest api, LabelSelector labels) {
    var items = new ArrayList<ObjectNode>();
    Selection selection =
        (api.namespace().isEmpty() ? Selection.ALL : Selection.namespace(api.namespace()))
            .with(labels);
    for (KubeObject pod : cluster.list(ResourceType.PODS, selection).items()) {
      Optional<PodMetrics.Sample> sample = metrics.of(pod);
      if (sample.isPresent() && (api.name().isEmpty() || api.name().equals(pod.name()))) {
        ObjectNode item = item(pod, sample.get().time(), sample.get().window());
        ArrayNode containers = item.putArray("containers");
        for (PodMetrics.Usage usage : sample.get().containers()) {
          ObjectNode one = containers.addObject().put("name", usage.container());
          usage(one.putObject("usage"), usage.nanoCores(), usage.bytes());
        }
        items.add(item);
      }
    }
    return items;
  }

  private List<ObjectNode> nodes(ApiRequest api, LabelSelector labels) {
    var items = new ArrayList<ObjectNode>();
    for (KubeObject node : cluster.list(ResourceType.NODES, Selection.ALL.with(labels)).items()) {
      if (api.name().isEmpty() || api.name().equals(node.name())) {
        long nanoCores = 0;
        long bytes = 0;
        for (KubeObject pod : cluster.list(ResourceType.PODS, Selection.ALL).items()) {
          boolean isHere = pod.spec().path("nodeName").asString("").equals(node.name());
          for (var usage :
              isHere
                  ? metrics.of(pod).map(PodMetrics.Sample::containers).orElse(List.of())
                  : List.<PodMetrics.Usage>of()) {
            nanoCores += usage.nanoCores();
            bytes += usage.bytes();
          }
        }
        ObjectNode item = item(node, cluster.clock().instant(), WINDOW);
        usage(item.putObject("usage"), nanoCores, bytes);
        items.add(item);
      }
    }
    return items;
  }

  private static ObjectNode item(KubeObject about, Instant time, Duration window) {
    ObjectNode item = Json.MAPPER.createObjectNode();
    ObjectName name = about.objectName();
    ObjectNode metadata = item.putObject("metadata").put("name", name.name());
    if (!name.namespace().isEmpty()) {
      metadata.put("namespace", name.namespace());
    }
    metadata.put("creationTimestamp", Timestamps.seconds(time));
    about.labels().forEach(metadata.withObject("/labels")::put);
    item.put("timestamp", Timestamps.seconds(time));
    item.put("window", window.toMillis() / 1000.0 + "s");
    return item;
  }

  private static void usage(ObjectNode usage, long nanoCores, long bytes) {
    usage.put("cpu", nanoCores + "n").put("memory", bytes / 1024 + "Ki");
  }
}
