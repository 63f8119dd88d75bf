package dev.slipway.node.schedule;

import dev.slipway.manifest.KubeObject;
import dev.slipway.manifest.LabelSelector;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/**
 * What a pod demands of the pods that are near it, and they of it: affinity, anti-affinity and
 * spread. On one node everybody is near, as far as the node has the label that means nearness.
 */
final class Neighbours {
  private static final String REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution";

  private final KubeObject pod;
  private final KubeObject node;
  private final List<KubeObject> others;
  private final Function<String, Map<String, String>> namespaceLabels;

  /**
   * @param others the pods of the node
   * @param namespaceLabels the labels of a namespace
   */
  Neighbours(
      KubeObject pod,
      KubeObject node,
      List<KubeObject> others,
      Function<String, Map<String, String>> namespaceLabels) {
    this.pod = pod;
    this.node = node;
    this.others = List.copyOf(others);
    this.namespaceLabels = namespaceLabels;
  }

  /** What keeps the pod from spreading as it must. */
  Optional<String> spread() {
    for (JsonNode constraint : pod.spec().path("topologySpreadConstraints")) {
      if (!constraint.path("whenUnsatisfiable").asString("DoNotSchedule").equals("DoNotSchedule")) {
        continue;
      }
      String unmet = "node(s) didn't match pod topology spread constraints";
      if (!node.labels().containsKey(constraint.path("topologyKey").asString(""))) {
        return Optional.of(unmet + " (missing required label)");
      }
      // With one place, that place is also the emptiest; with fewer than demanded, an empty one
      // counts as that.
      boolean isShort = constraint.path("minDomains").asInt(1) > 1;
      LabelSelector selector = LabelSelector.of(constraint.path("labelSelector"));
      long same =
          others.stream()
              .filter(o -> o.namespace().equals(pod.namespace()) && !o.isBeingDeleted())
              .filter(o -> selector.matches(o.labels()))
              .count();
      long skew = (selector.matches(pod.labels()) ? 1 : 0) + (isShort ? same : 0);
      if (skew > constraint.path("maxSkew").asInt(1)) {
        return Optional.of(unmet);
      }
    }
    return Optional.empty();
  }

  /** What the pod and the others demand of each other in vain. */
  List<String> affinity() {
    var unmet = new ArrayList<String>();
    if (!terms(pod, "podAffinity").stream().allMatch(this::isMet)) {
      unmet.add("node(s) didn't match pod affinity rules");
    } else if (terms(pod, "podAntiAffinity").stream()
        .anyMatch(t -> isHere(t) && others.stream().anyMatch(o -> selects(t, pod, o)))) {
      unmet.add("node(s) didn't match pod anti-affinity rules");
    } else if (others.stream()
        .anyMatch(o ->
            terms(o, "podAntiAffinity").stream().anyMatch(t -> isHere(t) && selects(t, o, pod)))) {
      unmet.add("node(s) didn't satisfy existing pods anti-affinity rules");
    }
    return unmet;
  }

  /** The first of a group that wants to be together has nobody to be with: it may begin. */
  private boolean isMet(JsonNode term) {
    return isHere(term)
        && (others.stream().anyMatch(o -> selects(term, pod, o)) || selects(term, pod, pod));
  }

  private boolean isHere(JsonNode term) {
    return node.labels().containsKey(term.path("topologyKey").asString(""));
  }

  private static List<JsonNode> terms(KubeObject of, String kind) {
    var terms = new ArrayList<JsonNode>();
    of.spec().path("affinity").path(kind).path(REQUIRED).forEach(terms::add);
    return terms;
  }

  /** Whether a term of {@code of} speaks of {@code other}. */
  private boolean selects(JsonNode term, KubeObject of, KubeObject other) {
    JsonNode selector = term.path("labelSelector");
    return selector.isObject()
        && isMeantNamespace(term, of, other.namespace())
        && LabelSelector.of(selector).matches(other.labels());
  }

  /** Its own when it names none. */
  private boolean isMeantNamespace(JsonNode term, KubeObject of, String namespace) {
    JsonNode selector = term.path("namespaceSelector");
    JsonNode names = term.path("namespaces");
    if (!selector.isObject() && names.isEmpty()) {
      return of.namespace().equals(namespace);
    }
    for (JsonNode name : names) {
      if (name.asString("").equals(namespace)) {
        return true;
      }
    }
    return selector.isObject()
        && LabelSelector.of(selector).matches(namespaceLabels.apply(namespace));
  }
}
