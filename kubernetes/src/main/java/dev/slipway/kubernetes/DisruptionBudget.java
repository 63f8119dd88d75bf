package dev.slipway.kubernetes;

import dev.slipway.manifest.GroupVersionKind;
import dev.slipway.manifest.KubeObject;
import dev.slipway.manifest.LabelSelector;
import dev.slipway.manifest.ObjectName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * How many of the pods that a PodDisruptionBudget selects may be taken away now.
 *
 * @param expected how many pods there ought to be
 * @param desired how many must be healthy
 * @param healthy how many are: ready and not on their way out
 * @param unmanaged names of pods that nobody keeps at a number: a share cannot be said of them
 * @param problem why nothing can be said; empty otherwise, and then nothing is allowed
 */
public record DisruptionBudget(
    int expected, int desired, int healthy, List<String> unmanaged, String problem) {
  public DisruptionBudget {
    unmanaged = List.copyOf(unmanaged);
  }

  public int allowed() {
    return problem.isEmpty() && expected > 0 ? Math.max(0, healthy - desired) : 0;
  }

  /** Counts as of now. */
  public static DisruptionBudget of(KubeObject budget, Cluster cluster) {
    LabelSelector selector = LabelSelector.of(budget.spec().path("selector"));
    List<KubeObject> pods =
        cluster.list(ResourceType.PODS, Selection.namespace(budget.namespace())).items().stream()
            .filter(p -> selector.matches(p.labels()) && !isFinished(p))
            .toList();
    int healthy = (int) pods.stream().filter(DisruptionBudget::isHealthy).count();
    JsonNode least = budget.spec().path("minAvailable");
    if (least.isNumber()) {
      return new DisruptionBudget(pods.size(), least.asInt(0), healthy, List.of(), "");
    }
    return share(budget, pods, healthy, cluster);
  }

  /** The pods are a share of what those who keep them want to have. */
  private static DisruptionBudget share(
      KubeObject budget, List<KubeObject> pods, int healthy, Cluster cluster) {
    JsonNode least = budget.spec().path("minAvailable");
    var unmanaged = new ArrayList<String>();
    var replicas = new HashMap<String, Integer>();
    for (KubeObject pod : pods) {
      if (pod.controller().isEmpty()) {
        unmanaged.add(pod.name());
        continue;
      }
      Optional<KubeObject> scalable = scalable(pod, cluster);
      if (scalable.isEmpty()) {
        return new DisruptionBudget(0, 0, healthy, unmanaged, withoutScale(pod));
      }
      replicas.put(scalable.get().uid(), scalable.get().spec().path("replicas").asInt(1));
    }
    int expected = replicas.values().stream().mapToInt(Integer::intValue).sum();
    JsonNode most = budget.spec().path("maxUnavailable");
    int desired =
        least.isString() ? share(least, expected) : Math.max(0, expected - count(most, expected));
    return new DisruptionBudget(expected, desired, healthy, unmanaged, "");
  }

  private static String withoutScale(KubeObject pod) {
    return pod.controller()
        .flatMap(o -> ResourceType.of(GroupVersionKind.of(o.apiVersion(), o.kind())))
        .filter(type -> !type.has(ResourceType.Trait.SCALE))
        .map(type -> type.qualifiedName() + " does not implement the scale subresource")
        .orElseGet(() -> "found no controllers for pod \"" + pod.name() + "\"");
  }

  private static int count(JsonNode value, int of) {
    return value.isNumber() ? value.asInt(0) : share(value, of);
  }

  /** A percentage, rounded up. */
  private static int share(JsonNode percent, int of) {
    String text = percent.asString("").replace("%", "");
    return text.matches("[0-9]{1,4}") ? (Integer.parseInt(text) * of + 99) / 100 : 0;
  }

  /** The object that says how many pods like this there are to be: the topmost with a scale. */
  private static Optional<KubeObject> scalable(KubeObject pod, Cluster cluster) {
    Optional<KubeObject> found = Optional.empty();
    Optional<KubeObject> at = Optional.of(pod);
    while (at.isPresent()) {
      KubeObject child = at.get();
      at =
          child
              .controller()
              .flatMap(o ->
                  ResourceType.of(GroupVersionKind.of(o.apiVersion(), o.kind()))
                      .filter(t -> t.has(ResourceType.Trait.SCALE))
                      .flatMap(t -> cluster.find(t, new ObjectName(child.namespace(), o.name())))
                      .filter(owner -> owner.uid().equals(o.uid())));
      found = at.isPresent() ? at : found;
    }
    return found;
  }

  static boolean isFinished(KubeObject pod) {
    String phase = pod.status().path("phase").asString("");
    return phase.equals("Succeeded") || phase.equals("Failed");
  }

  static boolean isHealthy(KubeObject pod) {
    if (pod.isBeingDeleted()) {
      return false;
    }
    for (JsonNode condition : pod.status().path("conditions")) {
      if (condition.path("type").asString("").equals("Ready")) {
        return condition.path("status").asString("").equals("True");
      }
    }
    return false;
  }

  /** As the status says it. */
  public Map<String, Integer> counts() {
    return Map.of(
        "disruptionsAllowed", allowed(),
        "currentHealthy", healthy,
        "desiredHealthy", desired,
        "expectedPods", expected);
  }
}
