package dev.slipway.kubernetes.controller;

import dev.slipway.kubernetes.Cluster;
import dev.slipway.kubernetes.DeleteOptions.Propagation;
import dev.slipway.kubernetes.ResourceType;
import dev.slipway.kubernetes.Selection;
import dev.slipway.manifest.KubeObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Removes the oldest of the pods that have ended once there are very many, as Kubernetes does:
 * whoever keeps making pods that fail must not fill the store.
 */
final class EndedPods {
  /** As many as a cluster of this size ever needs to look back at. */
  static final int KEPT = 1000;

  private static final Duration INTERVAL = Duration.ofSeconds(20);

  private final Cluster cluster;
  private final int kept;

  EndedPods(Cluster cluster, int kept) {
    this.cluster = cluster;
    this.kept = kept;
  }

  Optional<Duration> reconcile(String all) {
    List<KubeObject> ended =
        cluster.list(ResourceType.PODS, Selection.ALL).items().stream()
            .filter(p -> hasEnded(p) && !p.isBeingDeleted())
            .sorted(Comparator.comparing(p -> p.creationTimestamp().orElse(Instant.EPOCH)))
            .toList();
    ended.stream()
        .limit(Math.max(0, ended.size() - kept))
        .forEach(p -> Deletions.delete(cluster, ResourceType.PODS, p, Propagation.BACKGROUND));
    return Optional.of(INTERVAL);
  }

  private static boolean hasEnded(KubeObject pod) {
    String phase = pod.status().path("phase").asString("");
    return phase.equals("Succeeded") || phase.equals("Failed");
  }
}
