package dev.slipway.kubernetes.controller;

import dev.slipway.kubernetes.Cluster;
import dev.slipway.kubernetes.DeleteOptions.Propagation;
import dev.slipway.kubernetes.ResourceType;
import dev.slipway.kubernetes.Selection;
import dev.slipway.manifest.KubeObject;
import dev.slipway.manifest.Timestamps;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Removes events an hour after they were last seen, as Kubernetes does. */
final class EventExpiry {
  private static final Duration AGE = Duration.ofHours(1);
  private static final Duration INTERVAL = Duration.ofMinutes(5);

  private final Cluster cluster;

  EventExpiry(Cluster cluster) {
    this.cluster = cluster;
  }

  Optional<Duration> reconcile(String all) {
    Instant limit = cluster.clock().instant().minus(AGE);
    for (KubeObject event : cluster.list(ResourceType.EVENTS, Selection.ALL).items()) {
      if (seen(event).isBefore(limit)) {
        Deletions.delete(cluster, ResourceType.EVENTS, event, Propagation.BACKGROUND);
      }
    }
    return Optional.of(INTERVAL);
  }

  private static Instant seen(KubeObject event) {
    return Timestamps.parse(event.tree().path("lastTimestamp").asString(""))
        .or(event::creationTimestamp)
        .orElse(Instant.EPOCH);
  }
}
