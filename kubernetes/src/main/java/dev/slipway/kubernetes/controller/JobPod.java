package dev.slipway.kubernetes.controller;

import dev.slipway.manifest.KubeObject;
import dev.slipway.manifest.Timestamps;
import java.time.Instant;
import java.util.OptionalInt;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/**
 * A pod as its Job sees it.
 *
 * @param awaitsEnd whether the Job takes a pod that is being deleted for failed only when it has
 *     ended ({@code podReplacementPolicy: Failed})
 */
record JobPod(KubeObject object, boolean awaitsEnd) {
  /** Keeps a pod until its Job has counted it. */
  static final String TRACKING = "batch.kubernetes.io/job-tracking";

  static final String INDEX = "batch.kubernetes.io/job-completion-index";

  JobPod(KubeObject object) {
    this(object, false);
  }

  boolean isTracked() {
    return object.finalizers().contains(TRACKING);
  }

  boolean hasSucceeded() {
    return phase().equals("Succeeded");
  }

  /** A pod that is taken away before it ends has failed its Job, unless the Job waits for ends. */
  boolean hasFailed() {
    boolean goes = object.isBeingDeleted() && !hasSucceeded();
    return hasEndedBadly() || (goes && (!awaitsEnd || isLetGo()));
  }

  /** Whether its node is done with it: only its finalizers keep the object. */
  private boolean isLetGo() {
    return object.metadata().path("deletionGracePeriodSeconds").asLong(1) == 0;
  }

  boolean hasEndedBadly() {
    return phase().equals("Failed");
  }

  boolean isActive() {
    return !hasSucceeded() && !hasEndedBadly() && !object.isBeingDeleted();
  }

  /** On its way out, its containers may still run. */
  boolean isTerminating() {
    return object.isBeingDeleted() && !isLetGo() && !hasEndedBadly() && !hasSucceeded();
  }

  boolean isReady() {
    return Conditions.isTrue(object.status(), "Ready");
  }

  private String phase() {
    return object.status().path("phase").asString("");
  }

  int restarts() {
    int sum = 0;
    for (String list : new String[] {"initContainerStatuses", "containerStatuses"}) {
      for (JsonNode status : object.status().path(list)) {
        sum += status.path("restartCount").asInt(0);
      }
    }
    return sum;
  }

  OptionalInt index() {
    String text = object.annotations().getOrDefault(INDEX, "");
    return text.matches("[0-9]{1,9}")
        ? OptionalInt.of(Integer.parseInt(text))
        : OptionalInt.empty();
  }

  /** When its last container ended, or the pod was told to. */
  Instant finished(Instant otherwise) {
    return StreamSupport.stream(object.status().path("containerStatuses").spliterator(), false)
        .map(s -> s.path("state").path("terminated").path("finishedAt").asString(""))
        .flatMap(t -> Timestamps.parse(t).stream())
        .max(Instant::compareTo)
        .or(object::deletionTimestamp)
        .orElse(otherwise);
  }

  /** The same pod, counted. */
  KubeObject counted() {
    return object.edited(tree -> {
      var kept = object.finalizers().stream().filter(f -> !f.equals(TRACKING)).toList();
      var list = tree.withObject("/metadata").putArray("finalizers");
      kept.forEach(list::add);
    });
  }
}
