package dev.slipway.kubernetes.controller;

import java.util.Comparator;
import java.util.List;

/** Deletes the ReplicaSets of the oldest revisions beyond the history limit. */
final class Cleanup {
  private Cleanup() {}

  static void plan(Rollout rollout) {
    List<ReplicaSetView> old =
        rollout.old().stream()
            .filter(s -> !s.object().isBeingDeleted())
            .sorted(Comparator.comparingLong(ReplicaSetView::revision))
            .toList();
    int surplus = rollout.deployment().historyLimit().map(l -> old.size() - l).orElse(0);
    old.stream()
        .limit(Math.max(0, surplus))
        .filter(ReplicaSetView::isSettledAtZero)
        .forEach(rollout::delete);
  }
}
