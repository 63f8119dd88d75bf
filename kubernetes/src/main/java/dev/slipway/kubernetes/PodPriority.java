package dev.slipway.kubernetes;

import dev.slipway.manifest.KubeObject;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Gives a new pod the priority of its class. There are the two classes that every cluster has; on
 * one machine no pod is put out for another, so that a priority changes nothing else.
 */
public final class PodPriority {
  /** The classes of every cluster, and the priority that each gives. */
  public static final Map<String, Integer> CLASSES =
      Map.of(
          "system-cluster-critical", 2_000_000_000,
          "system-node-critical", 2_000_001_000);

  /** What every class says of putting others out. */
  public static final String POLICY = "PreemptLowerPriority";

  private PodPriority() {}

  /**
   * Completes the pod in {@code tree}.
   *
   * @throws ApiException 403 when there is no such class, or the pod claims another priority
   */
  static void complete(ObjectNode tree) {
    ObjectNode spec = tree.withObject("/spec");
    String name = spec.path("priorityClassName").asString("");
    if (!name.isEmpty() && !CLASSES.containsKey(name)) {
      throw refusal(tree, "no PriorityClass with name " + name + " was found");
    }
    int priority = CLASSES.getOrDefault(name, 0);
    JsonNode claimed = spec.path("priority");
    if (claimed.isNumber() && claimed.asLong() != priority) {
      throw refusal(
          tree,
          "the integer value of priority (%d) must not be provided in pod spec; priority admission"
                  .formatted(claimed.asLong())
              + " controller computed %d from the given PriorityClass name".formatted(priority));
    }
    String policy = spec.path("preemptionPolicy").asString(POLICY);
    if (!policy.equals(POLICY)) {
      throw refusal(
          tree,
          "the string value of PreemptionPolicy (%s) must not be provided in pod spec; priority"
                  .formatted(policy)
              + " admission controller computed %s from the given PriorityClass name"
                  .formatted(POLICY));
    }
    spec.put("priority", priority).put("preemptionPolicy", POLICY);
  }

  private static ApiException refusal(ObjectNode tree, String why) {
    return ApiException.forbidden(ResourceType.PODS, KubeObject.of(tree).name(), why, List.of());
  }
}
