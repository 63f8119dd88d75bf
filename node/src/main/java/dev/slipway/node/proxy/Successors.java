package dev.slipway.node.proxy;

import dev.slipway.kubernetes.Cluster;
import dev.slipway.kubernetes.ResourceType;
import dev.slipway.kubernetes.Selection;
import dev.slipway.manifest.KubeObject;
import dev.slipway.manifest.ObjectName;
import dev.slipway.manifest.OwnerReference;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** Tells whether other pods are on their way that will do the work of one that ends. */
final class Successors {
  private final Cluster cluster;

  Successors(Cluster cluster) {
    this.cluster = cluster;
  }

  /**
   * Whether those who made the pod want more ready ones than there are. They have it replaced
   * without regard to the pods that end; who scales down or deletes wants none in its place.
   */
  boolean areComing(String address) {
    Optional<KubeObject> pod =
        cluster.list(ResourceType.PODS, Selection.ALL).items().stream()
            .filter(p -> p.status().path("podIP").asString("").equals(address))
            .filter(p -> !hasEnded(p))
            .findFirst();
    return pod.filter(p -> !isEnding(p.namespace())).filter(this::isReplaced).isPresent();
  }

  private static boolean hasEnded(KubeObject pod) {
    return Set.of("Succeeded", "Failed").contains(pod.status().path("phase").asString(""));
  }

  private boolean isEnding(String namespace) {
    return cluster
        .find(ResourceType.NAMESPACES, ObjectName.cluster(namespace))
        .filter(n -> !n.isBeingDeleted())
        .isEmpty();
  }

  private boolean isReplaced(KubeObject pod) {
    Optional<KubeObject> owner =
        pod.controller()
            .filter(o -> o.kind().equals("ReplicaSet"))
            .flatMap(o ->
                cluster
                    .find(ResourceType.REPLICA_SETS, new ObjectName(pod.namespace(), o.name()))
                    .filter(set -> set.uid().equals(o.uid())));
    if (owner.isEmpty()) {
      return false;
    }
    List<KubeObject> sets = siblings(owner.get());
    Set<String> uids = sets.stream().map(KubeObject::uid).collect(Collectors.toSet());
    int wanted = sets.stream().mapToInt(s -> s.spec().path("replicas").asInt(1)).sum();
    long ready =
        cluster.list(ResourceType.PODS, Selection.namespace(pod.namespace())).items().stream()
            .filter(p -> p.controller().filter(o -> uids.contains(o.uid())).isPresent())
            .filter(p -> !p.isBeingDeleted() && isReady(p))
            .count();
    return wanted > ready;
  }

  /** The set itself and the others of its Deployment. */
  private List<KubeObject> siblings(KubeObject set) {
    Optional<String> deployment = set.controller().map(OwnerReference::uid);
    return cluster
        .list(ResourceType.REPLICA_SETS, Selection.namespace(set.namespace()))
        .items()
        .stream()
        .filter(s -> !s.isBeingDeleted())
        .filter(s ->
            s.uid().equals(set.uid())
                || (deployment.isPresent()
                    && s.controller().map(OwnerReference::uid).equals(deployment)))
        .toList();
  }

  private static boolean isReady(KubeObject pod) {
    for (JsonNode condition : pod.status().path("conditions")) {
      if (condition.path("type").asString("").equals("Ready")) {
        return condition.path("status").asString("").equals("True");
      }
    }
    return false;
  }
}
