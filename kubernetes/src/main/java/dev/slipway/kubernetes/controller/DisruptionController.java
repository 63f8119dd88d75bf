package dev.slipway.kubernetes.controller;

import dev.slipway.kubernetes.Cluster;
import dev.slipway.kubernetes.DisruptionBudget;
import dev.slipway.kubernetes.ResourceType;
import dev.slipway.kubernetes.WriteOptions;
import dev.slipway.manifest.KubeObject;
import dev.slipway.manifest.ObjectName;
import java.time.Instant;
import tools.jackson.databind.node.ObjectNode;

/** Reports what each PodDisruptionBudget allows; evictions count for themselves. */
final class DisruptionController {
  private static final WriteOptions BY = WriteOptions.by("disruption-controller");
  private static final String TYPE = "DisruptionAllowed";

  private final Cluster cluster;

  DisruptionController(Cluster cluster) {
    this.cluster = cluster;
  }

  void reconcile(ObjectName name) {
    var found = cluster.find(ResourceType.POD_DISRUPTION_BUDGETS, name);
    if (found.isEmpty()) {
      return;
    }
    KubeObject budget = found.get();
    Instant now = cluster.clock().instant();
    var counted = DisruptionBudget.of(budget, cluster);
    cluster.editStatus(
        ResourceType.POD_DISRUPTION_BUDGETS,
        name,
        tree -> {
          ObjectNode status = tree.withObject("/status");
          counted.counts().forEach(status::put);
          status.put("observedGeneration", budget.generation());
          new Conditions(status, Conditions.Stamp.NONE).set(condition(counted), now);
          withGeneration(status, budget.generation());
        },
        BY);
  }

  private static Conditions.Condition condition(DisruptionBudget budget) {
    if (!budget.problem().isEmpty()) {
      return new Conditions.Condition(TYPE, "False", "SyncFailed", budget.problem());
    }
    return budget.allowed() > 0
        ? new Conditions.Condition(TYPE, "True", "SufficientPods", "")
        : new Conditions.Condition(TYPE, "False", "InsufficientPods", "");
  }

  /** Conditions of this kind tell the generation they are about. */
  private static void withGeneration(ObjectNode status, long generation) {
    status.path("conditions").forEach(c -> ((ObjectNode) c).put("observedGeneration", generation));
  }
}
