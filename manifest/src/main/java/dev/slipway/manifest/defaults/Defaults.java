package dev.slipway.manifest.defaults;

import dev.slipway.manifest.GroupVersionKind;
import tools.jackson.databind.node.ObjectNode;

/**
 * Completes objects with Kubernetes' defaults.
 *
 * <p>Idempotent: completing a complete object changes nothing.
 */
public final class Defaults {
  private Defaults() {}

  /** Fills in what {@code tree} leaves out, in place; unknown kinds stay as they are. */
  public static void apply(ObjectNode tree) {
    var kind =
        GroupVersionKind.of(tree.path("apiVersion").asString(""), tree.path("kind").asString(""));
    switch (kind.groupKind()) {
      case "Pod" -> PodDefaults.pod(tree);
      case "Service" -> ServiceDefaults.service(tree);
      case "Namespace" -> SimpleDefaults.namespace(tree);
      case "Secret" -> SimpleDefaults.secret(tree);
      case "Endpoints" -> SimpleDefaults.endpoints(tree);
      case "Node" -> SimpleDefaults.node(tree);
      case "Deployment.apps" -> WorkloadDefaults.deployment(tree);
      case "ReplicaSet.apps" -> WorkloadDefaults.replicaSet(tree);
      case "Job.batch" -> WorkloadDefaults.job(tree);
      case "Ingress.networking.k8s.io" -> SimpleDefaults.ingress(tree);
      case "EndpointSlice.discovery.k8s.io" -> SimpleDefaults.endpointSlice(tree);
      case "HorizontalPodAutoscaler.autoscaling" -> SimpleDefaults.autoscaler(tree);
      case "PodDisruptionBudget.policy" -> SimpleDefaults.disruptionBudget(tree);
      case "RoleBinding.rbac.authorization.k8s.io",
          "ClusterRoleBinding.rbac.authorization.k8s.io" ->
          SimpleDefaults.roleBinding(tree);
      case "Role.rbac.authorization.k8s.io", "ClusterRole.rbac.authorization.k8s.io" ->
          SimpleDefaults.role(tree);
      default -> {
        // the other kinds have no defaults
      }
    }
  }
}
