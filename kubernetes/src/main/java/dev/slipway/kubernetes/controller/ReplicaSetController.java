package dev.slipway.kubernetes.controller;

import dev.slipway.kubernetes.Cluster;
import dev.slipway.kubernetes.ResourceType;
import dev.slipway.kubernetes.Selection;
import dev.slipway.kubernetes.controller.Executor.PodCreationException;
import dev.slipway.manifest.KubeObject;
import dev.slipway.manifest.LabelSelector;
import dev.slipway.manifest.ObjectName;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Gathers what the ReplicaSet planner needs and performs what it decides.
 *
 * <p>Pods are created one after the other, and the first refusal stops the rest: what Kubernetes'
 * slow start approximates over a network.
 */
final class ReplicaSetController {
  private final Cluster cluster;
  private final Executor executor;

  ReplicaSetController(Cluster cluster, EventRecorder events) {
    this.cluster = cluster;
    this.executor = new Executor(cluster, events, "replicaset-controller");
  }

  Optional<Duration> reconcile(ObjectName name) {
    Optional<KubeObject> set = cluster.find(ResourceType.REPLICA_SETS, name);
    if (set.isEmpty()) {
      return Optional.empty();
    }
    try {
      return executor.perform(ReplicaSetPlanner.plan(snapshot(set.get())));
    } catch (PodCreationException e) {
      cluster
          .find(ResourceType.REPLICA_SETS, name)
          .flatMap(s -> ReplicaSetPlanner.failure(snapshot(s), "FailedCreate", e.why()))
          .ifPresent(action -> executor.perform(List.of(action)));
      throw e;
    }
  }

  private ReplicaSetSnapshot snapshot(KubeObject set) {
    LabelSelector selector = LabelSelector.of(set.spec().path("selector"));
    List<KubeObject> pods =
        cluster.list(ResourceType.PODS, Selection.namespace(set.namespace())).items().stream()
            .filter(p -> Owners.isControlledBy(p, set.uid()) || selector.matches(p.labels()))
            .toList();
    return new ReplicaSetSnapshot(set, pods, cluster.clock().instant());
  }
}
