package dev.slipway.kubernetes;

import dev.slipway.kubernetes.ApiException.Cause;
import dev.slipway.manifest.KubeObject;
import dev.slipway.manifest.LabelSelector;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import tools.jackson.databind.JsonNode;

/** Whether a pod may be disrupted now, by the budgets of its namespace. */
final class Disruptions {
  private static final int RETRY_SECONDS = 10;
  private final Cluster cluster;

  Disruptions(Cluster cluster) {
    this.cluster = cluster;
  }

  /** Refuses when a budget that selects {@code pod} allows no disruption. */
  void require(KubeObject pod) {
    String phase = pod.status().path("phase").asString("");
    if (phase.equals("Succeeded") || phase.equals("Failed") || phase.equals("Pending")) {
      return;
    }
    for (KubeObject budget :
        cluster
            .list(ResourceType.POD_DISRUPTION_BUDGETS, Selection.namespace(pod.namespace()))
            .items()) {
      if (LabelSelector.of(budget.spec().path("selector")).matches(pod.labels())
          && budget.status().path("disruptionsAllowed").asInt(0) <= 0) {
        throw refusal(budget);
      }
    }
  }

  private static ApiException refusal(KubeObject budget) {
    JsonNode status = budget.status();
    String why =
        "The disruption budget "
            + budget.name()
            + " needs "
            + status.path("desiredHealthy").asInt(0)
            + " healthy pods and has "
            + status.path("currentHealthy").asInt(0)
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
                OptionalInt.of(RETRY_SECONDS))));
  }
}
