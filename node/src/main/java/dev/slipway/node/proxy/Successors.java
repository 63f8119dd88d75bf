package dev.slipway.node.proxy;

import dev.slipway.kubernetes.Cluster;
import dev.slipway.kubernetes.ResourceType;
import dev.slipway.kubernetes.Selection;
import dev.slipway.manifest.KubeObject;
import dev.slipway.manifest.ObjectName;
import java.util.Optional;
import java.util.Set;

/** Tells whether other pods are on their way that will do the work of one that ends. */
final class Successors {
  private final Cluster cluster;

  Successors(Cluster cluster) {
    this.cluster = cluster;
  }

  /**
   * Whether those who made the pod want one in its place. They have it replaced without regard to
   * the pods that end; who scales down to nothing, deletes, or asks for an update that ends all
   * pods before it begins others, wants none.
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
    Optional<KubeObject> set = controller(pod, "ReplicaSet", ResourceType.REPLICA_SETS);
    if (set.isEmpty()) {
      return false;
    }
    boolean ofDeployment =
        set.get().controller().filter(o -> o.kind().equals("Deployment")).isPresent();
    if (!ofDeployment) {
      return wantsPods(set.get());
    }
    // During an update the set has none in the end, and another one of the Deployment all.
    return controller(set.get(), "Deployment", ResourceType.DEPLOYMENTS)
        .filter(Successors::wantsPods)
        .filter(d -> !d.spec().path("strategy").path("type").asString("").equals("Recreate"))
        .isPresent();
  }

  private static boolean wantsPods(KubeObject owner) {
    return owner.spec().path("replicas").asInt(1) > 0;
  }

  /** Who controls an object, if it is of this kind and stays. */
  private Optional<KubeObject> controller(KubeObject object, String kind, ResourceType type) {
    return object
        .controller()
        .filter(o -> o.kind().equals(kind))
        .flatMap(o ->
            cluster
                .find(type, new ObjectName(object.namespace(), o.name()))
                .filter(owner -> owner.uid().equals(o.uid()) && !owner.isBeingDeleted()));
  }
}
