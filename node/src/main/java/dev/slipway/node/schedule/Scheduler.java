package dev.slipway.node.schedule;

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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Assigns pods to the only node there is, or says why it cannot. */
public final class Scheduler implements AutoCloseable {
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
    // One after the other: what one pod takes, the next one does not get.
    this.workers = Workers.start("scheduler", 1, queue, this::schedule);
    this.pods = Informer.of(cluster, ResourceType.PODS).handler(new Changes()).start();
    this.nodes =
        Informer.of(cluster, ResourceType.NODES)
            .handler(Informer.Handler.ofAny(changed -> retryWaiting()))
            .start();
  }

  /** Begins to assign the pods that wait, and those to come. */
  public static Scheduler start(Cluster cluster, String node) {
    return new Scheduler(cluster, node);
  }

  /** A pod that goes, or ends, makes room; one that comes may be who others wait for. */
  private final class Changes implements Informer.Handler {
    @Override
    public void added(KubeObject pod) {
      podChanged(pod);
    }

    @Override
    public void updated(KubeObject old, KubeObject pod) {
      podChanged(pod);
      boolean came = isUnassigned(old) && !isUnassigned(pod);
      String phase = pod.status().path("phase").asString("");
      if (came || !phase.equals(old.status().path("phase").asString(""))) {
        retryWaiting();
      }
    }

    @Override
    public void deleted(KubeObject pod) {
      retryWaiting();
    }
  }

  private void podChanged(KubeObject pod) {
    if (isUnassigned(pod)) {
      queue.add(pod.objectName());
    }
  }

  private static boolean isUnassigned(KubeObject pod) {
    return pod.spec().path("nodeName").asString("").isEmpty() && !pod.isBeingDeleted();
  }

  private void retryWaiting() {
    cluster.list(ResourceType.PODS, Selection.ALL).items().forEach(this::podChanged);
  }

  private void schedule(ObjectName name) {
    Optional<KubeObject> pod =
        cluster.find(ResourceType.PODS, name).filter(Scheduler::isUnassigned);
    Optional<KubeObject> target = cluster.find(ResourceType.NODES, ObjectName.cluster(node));
    if (pod.isEmpty() || target.isEmpty()) {
      return;
    }
    List<KubeObject> all = cluster.list(ResourceType.PODS, Selection.ALL).items();
    switch (Fit.of(pod.get(), target.get(), all, this::namespaceLabels)) {
      case Verdict.Fits _ -> assign(pod.get());
      case Verdict.Unfit unfit -> refuse(pod.get(), unfit.message());
      case Verdict.Foreign(String scheduler) ->
          refuse(
              pod.get(),
              "there is no scheduler \"%s\" here; leave out spec.schedulerName"
                  .formatted(scheduler));
      case Verdict.Gated _ ->
          note(
              pod.get(),
              "SchedulingGated",
              "Scheduling is blocked due to non-empty scheduling gates");
    }
  }

  private Map<String, String> namespaceLabels(String namespace) {
    return cluster
        .find(ResourceType.NAMESPACES, ObjectName.cluster(namespace))
        .map(KubeObject::labels)
        .orElse(Map.of());
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

  private void refuse(KubeObject pod, String message) {
    if (!isNoted(pod, message)) {
      events.record(pod, Severity.WARNING, "FailedScheduling", message);
      note(pod, "Unschedulable", message);
    }
  }

  private void note(KubeObject pod, String reason, String message) {
    if (isNoted(pod, message)) {
      return;
    }
    try {
      cluster.editStatus(
          ResourceType.PODS,
          pod.objectName(),
          tree -> {
            ObjectNode condition = tree.withObject("/status").putArray("conditions").addObject();
            condition.put("type", "PodScheduled").put("status", "False");
            condition.put("lastTransitionTime", Timestamps.seconds(cluster.clock().instant()));
            condition.put("reason", reason).put("message", message);
          },
          BY);
    } catch (ApiException e) {
      if (!e.isNotFound()) {
        throw e;
      }
    }
  }

  private static boolean isNoted(KubeObject pod, String message) {
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
