package dev.slipway.kubernetes;

import dev.slipway.manifest.Timestamps;
import java.time.Instant;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a pod's status says when it is put out, and by whom: the condition {@code DisruptionTarget}.
 * Jobs tell such an end from a failure by it.
 */
public enum DisruptionTarget {
  EVICTED("EvictionByEvictionAPI", "Eviction API: evicting"),
  TAINTED("DeletionByTaintManager", "Taint manager: deleting due to NoExecute taint");

  private static final String TYPE = "DisruptionTarget";
  private final String reason;
  private final String message;

  DisruptionTarget(String reason, String message) {
    this.reason = reason;
    this.message = message;
  }

  /** Sets the condition in the status of {@code pod}, a tree that the caller may change. */
  public void note(ObjectNode pod, Instant now) {
    ArrayNode conditions = pod.withObject("/status").withArray("/conditions");
    for (int i = conditions.size() - 1; i >= 0; i--) {
      if (conditions.get(i).path("type").asString("").equals(TYPE)) {
        conditions.remove(i);
      }
    }
    conditions
        .addObject()
        .put("type", TYPE)
        .put("status", "True")
        .putNull("lastProbeTime")
        .put("lastTransitionTime", Timestamps.seconds(now))
        .put("reason", reason)
        .put("message", message);
  }
}
