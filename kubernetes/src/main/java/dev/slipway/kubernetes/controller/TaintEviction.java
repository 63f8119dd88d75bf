package dev.slipway.kubernetes.controller;

import dev.slipway.kubernetes.ApiException;
import dev.slipway.kubernetes.Cluster;
import dev.slipway.kubernetes.DeleteOptions.Propagation;
import dev.slipway.kubernetes.DisruptionTarget;
import dev.slipway.kubernetes.ResourceType;
import dev.slipway.kubernetes.WriteOptions;
import dev.slipway.manifest.KubeObject;
import dev.slipway.manifest.ObjectName;
import dev.slipway.manifest.Tolerations;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;

/**
 * Deletes pods that do not stand a taint of their node with effect {@code NoExecute}, at once or
 * when the time that they stand it for is over. That time begins when the taint is first seen; a
 * new process begins it anew, as in Kubernetes.
 */
final class TaintEviction {
  static final String COMPONENT = "taint-eviction-controller";
  private static final WriteOptions BY = WriteOptions.by(COMPONENT);

  private final Cluster cluster;
  private final EventRecorder events;

  /** When pods that wait to be deleted began to, by uid. */
  private final Map<String, Instant> waiting = new ConcurrentHashMap<>();

  /** How long a pod may stay. */
  private sealed interface Stay {
    record Forever() implements Stay {}

    record For(Duration time) implements Stay {}
  }

  TaintEviction(Cluster cluster, EventRecorder events) {
    this.cluster = cluster;
    this.events = events;
  }

  /** The taints of a node that put pods out. */
  static List<JsonNode> taints(KubeObject node) {
    return node.spec()
        .path("taints")
        .valueStream()
        .filter(t -> t.path("effect").asString("").equals("NoExecute"))
        .toList();
  }

  /** Looks at one pod; answers when to look again. */
  Optional<Duration> reconcile(ObjectName name) {
    Optional<KubeObject> pod =
        cluster.find(ResourceType.PODS, name).filter(p -> !p.isBeingDeleted());
    if (pod.isEmpty()) {
      return Optional.empty();
    }
    String node = pod.get().spec().path("nodeName").asString("");
    List<JsonNode> taints =
        cluster
            .find(ResourceType.NODES, ObjectName.cluster(node))
            .map(TaintEviction::taints)
            .orElse(List.of());
    return switch (stay(pod.get(), taints)) {
      case Stay.Forever() -> {
        if (waiting.remove(pod.get().uid()) != null) {
          tell(pod.get(), "Cancelling deletion of Pod ");
        }
        yield Optional.empty();
      }
      case Stay.For(Duration time) -> wait(pod.get(), time);
    };
  }

  /** The shortest of the times for which the pod stands the taints. */
  private static Stay stay(KubeObject pod, List<JsonNode> taints) {
    Optional<Duration> shortest = Optional.empty();
    for (JsonNode taint : taints) {
      Optional<JsonNode> toleration = Tolerations.covering(pod, taint);
      if (toleration.isEmpty()) {
        return new Stay.For(Duration.ZERO);
      }
      JsonNode seconds = toleration.get().path("tolerationSeconds");
      if (seconds.isNumber()) {
        var time = Duration.ofSeconds(Math.max(0, seconds.asLong()));
        shortest = Optional.of(shortest.filter(s -> s.compareTo(time) < 0).orElse(time));
      }
    }
    return shortest.<Stay>map(Stay.For::new).orElseGet(Stay.Forever::new);
  }

  private Optional<Duration> wait(KubeObject pod, Duration time) {
    Instant now = cluster.clock().instant();
    Instant since = time.isZero() ? now : waiting.computeIfAbsent(pod.uid(), uid -> now);
    Duration left = Duration.between(now, since.plus(time));
    if (left.isPositive()) {
      return Optional.of(left);
    }
    waiting.remove(pod.uid());
    tell(pod, "Marking for deletion Pod ");
    delete(pod);
    return Optional.empty();
  }

  private void tell(KubeObject pod, String what) {
    events.record(
        pod,
        EventRecorder.Severity.NORMAL,
        "TaintManagerEviction",
        what + pod.namespace() + "/" + pod.name());
  }

  private void delete(KubeObject pod) {
    try {
      cluster.editStatus(
          ResourceType.PODS,
          pod.objectName(),
          tree -> {
            if (tree.path("metadata").path("uid").asString("").equals(pod.uid())) {
              DisruptionTarget.TAINTED.note(tree, cluster.clock().instant());
            }
          },
          BY);
    } catch (ApiException e) {
      if (!e.isNotFound()) {
        throw e;
      }
    }
    Deletions.delete(cluster, ResourceType.PODS, pod, Propagation.BACKGROUND);
  }

  /** The pod is gone. */
  void forget(KubeObject pod) {
    waiting.remove(pod.uid());
  }
}
