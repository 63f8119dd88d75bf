package dev.slipway.kubernetes.controller;

import dev.slipway.kubernetes.Cluster;
import dev.slipway.kubernetes.ResourceType;
import dev.slipway.kubernetes.Selection;
import dev.slipway.manifest.KubeObject;
import dev.slipway.manifest.LabelSelector;
import dev.slipway.manifest.ObjectName;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps EndpointSlices of the Endpoints that somebody writes for a Service without a selector:
 * proxies and name service read slices alone.
 */
final class EndpointsMirror {
  private static final String SKIPPED = "endpointslice.kubernetes.io/skip-mirror";
  private static final String LEADER = "control-plane.alpha.kubernetes.io/leader";

  private final Cluster cluster;
  private final Executor executor;

  EndpointsMirror(Cluster cluster, EventRecorder events) {
    this.cluster = cluster;
    this.executor = new Executor(cluster, events, "endpointslice-mirroring-controller");
  }

  /** Makes the slices what the Endpoints of that name say, or removes them. */
  void reconcile(ObjectName name) {
    Optional<KubeObject> endpoints =
        cluster
            .find(ResourceType.ENDPOINTS, name)
            .filter(EndpointsMirror::isMirrored)
            .filter(
                e -> cluster.find(ResourceType.SERVICES, name).filter(this::isByHand).isPresent());
    executor.perform(MirrorPlanner.plan(endpoints, slices(name)));
  }

  private static boolean isMirrored(KubeObject endpoints) {
    return !endpoints.isBeingDeleted()
        && !endpoints.labels().getOrDefault(SKIPPED, "").equals("true")
        && !endpoints.annotations().containsKey(LEADER);
  }

  private boolean isByHand(KubeObject service) {
    return service.spec().path("selector").isEmpty() && !service.isBeingDeleted();
  }

  private List<KubeObject> slices(ObjectName name) {
    var own =
        LabelSelector.ofLabels(
            Map.of(
                EndpointsPlanner.SERVICE_LABEL,
                name.name(),
                EndpointsPlanner.MANAGED_BY,
                MirrorPlanner.MANAGER));
    return cluster
        .list(ResourceType.ENDPOINT_SLICES, Selection.namespace(name.namespace()).with(own))
        .items();
  }

  /** The Endpoints that a slice was made from; empty when it was not made here. */
  static Optional<ObjectName> origin(KubeObject slice) {
    return slice
            .labels()
            .getOrDefault(EndpointsPlanner.MANAGED_BY, "")
            .equals(MirrorPlanner.MANAGER)
        ? Optional.ofNullable(slice.labels().get(EndpointsPlanner.SERVICE_LABEL))
            .map(service -> new ObjectName(slice.namespace(), service))
        : Optional.empty();
  }
}
