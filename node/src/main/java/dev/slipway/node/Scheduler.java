package dev.slipway.node;

import dev.slipway.kubernetes.ApiException;
import dev.slipway.kubernetes.Cluster;
import dev.slipway.kubernetes.Informer;
import dev.slipway.kubernetes.ResourceType;
import dev.slipway.kubernetes.Selection;
import dev.slipway.kubernetes.WriteOptions;
import dev.slipway.kubernetes.controller.EventRecorder;
import dev.slipway.kubernetes.controller.EventRecorder.Severity;
import dev.slipway.kubernetes.controller.EventRecorder.Source;
import dev.slipway.kubernetes.controller.WorkQueue;
import dev.slipway.kubernetes.controller.Workers;
import dev.slipway.manifest.KubeObject;
import dev.slipway.manifest.ObjectName;
import dev.slipway.manifest.Timestamps;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Assigns pods to the only node there is, or says why it cannot. */
final class Scheduler implements AutoCloseable {
  private static final WriteOptions BY = WriteOptions.by("kube-scheduler");

  private final Cluster cluster;
  private final String node;
  private final EventRecorder events;
  private final WorkQueue<ObjectName> queue;
  private final Informer pods;
  private final Informer nodes;
  private final Workers<ObjectName> workers;

  private Scheduler(Cluster cluster, String node) {
    this.cluster = cluster;
    this.node = node;
    this.events = EventRecorder.start(cluster, new Source("default-scheduler", ""));
    this.queue = new WorkQueue<>(cluster.clock());
    this.workers = Workers.start("scheduler", 2, queue, this::schedule);
    this.pods =
        Informer.of(cluster, ResourceType.PODS)
            .handler(Informer.Handler.ofAny(this::podChanged))
            .start();
    this.nodes =
        Informer.of(cluster, ResourceType.NODES)
            .handler(Informer.Handler.ofAny(changed -> retryAll()))
            .start();
  }

  static Scheduler start(Cluster cluster, String node) {
    return new Scheduler(cluster, node);
  }

  private void podChanged(KubeObject pod) {
    if (isUnassigned(pod)) {
      queue.add(pod.objectName());
    }
  }

  private static boolean isUnassigned(KubeObject pod) {
    return pod.spec().path("nodeName").asString("").isEmpty() && !pod.isBeingDeleted();
  }

  private void retryAll() {
    cluster.list(ResourceType.PODS, Selection.ALL).items().forEach(this::podChanged);
  }

  private void schedule(ObjectName name) {
    Optional<KubeObject> pod =
        cluster.find(ResourceType.PODS, name).filter(Scheduler::isUnassigned);
    Optional<KubeObject> target = cluster.find(ResourceType.NODES, ObjectName.cluster(node));
    if (pod.isEmpty() || target.isEmpty()) {
      return;
    }
    Optional<String> obstacle = obstacle(pod.get(), target.get());
    if (obstacle.isPresent()) {
      refuse(pod.get(), obstacle.get());
    } else {
      assign(pod.get());
    }
  }

  private static Optional<String> obstacle(KubeObject pod, KubeObject node) {
    if (node.spec().path("unschedulable").asBoolean(false)) {
      return Optional.of("1 node(s) were unschedulable");
    }
    Map<String, String> wanted = KubeObject.strings(pod.spec().path("nodeSelector"));
    boolean matches = node.labels().entrySet().containsAll(wanted.entrySet());
    return matches
        ? Optional.empty()
        : Optional.of("1 node(s) didn't match Pod's node affinity/selector");
  }

  private void assign(KubeObject pod) {
    try {
      cluster.edit(
          ResourceType.PODS,
          pod.objectName(),
          tree -> {
            if (KubeObject.of(tree).uid().equals(pod.uid())) {
              tree.withObject("/spec").put("nodeName", node);
            }
          },
          BY);
      events.record(
          pod,
          Severity.NORMAL,
          "Scheduled",
          "Successfully assigned " + pod.objectName() + " to " + node);
    } catch (ApiException e) {
      if (!e.isNotFound()) {
        throw e;
      }
    }
  }

  private void refuse(KubeObject pod, String obstacle) {
    String message = "0/1 nodes are available: " + obstacle + ".";
    if (isRefused(pod, message)) {
      return;
    }
    events.record(pod, Severity.WARNING, "FailedScheduling", message);
    cluster.editStatus(
        ResourceType.PODS,
        pod.objectName(),
        tree -> {
          ObjectNode condition = tree.withObject("/status").putArray("conditions").addObject();
          condition.put("type", "PodScheduled").put("status", "False");
          condition.put("lastTransitionTime", Timestamps.seconds(cluster.clock().instant()));
          condition.put("reason", "Unschedulable").put("message", message);
        },
        BY);
  }

  private static boolean isRefused(KubeObject pod, String message) {
    for (JsonNode condition : pod.status().path("conditions")) {
      if (condition.path("message").asString("").equals(message)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void close() {
    pods.close();
    nodes.close();
    workers.close();
    events.close();
  }
}
