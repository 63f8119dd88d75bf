package dev.slipway.kubernetes.controller;

import dev.slipway.manifest.KubeObject;
import dev.slipway.manifest.Timestamps;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** A pod as controllers read it. */
record PodView(KubeObject object) {
  private static final Set<String> FINISHED = Set.of("Succeeded", "Failed");

  String name() {
    return object.name();
  }

  String node() {
    return object.spec().path("nodeName").asString("");
  }

  String phase() {
    return object.status().path("phase").asString("");
  }

  boolean isFinished() {
    return FINISHED.contains(phase());
  }

  /** Neither on its way out nor finished. */
  boolean isActive() {
    return !isFinished() && !object.isBeingDeleted();
  }

  boolean isReady() {
    return Conditions.isTrue(object.status(), "Ready");
  }

  Optional<Instant> readySince() {
    return isReady()
        ? Conditions.find(object.status(), "Ready")
            .flatMap(c -> Timestamps.parse(c.path("lastTransitionTime").asString("")))
        : Optional.empty();
  }

  /** Whether the pod has been ready for so long. */
  boolean isAvailable(Duration minReady, Instant now) {
    return isReady()
        && (minReady.isZero()
            || readySince().filter(since -> !since.plus(minReady).isAfter(now)).isPresent());
  }

  int restarts() {
    int restarts = 0;
    for (JsonNode container : object.status().path("containerStatuses")) {
      restarts = Math.max(restarts, container.path("restartCount").asInt(0));
    }
    return restarts;
  }

  int deletionCost() {
    String cost =
        object.annotations().getOrDefault("controller.kubernetes.io/pod-deletion-cost", "0");
    return cost.matches("-?[0-9]{1,9}") ? Integer.parseInt(cost) : 0;
  }
}
