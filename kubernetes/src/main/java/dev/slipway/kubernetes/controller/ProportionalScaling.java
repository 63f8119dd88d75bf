package dev.slipway.kubernetes.controller;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Spreads a change of the Deployment's size over the sets of a rollout in progress. */
final class ProportionalScaling {
  private ProportionalScaling() {}

  static void plan(Rollout rollout) {
    Optional<ReplicaSetView> only = onlyOne(rollout);
    if (only.isPresent()) {
      rollout.scale(only.get(), rollout.deployment().replicas());
    } else if (isSaturated(rollout)) {
      rollout.activeOld().forEach(set -> rollout.scale(set, 0));
    } else if (rollout.deployment().isRolling()) {
      spread(rollout);
    }
  }

  /** The only active set; with none active the current one, else the newest. */
  private static Optional<ReplicaSetView> onlyOne(Rollout rollout) {
    List<ReplicaSetView> active = active(rollout);
    if (active.isEmpty()) {
      List<ReplicaSetView> old = rollout.old();
      return rollout
          .current()
          .or(() -> old.isEmpty() ? Optional.empty() : Optional.of(old.getLast()));
    }
    return active.size() == 1 ? Optional.of(active.getFirst()) : Optional.empty();
  }

  private static List<ReplicaSetView> active(Rollout rollout) {
    return rollout.all().stream().filter(ReplicaSetView::isActive).toList();
  }

  private static boolean isSaturated(Rollout rollout) {
    int replicas = rollout.deployment().replicas();
    return rollout
        .current()
        .filter(s -> s.replicas() == replicas && s.desired() == replicas)
        .filter(s -> rollout.availableNow(s) == replicas)
        .isPresent();
  }

  private static void spread(Rollout rollout) {
    DeploymentView deployment = rollout.deployment();
    int allowed = deployment.replicas() > 0 ? deployment.max() : 0;
    int toAdd = allowed - rollout.total();
    List<ReplicaSetView> sets = active(rollout).stream().sorted(order(toAdd)).toList();
    int[] change = new int[sets.size()];
    int added = 0;
    for (int i = 0; i < change.length; i++) {
      int left = toAdd - added;
      int share = share(deployment, sets.get(i));
      change[i] = left == 0 ? 0 : toAdd > 0 ? Math.min(share, left) : Math.max(share, left);
      added += change[i];
    }
    for (int i = 0; i < change.length; i++) {
      int rest = i == 0 ? toAdd - added : 0;
      rollout.scale(sets.get(i), Math.max(0, sets.get(i).replicas() + change[i] + rest));
    }
  }

  /** Biggest first; of equal ones the newer grows and the older shrinks. */
  private static Comparator<ReplicaSetView> order(int toAdd) {
    var age = ReplicaSetView.OLDEST_FIRST;
    return Comparator.comparingInt(ReplicaSetView::replicas)
        .reversed()
        .thenComparing(toAdd > 0 ? age.reversed() : age);
  }

  private static int share(DeploymentView deployment, ReplicaSetView set) {
    if (deployment.replicas() == 0) {
      return -set.replicas();
    }
    long before = set.max() > 0 ? set.max() : deployment.status().path("replicas").asLong(0);
    if (before == 0) {
      return 0;
    }
    return Math.toIntExact(Math.round((double) set.replicas() * deployment.max() / before))
        - set.replicas();
  }
}
