package dev.slipway.kubernetes.controller;

import dev.slipway.manifest.KubeObject;
import java.time.Instant;
import java.util.List;

/**
 * How a ReplicaSet's pods are at one moment.
 *
 * @param ready those that are ready
 * @param available those that have been ready for as long as the set asks
 */
record PodCounts(int ready, int available) {

  /** Counts the pods themselves. */
  static PodCounts of(ReplicaSetView set, List<KubeObject> pods, Instant now) {
    List<PodView> active =
        pods.stream()
            .filter(p -> Owners.isControlledBy(p, set.uid()))
            .map(PodView::new)
            .filter(PodView::isActive)
            .toList();
    return new PodCounts(
        Math.toIntExact(active.stream().filter(PodView::isReady).count()),
        Math.toIntExact(active.stream().filter(p -> p.isAvailable(set.minReady(), now)).count()));
  }

  /** What the set reports, which lags behind its pods. */
  static PodCounts reported(ReplicaSetView set) {
    return new PodCounts(set.ready(), set.available());
  }
}
