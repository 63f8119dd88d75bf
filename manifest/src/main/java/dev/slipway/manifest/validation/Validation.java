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
    ChangeRules.check(object, old, problems);
    return problems.all();
  }

  private static void check(KubeObject object, Problems problems) {
    MetadataRules.check(object, problems);
    JsonNode spec = object.spec();
    switch (object.groupVersionKind().groupKind()) {
      case "Pod" -> PodRules.spec(spec, "spec", problems);
      case "Service" -> ServiceRules.check(spec, problems);
      case "ConfigMap" -> SimpleRules.data(object.tree(), List.of("data", "binaryData"), problems);
      case "Secret" -> SimpleRules.data(object.tree(), List.of("data"), problems);
      case "Deployment.apps" -> WorkloadRules.deployment(spec, problems);
      case "ReplicaSet.apps" -> WorkloadRules.replicaSet(spec, problems);
      case "Job.batch" -> WorkloadRules.job(spec, problems);
      case "Ingress.networking.k8s.io" -> SimpleRules.ingress(spec, problems);
      case "EndpointSlice.discovery.k8s.io" -> SimpleRules.endpointSlice(object.tree(), problems);
      case "HorizontalPodAutoscaler.autoscaling" -> SimpleRules.autoscaler(spec, problems);
      case "PodDisruptionBudget.policy" -> SimpleRules.disruptionBudget(spec, problems);
      case "RoleBinding.rbac.authorization.k8s.io",
          "ClusterRoleBinding.rbac.authorization.k8s.io" ->
          SimpleRules.roleBinding(object.tree(), object.kind(), problems);
      default -> {
        // the other kinds have no rules beyond those for metadata
      }
    }
  }
}
