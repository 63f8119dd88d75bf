package dev.slipway.kubernetes.controller;

import dev.slipway.kubernetes.ApiException;
import dev.slipway.kubernetes.Cluster;
import dev.slipway.kubernetes.DeleteOptions;
import dev.slipway.kubernetes.Informer;
import dev.slipway.kubernetes.ResourceType;
import dev.slipway.kubernetes.WriteOptions;
import dev.slipway.manifest.KubeObject;
import dev.slipway.manifest.ObjectName;
import dev.slipway.manifest.Timestamps;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.node.ObjectNode;

/** Runs pods in name only: they become ready at once, unless their image says {@code bad}. */
final class SimulatedNode implements AutoCloseable {
  private static final WriteOptions BY = WriteOptions.by("simulated-node");

  private final Cluster cluster;
  private final AtomicInteger addresses = new AtomicInteger();
  private final WorkQueue<ObjectName> queue;
  private final Workers<ObjectName> workers;
  private final Informer informer;

  SimulatedNode(Cluster cluster) {
    this.cluster = cluster;
    this.queue = new WorkQueue<>(cluster.clock());
    this.workers = Workers.start("simulated-node", 1, queue, this::step);
    this.informer =
        Informer.of(cluster, ResourceType.PODS)
            .handler(Informer.Handler.ofAny(pod -> queue.add(pod.objectName())))
            .start();
  }

  private void step(ObjectName name) {
    Optional<KubeObject> pod = cluster.find(ResourceType.PODS, name);
    pod.ifPresent(p -> step(cluster, p, addresses::incrementAndGet));
  }

  /** Hands out the last byte of an address. */
  interface Addresses {
    int next();
  }

  /** Moves one pod one step on: assigned, ready, gone. */
  static void step(Cluster cluster, KubeObject pod, Addresses addresses) {
    try {
      if (pod.isBeingDeleted()) {
        cluster.delete(
            ResourceType.PODS, pod.objectName(), DeleteOptions.grace(0).onlyUid(pod.uid()));
      } else if (pod.spec().path("nodeName").asString("").isEmpty()) {
        cluster.edit(
            ResourceType.PODS,
            pod.objectName(),
            tree -> tree.withObject("/spec").put("nodeName", "simulated"),
            BY);
      } else if (!new PodView(pod).isReady() && !isBad(pod)) {
        String address = "10.1.0." + addresses.next();
        cluster.editStatus(
            ResourceType.PODS, pod.objectName(), t -> ready(cluster, t, address), BY);
      }
    } catch (ApiException e) {
      if (!e.isNotFound() && !e.isConflict()) {
        throw e;
      }
    }
  }

  private static boolean isBad(KubeObject pod) {
    return pod.spec().path("containers").path(0).path("image").asString("").startsWith("bad");
  }

  private static void ready(Cluster cluster, ObjectNode tree, String address) {
    ObjectNode status = tree.withObject("/status");
    status.put("phase", "Running").put("podIP", address);
    status
        .putArray("conditions")
        .addObject()
        .put("type", "Ready")
        .put("status", "True")
        .put("lastTransitionTime", Timestamps.seconds(cluster.clock().instant()));
  }

  @Override
  public void close() {
    informer.close();
    workers.close();
  }
}
