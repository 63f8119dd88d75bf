package dev.slipway.kubernetes.controller;

import dev.slipway.manifest.KubeObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A ReplicaSet as the Deployment planner reads it; changes return a changed copy. */
record ReplicaSetView(KubeObject object) {
  static final String REVISION = "deployment.kubernetes.io/revision";
  static final String HISTORY = "deployment.kubernetes.io/revision-history";
  static final String DESIRED = "deployment.kubernetes.io/desired-replicas";
  static final String MAX = "deployment.kubernetes.io/max-replicas";
  static final String HASH_LABEL = "pod-template-hash";

  /** Oldest first; equal times by name, as every listing must be reproducible. */
  static final Comparator<ReplicaSetView> OLDEST_FIRST =
      Comparator.<ReplicaSetView, Instant>comparing(
              s -> s.object.creationTimestamp().orElse(Instant.EPOCH))
          .thenComparingLong(ReplicaSetView::revision)
          .thenComparing(ReplicaSetView::name);

  String name() {
    return object.name();
  }

  String uid() {
    return object.uid();
  }

  int replicas() {
    return object.spec().path("replicas").asInt(1);
  }

  /** How long a pod must have been ready to count as available. */
  Duration minReady() {
    return Duration.ofSeconds(object.spec().path("minReadySeconds").asLong(0));
  }

  int statusReplicas() {
    return status("replicas");
  }

  int ready() {
    return status("readyReplicas");
  }

  int available() {
    return status("availableReplicas");
  }

  private int status(String field) {
    return object.status().path(field).asInt(0);
  }

  boolean isActive() {
    return replicas() > 0;
  }

  long revision() {
    return number(REVISION);
  }

  /** The Deployment's size when this set was last scaled; -1 when it never was. */
  long desired() {
    return object.annotations().containsKey(DESIRED) ? number(DESIRED) : -1;
  }

  long max() {
    return number(MAX);
  }

  String annotation(String key) {
    return object.annotations().getOrDefault(key, "");
  }

  private long number(String annotation) {
    String text = annotation(annotation);
    return text.matches("[0-9]{1,18}") ? Long.parseLong(text) : 0;
  }

  boolean isSettledAtZero() {
    return replicas() == 0
        && statusReplicas() == 0
        && object.generation() <= object.status().path("observedGeneration").asLong(0)
        && !object.isBeingDeleted();
  }

  JsonNode template() {
    return object.spec().path("template");
  }

  /** The same set with another size and the annotations of the Deployment's present size. */
  ReplicaSetView scaled(int replicas, int desired, int max) {
    KubeObject resized = object.edited(tree -> tree.withObject("/spec").put("replicas", replicas));
    return new ReplicaSetView(resized)
        .annotated(Map.of(DESIRED, String.valueOf(desired), MAX, String.valueOf(max)));
  }

  ReplicaSetView annotated(Map<String, String> changes) {
    return new ReplicaSetView(
        object.edited(tree -> {
          ObjectNode annotations = tree.withObject("/metadata/annotations");
          changes.forEach(annotations::put);
        }));
  }
}
