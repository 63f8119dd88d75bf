package dev.slipway.kubernetes.controller;

import dev.slipway.manifest.KubeObject;
import java.util.List;
import java.util.Set;

/** The Recreate strategy: no new pod before the last old one has gone. */
final class Recreate {
  private static final Set<String> FINISHED = Set.of("Succeeded", "Failed");

  private Recreate() {}

  static void plan(Rollout rollout, List<KubeObject> pods) {
    Revisions.sync(rollout);
    if (!stopOld(rollout) && !isOldRunning(rollout, pods)) {
      Revisions.syncOrCreate(rollout);
      rollout.current().ifPresent(set -> rollout.scale(set, rollout.deployment().replicas()));
      if (DeploymentStatus.isComplete(rollout.deployment(), rollout.deployment().status())) {
        Cleanup.plan(rollout);
      }
    }
    DeploymentStatus.plan(rollout);
  }

  private static boolean stopOld(Rollout rollout) {
    boolean changed = false;
    for (ReplicaSetView set : rollout.activeOld()) {
      changed |= rollout.scale(set, 0);
    }
    return changed;
  }

  private static boolean isOldRunning(Rollout rollout, List<KubeObject> pods) {
    if (rollout.old().stream().anyMatch(s -> s.statusReplicas() > 0)) {
      return true;
    }
    String current = rollout.current().map(ReplicaSetView::uid).orElse("");
    return pods.stream()
        .filter(p -> !Owners.isControlledBy(p, current))
        .anyMatch(p -> !FINISHED.contains(p.status().path("phase").asString("")));
  }
}
