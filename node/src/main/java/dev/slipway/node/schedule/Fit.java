package dev.slipway.node.schedule;

import dev.slipway.manifest.KubeObject;
import dev.slipway.manifest.Tolerations;
import dev.slipway.node.schedule.Verdict.Unfit.Remedy;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Whether the only node can take a pod: Kubernetes' filters in Kubernetes' order, of which the
 * first that objects is told.
 *
 * <p>One thing is laxer: processors are shared by weight, so pods may ask for more of them together
 * than there are, as long as each alone asks for no more. Memory cannot be shared so; it is
 * counted.
 */
final class Fit {
  private static final String DEFAULT_SCHEDULER = "default-scheduler";
  private static final String PROCESSORS = "cpu";
  private static final String PODS = "pods";
  private static final Set<String> KEEPS_OUT = Set.of("NoSchedule", "NoExecute");

  private final KubeObject pod;
  private final KubeObject node;
  private final List<KubeObject> others;
  private final Neighbours neighbours;

  private Fit(
      KubeObject pod,
      KubeObject node,
      List<KubeObject> others,
      Function<String, Map<String, String>> namespaceLabels) {
    this.pod = pod;
    this.node = node;
    this.others = others;
    this.neighbours = new Neighbours(pod, node, others, namespaceLabels);
  }

  /**
   * Decides.
   *
   * @param all the pods of the cluster; those that have a node and have not ended count
   * @param namespaceLabels the labels of a namespace
   */
  static Verdict of(
      KubeObject pod,
      KubeObject node,
      List<KubeObject> all,
      Function<String, Map<String, String>> namespaceLabels) {
    String scheduler = pod.spec().path("schedulerName").asString(DEFAULT_SCHEDULER);
    if (!scheduler.equals(DEFAULT_SCHEDULER)) {
      return new Verdict.Foreign(scheduler);
    }
    if (!pod.spec().path("schedulingGates").isEmpty()) {
      return new Verdict.Gated();
    }
    var others = all.stream().filter(o -> isThere(o) && !o.uid().equals(pod.uid())).toList();
    return new Fit(pod, node, others, namespaceLabels).decide();
  }

  private static boolean isThere(KubeObject pod) {
    String phase = pod.status().path("phase").asString("");
    return !pod.spec().path("nodeName").asString("").isEmpty()
        && !phase.equals("Succeeded")
        && !phase.equals("Failed");
  }

  private Verdict decide() {
    Optional<String> never = taint();
    if (never.isEmpty() && !NodeMatch.wants(pod, node)) {
      never = Optional.of("node(s) didn't match Pod's node affinity/selector");
    }
    if (never.isPresent()) {
      return new Verdict.Unfit(List.of(never.get()), Remedy.NOT_HELPFUL);
    }
    List<String> reasons = ports();
    if (reasons.isEmpty()) {
      reasons = resources();
    }
    if (reasons.isEmpty()) {
      reasons = neighbours.spread().map(List::of).orElse(List.of());
    }
    if (reasons.isEmpty()) {
      reasons = neighbours.affinity();
    }
    return reasons.isEmpty() ? new Verdict.Fits() : new Verdict.Unfit(reasons, Remedy.NONE_FOUND);
  }

  private Optional<String> taint() {
    if (node.spec().path("unschedulable").asBoolean(false)) {
      JsonNode cordon =
          JsonNodeFactory.instance
              .objectNode()
              .put("key", "node.kubernetes.io/unschedulable")
              .put("effect", "NoSchedule");
      if (Tolerations.covering(pod, cordon).isEmpty()) {
        return Optional.of("node(s) were unschedulable");
      }
    }
    for (JsonNode taint : node.spec().path("taints")) {
      if (KEEPS_OUT.contains(taint.path("effect").asString(""))
          && Tolerations.covering(pod, taint).isEmpty()) {
        return Optional.of(
            "node(s) had untolerated taint {%s: %s}"
                .formatted(taint.path("key").asString(""), taint.path("value").asString("")));
      }
    }
    return Optional.empty();
  }

  private List<String> ports() {
    var taken = new HashSet<String>();
    others.forEach(o -> taken.addAll(hostPorts(o)));
    return hostPorts(pod).stream().anyMatch(taken::contains)
        ? List.of("node(s) didn't have free ports for the requested pod ports")
        : List.of();
  }

  private static Set<String> hostPorts(KubeObject pod) {
    var ports = new HashSet<String>();
    for (JsonNode container : pod.spec().path("containers")) {
      for (JsonNode port : container.path("ports")) {
        if (port.path("hostPort").asInt(0) > 0) {
          ports.add(port.path("protocol").asString("TCP") + port.path("hostPort").asInt(0));
        }
      }
    }
    return ports;
  }

  private List<String> resources() {
    Map<String, BigDecimal> allocatable = Requests.amounts(node.status().path("allocatable"));
    var reasons = new ArrayList<String>();
    BigDecimal most = allocatable.getOrDefault(PODS, BigDecimal.valueOf(Long.MAX_VALUE));
    if (BigDecimal.valueOf(others.size() + 1L).compareTo(most) > 0) {
      reasons.add("Too many pods");
    }
    Requests.of(pod)
        .forEach((name, wanted) -> {
          BigDecimal all = allocatable.getOrDefault(name, BigDecimal.ZERO);
          BigDecimal left = name.equals(PROCESSORS) ? all : all.subtract(used(name));
          if (wanted.signum() > 0 && wanted.compareTo(left) > 0) {
            reasons.add("Insufficient " + name);
          }
        });
    return reasons;
  }

  private BigDecimal used(String name) {
    return others.stream()
        .map(o -> Requests.of(o).getOrDefault(name, BigDecimal.ZERO))
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }
}
