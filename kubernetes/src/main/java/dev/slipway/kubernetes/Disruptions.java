package dev.slipway.kubernetes;

import dev.slipway.kubernetes.ApiException.Cause;
import dev.slipway.manifest.KubeObject;
import dev.slipway.manifest.LabelSelector;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Whether a pod may be disrupted now, by the budgets of its namespace. */
final class Disruptions {
  private final Cluster cluster;

  Disruptions(Cluster cluster) {
    this.cluster = cluster;
  }

  /**
   * Refuses when a budget that selects {@code pod} allows no disruption; counts as of now, so that
   * evictions one after the other cannot both use the last one.
   */
  void require(KubeObject pod) {
    String phase = pod.status().path("phase").asString("");
    if (DisruptionBudget.isFinished(pod) || phase.equals("Pending") || pod.isBeingDeleted()) {
      return;
    }
    List<KubeObject> budgets =
        cluster
            .list(ResourceType.POD_DISRUPTION_BUDGETS, Selection.namespace(pod.namespace()))
            .items()
            .stream()
            .filter(b -> LabelSelector.of(b.spec().path("selector")).matches(pod.labels()))
            .toList();
    if (budgets.size() > 1) {
      throw ApiException.internal(
          "This pod has more than one PodDisruptionBudget, which the eviction subresource does not"
              + " support.");
    }
    for (KubeObject budget : budgets) {
      var now = DisruptionBudget.of(budget, cluster);
      if (now.allowed() <= 0 && !mayGoUnhealthy(pod, budget, now)) {
        throw refusal(budget, now);
      }
    }
  }

  /** A pod that serves nobody may go when enough others do, or always when the budget says so. */
  private static boolean mayGoUnhealthy(KubeObject pod, KubeObject budget, DisruptionBudget now) {
    boolean always =
        budget.spec().path("unhealthyPodEvictionPolicy").asString("").equals("AlwaysAllow");
    boolean enough = now.desired() > 0 && now.healthy() >= now.desired();
    return !DisruptionBudget.isHealthy(pod) && (always || enough);
  }

  private static ApiException refusal(KubeObject budget, DisruptionBudget now) {
    String why =
        "The disruption budget "
            + budget.name()
            + " needs "
            + now.desired()
            + " healthy pods and has "
            + now.healthy()
            + " currently";
    return new ApiException(
        429,
        "TooManyRequests",
        "Cannot evict pod as it would violate the pod's disruption budget.",
        Optional.of(
            new ApiException.Details(
                "",
                "",
                "",
                "",
                List.of(new Cause("DisruptionBudget", why, "")),
                OptionalInt.empty())));
  }
}
