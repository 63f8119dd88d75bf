package dev.slipway.kubernetes.controller;

import java.util.List;

/** The rolling strategy: one change per planning, new pods first, then as many old as allowed. */
final class RollingUpdate {
  private RollingUpdate() {}

  static void plan(Rollout rollout) {
    Revisions.syncOrCreate(rollout);
    if (!growNew(rollout) && !shrinkOld(rollout)) {
      if (DeploymentStatus.isComplete(rollout.deployment(), rollout.deployment().status())) {
        Cleanup.plan(rollout);
      }
    }
    DeploymentStatus.plan(rollout);
  }

  /** How big the new set may be now; {@code set} need not be known to the rollout yet. */
  static int sizeOfNew(Rollout rollout, ReplicaSetView set) {
    DeploymentView deployment = rollout.deployment();
    if (!deployment.isRolling()) {
      return deployment.replicas();
    }
    int free = deployment.max() - rollout.total();
    int missing = deployment.replicas() - set.replicas();
    return free <= 0 ? set.replicas() : set.replicas() + Math.min(free, missing);
  }

  private static boolean growNew(Rollout rollout) {
    return rollout
        .current()
        .map(set -> {
          int target = rollout.deployment().replicas();
          return rollout.scale(set, set.replicas() > target ? target : sizeOfNew(rollout, set));
        })
        .orElse(false);
  }

  private static boolean shrinkOld(Rollout rollout) {
    List<ReplicaSetView> old = rollout.activeOld();
    int unavailableNew =
        rollout.current().map(s -> s.replicas() - rollout.lastingAvailable(s)).orElse(0);
    int budget = rollout.total() - rollout.deployment().minAvailable() - unavailableNew;
    if (old.isEmpty() || budget <= 0) {
      return false;
    }
    // A set with more available pods than it asks for has not settled from the last step.
    if (old.stream().anyMatch(s -> rollout.availableNow(s) > s.replicas())) {
      return false;
    }
    boolean changed = removeUnhealthy(rollout, budget);
    return removeSurplus(rollout) || changed;
  }

  /**
   * Gives up pods that are not available. Ready ones among them (not for long enough, or the clock
   * was set back) serve: they go only while enough ready ones stay.
   */
  private static boolean removeUnhealthy(Rollout rollout, int budget) {
    int left = budget;
    int ready = rollout.all().stream().mapToInt(rollout::lastingReady).sum();
    int spare = Math.max(0, ready - rollout.deployment().minAvailable());
    for (ReplicaSetView set : rollout.activeOld()) {
      int unready = set.replicas() - rollout.lastingReady(set);
      int unavailable = set.replicas() - rollout.availableNow(set);
      int removed = Math.min(left, Math.min(unavailable, unready + spare));
      if (removed > 0) {
        rollout.scale(set, set.replicas() - removed);
        left -= removed;
        spare -= Math.max(0, removed - unready);
      }
    }
    return left < budget;
  }

  private static boolean removeSurplus(Rollout rollout) {
    int lasting = rollout.all().stream().mapToInt(rollout::lastingAvailable).sum();
    int surplus = lasting - rollout.deployment().minAvailable();
    int left = surplus;
    for (ReplicaSetView set : rollout.activeOld()) {
      int removed = Math.min(left, set.replicas());
      if (removed > 0) {
        rollout.scale(set, set.replicas() - removed);
        left -= removed;
      }
    }
    return left < surplus;
  }
}
