package dev.slipway.manifest.validation;

import dev.slipway.manifest.KubeObject;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Checks whole objects, after defaulting. */
public final class Validation {
  private Validation() {}

  /** The problems of an object about to be created; empty when it is valid. */
  public static List<FieldProblem> ofNew(KubeObject object) {
    var problems = new Problems();
    check(object, problems);
    return problems.all();
  }

  /** The problems of an object about to replace {@code old}. */
  public static List<FieldProblem> ofChange(KubeObject object, KubeObject old) {
    var problems = new Problems();
    check(object, problems);
    MetadataRules.change(object, old, problems);
    ChangeRules.check(object, old, problems);
    return problems.all();
  }

  /** As {@link #ofChange} when nothing but metadata and status are different. */
  public static List<FieldProblem> ofMetadata(KubeObject object, KubeObject old) {
    var problems = new Problems();
    MetadataRules.check(object, problems);
    MetadataRules.change(object, old, problems);
    return problems.all();
  }

  private static void check(KubeObject object, Problems problems) {
    MetadataRules.check(object, problems);
    JsonNode spec = object.spec();
    switch (object.groupVersionKind().groupKind()) {
      case "Pod" -> PodRules.spec(spec, "spec", problems);
      case "Service" -> ServiceRules.check(spec, problems);
      case "ConfigMap" -> DataRules.configMap(object.tree(), problems);
      case "Secret" -> DataRules.secret(object, problems);
      case "Deployment.apps" -> WorkloadRules.deployment(spec, problems);
      case "ReplicaSet.apps" -> WorkloadRules.replicaSet(spec, problems);
      case "Job.batch" -> WorkloadRules.job(spec, problems);
      case "Ingress.networking.k8s.io" -> IngressRules.check(object, problems);
      case "IngressClass.networking.k8s.io" -> problems.requireText(spec, "controller", "spec");
      case "Event" -> SimpleRules.event(object, problems);
      case "Lease.coordination.k8s.io" -> SimpleRules.lease(spec, problems);
      case "Role.rbac.authorization.k8s.io", "ClusterRole.rbac.authorization.k8s.io" ->
          AccessRules.role(object, problems);
      case "EndpointSlice.discovery.k8s.io" -> EndpointRules.slice(object.tree(), problems);
      case "Endpoints" -> EndpointRules.endpoints(object.tree(), problems);
      case "Namespace" -> MetadataRules.namespaceFinalizers(spec, problems);
      case "HorizontalPodAutoscaler.autoscaling" -> AutoscalerRules.check(spec, problems);
      case "PodDisruptionBudget.policy" -> SimpleRules.disruptionBudget(spec, problems);
      case "RoleBinding.rbac.authorization.k8s.io",
          "ClusterRoleBinding.rbac.authorization.k8s.io" ->
          AccessRules.binding(object.tree(), object.kind(), problems);
      default -> {
        // the other kinds have no rules beyond those for metadata
      }
    }
  }
}
