package dev.slipway.kubernetes.controller;

import dev.slipway.kubernetes.controller.Conditions.Condition;
import dev.slipway.manifest.KubeObject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/** What is left in a namespace that goes, as its conditions tell it. */
final class NamespaceContent {
  private static final List<Condition> DONE =
      List.of(
          new Condition(
              "NamespaceDeletionDiscoveryFailure",
              "False",
              "ResourcesDiscovered",
              "All resources successfully discovered"),
          new Condition(
              "NamespaceDeletionGroupVersionParsingFailure",
              "False",
              "ParsedGroupVersions",
              "All legacy kube types successfully parsed"),
          new Condition(
              "NamespaceDeletionContentFailure",
              "False",
              "ContentDeleted",
              "All content successfully deleted, may be waiting on finalization"));

  private final Map<String, Integer> objects = new TreeMap<>();
  private final Map<String, Integer> finalizers = new TreeMap<>();

  /** Counts objects of a kind, as it is named in the conditions. */
  void add(String resource, List<KubeObject> left) {
    if (!left.isEmpty()) {
      objects.put(resource.contains(".") ? resource : resource + ".", left.size());
    }
    left.forEach(o -> o.finalizers().forEach(f -> finalizers.merge(f, 1, Integer::sum)));
  }

  boolean isEmpty() {
    return objects.isEmpty();
  }

  /** Writes the conditions into a namespace's tree. */
  void tell(ObjectNode namespace, Instant now) {
    var conditions = new Conditions(namespace.withObject("/status"), Conditions.Stamp.NONE);
    DONE.forEach(c -> conditions.replace(c, now));
    conditions.replace(
        condition(
            "NamespaceContentRemaining",
            objects,
            " has ",
            new String[] {"SomeResourcesRemain", "Some resources are remaining: "},
            new String[] {"ContentRemoved", "All content successfully removed"}),
        now);
    conditions.replace(
        condition(
            "NamespaceFinalizersRemaining",
            finalizers,
            " in ",
            new String[] {
              "SomeFinalizersRemain", "Some content in the namespace has finalizers remaining: "
            },
            new String[] {"ContentHasNoFinalizers", "All content-preserving finalizers finished"}),
        now);
  }

  private static Condition condition(
      String type, Map<String, Integer> left, String verb, String[] some, String[] none) {
    String counted =
        left.entrySet().stream()
            .map(e -> e.getKey() + verb + e.getValue() + " resource instances")
            .collect(Collectors.joining(", "));
    return left.isEmpty()
        ? new Condition(type, "False", none[0], none[1])
        : new Condition(type, "True", some[0], some[1] + counted);
  }
}
