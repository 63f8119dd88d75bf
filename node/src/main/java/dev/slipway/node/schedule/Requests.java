package dev.slipway.node.schedule;

import dev.slipway.manifest.KubeObject;
import dev.slipway.manifest.types.Quantity;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** How much of each resource pods ask for (Kubernetes, resource sharing within containers). */
final class Requests {
  private Requests() {}

  /**
   * What one pod needs at its peak: all main containers and sidecars together, or one init
   * container beside the sidecars that were started before it, whichever is more; and its overhead.
   */
  static Map<String, BigDecimal> of(KubeObject pod) {
    var running = new HashMap<String, BigDecimal>();
    var peak = new HashMap<String, BigDecimal>();
    for (JsonNode container : pod.spec().path("initContainers")) {
      Map<String, BigDecimal> own = amounts(container.path("resources").path("requests"));
      if (container.path("restartPolicy").asString("").equals("Always")) {
        add(running, own);
        largest(peak, running);
      } else {
        var beside = new HashMap<>(running);
        add(beside, own);
        largest(peak, beside);
      }
    }
    for (JsonNode container : pod.spec().path("containers")) {
      add(running, amounts(container.path("resources").path("requests")));
    }
    largest(peak, running);
    // What the pod states as a whole counts instead of the sum of its containers.
    peak.putAll(amounts(pod.spec().path("resources").path("requests")));
    add(peak, amounts(pod.spec().path("overhead")));
    return new TreeMap<>(peak);
  }

  /** The amounts of a list of resources by name. */
  static Map<String, BigDecimal> amounts(JsonNode list) {
    var amounts = new HashMap<String, BigDecimal>();
    for (var entry : list.properties()) {
      Quantity.parse(entry.getValue().asString(""))
          .ifPresent(quantity -> amounts.put(entry.getKey(), quantity.value()));
    }
    return amounts;
  }

  private static void add(Map<String, BigDecimal> sum, Map<String, BigDecimal> more) {
    more.forEach((name, amount) -> sum.merge(name, amount, BigDecimal::add));
  }

  private static void largest(Map<String, BigDecimal> most, Map<String, BigDecimal> other) {
    other.forEach((name, amount) -> most.merge(name, amount, BigDecimal::max));
  }
}
