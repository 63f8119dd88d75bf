package dev.slipway.kubernetes.controller;

import dev.slipway.kubernetes.Cluster;
import dev.slipway.kubernetes.DisruptionBudget;
import dev.slipway.kubernetes.ResourceType;
import dev.slipway.kubernetes.WriteOptions;
import dev.slipway.kubernetes.controller.EventRecorder.Severity;
import dev.slipway.manifest.KubeObject;
import dev.slipway.manifest.ObjectName;
import java.time.Instant;
import tools.jackson.databind.node.ObjectNode;

/** Reports what each PodDisruptionBudget allows; evictions count for themselves. */
final class DisruptionController {
  private static final WriteOptions BY = WriteOptions.by("disruption-controller");
  private static final String TYPE = "DisruptionAllowed";

  private final Cluster cluster;
  private final EventRecorder events;

  DisruptionController(Cluster cluster, EventRecorder events) {
    this.cluster = cluster;
    this.events = events;
  }

  void reconcile(ObjectName name) {
    var found = cluster.find(ResourceType.POD_DISRUPTION_BUDGETS, name);
    if (found.isEmpty()) {
      return;
    }
    KubeObject budget = found.get();
    Instant now = cluster.clock().instant();
    var counted = DisruptionBudget.of(budget, cluster);
    tell(budget, counted);
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

  /** Says what is odd about the pods, once for each state of the budget. */
  private void tell(KubeObject budget, DisruptionBudget counted) {
    boolean known =
        budget.status().path("observedGeneration").asLong(0) == budget.generation()
            && budget.status().path("expectedPods").asInt(-1) == counted.expected()
            && condition(counted).reason().equals(Conditions.reason(budget.status(), TYPE));
    if (known) {
      return;
    }
    if (!counted.problem().isEmpty()) {
      events.record(
          budget,
          Severity.WARNING,
          "CalculateExpectedPodCountFailed",
          "Failed to calculate the number of expected pods: " + counted.problem());
    } else if (!counted.unmanaged().isEmpty()) {
      events.record(
          budget,
          Severity.WARNING,
          "UnmanagedPods",
          "Pods that nobody manages are selected and cannot be counted: "
              + String.join(", ", counted.unmanaged())
              + ". To account for them set \".spec.minAvailable\" to an integer.");
    } else if (counted.expected() == 0) {
      events.record(budget, Severity.NORMAL, "NoPods", "No matching pods found");
    }
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
