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

/** Keeps the EndpointSlices and the Endpoints of Services with a selector. */
final class EndpointsController {
  private final Cluster cluster;
  private final Executor executor;

  EndpointsController(Cluster cluster, EventRecorder events) {
    this.cluster = cluster;
    this.executor = new Executor(cluster, events, "endpointslice-controller");
  }

  void reconcile(ObjectName name) {
    Optional<KubeObject> service = cluster.find(ResourceType.SERVICES, name);
    if (service.isEmpty()) {
      // The slices have their Service as owner; Endpoints share its name instead.
      cluster
          .find(ResourceType.ENDPOINTS, name)
          .filter(e -> e.labels().containsKey("endpoints.kubernetes.io/managed-by"))
          .ifPresent(e -> executor.perform(List.of(new Action.Delete(e))));
    } else if (!service.get().spec().path("selector").isEmpty()
        && !service.get().isBeingDeleted()
        && !service.get().spec().path("type").asString("").equals("ExternalName")) {
      executor.perform(EndpointsPlanner.plan(snapshot(service.get())));
    }
  }

  private EndpointsPlanner.Snapshot snapshot(KubeObject service) {
    var selection = Selection.namespace(service.namespace());
    var own =
        LabelSelector.ofLabels(
            Map.of(
                EndpointsPlanner.SERVICE_LABEL,
                service.name(),
                EndpointsPlanner.MANAGED_BY,
                EndpointsPlanner.MANAGER));
    return new EndpointsPlanner.Snapshot(
        service,
        cluster.list(ResourceType.PODS, selection).items(),
        cluster.list(ResourceType.ENDPOINT_SLICES, selection.with(own)).items().stream()
            .filter(s -> Owners.isControlledBy(s, service.uid()))
            .toList(),
        cluster.find(ResourceType.ENDPOINTS, service.objectName()));
  }

  /** The Services whose endpoints a change of this pod may change. */
  List<ObjectName> affectedBy(KubeObject pod) {
    return cluster
        .list(ResourceType.SERVICES, Selection.namespace(pod.namespace()))
        .items()
        .stream()
        .filter(s -> !s.spec().path("selector").isEmpty())
        .filter(s ->
            LabelSelector.ofLabels(KubeObject.strings(s.spec().path("selector")))
                .matches(pod.labels()))
        .map(KubeObject::objectName)
        .toList();
  }
}
