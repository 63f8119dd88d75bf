package dev.slipway.delivery;

import dev.slipway.delivery.ledger.Lease;
import dev.slipway.delivery.ledger.Ledger;
import dev.slipway.delivery.release.Author;
import dev.slipway.delivery.release.Contents;
import dev.slipway.delivery.release.Release;
import dev.slipway.delivery.release.Stamps;
import dev.slipway.delivery.release.Workload;
import dev.slipway.manifest.KubeObject;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * Brings the manifests of an earlier release back: what pods read first, then the Deployments, so
 * that no pod starts with the configuration of another release (F19).
 */
final class Restoration {
  private final Lease lease;
  private final Ledger ledger;
  private final ClusterEdit edit;
  private final Clock clock;

  Restoration(Lease lease, Ledger ledger, ClusterEdit edit, Clock clock) {
    this.lease = lease;
    this.ledger = ledger;
    this.edit = edit;
    this.clock = clock;
  }

  /** Restores some Deployments of a way back, and all configuration; false when overtaken. */
  boolean restore(Release release, List<String> workloads) {
    List<KubeObject> manifests = ledger.manifests(lease.environment(), release.number());
    for (KubeObject object : manifests) {
      if (!object.kind().equals("Deployment")) {
        edit.write(object, live -> configuration(object, live));
      }
    }
    boolean all = true;
    for (KubeObject object : manifests) {
      if (object.kind().equals("Deployment") && workloads.contains(object.name())) {
        all &= edit.write(object, live -> deployment(release, object, live));
      }
    }
    for (String gone : release.undo().map(Release.Undo::scaledDown).orElse(List.of())) {
      if (workloads.contains(gone)) {
        all &= edit.write(named(gone), live -> live.map(Restoration::scaledDown));
      }
    }
    return all;
  }

  private static Optional<KubeObject> configuration(KubeObject wanted, Optional<KubeObject> live) {
    boolean same = live.filter(l -> Contents.clean(l).equals(wanted)).isPresent();
    return same ? Optional.empty() : Optional.of(wanted);
  }

  /** The Deployment as it was, unless somebody has put something else there meanwhile. */
  private Optional<KubeObject> deployment(
      Release release, KubeObject wanted, Optional<KubeObject> live) {
    if (!ledger.isHeld(lease)) {
      return Optional.empty();
    }
    Optional<String> expected = release.workload(wanted.name()).flatMap(Workload::before);
    if (live.isPresent() && !live.map(Contents::template).equals(expected)) {
      return Optional.empty();
    }
    return Optional.of(
        wanted.edited(tree -> {
          keepScale(tree, live);
          ObjectNode annotations = tree.withObject("/metadata").withObject("/annotations");
          Author author = Author.of(WayBack.DELIVERY, "slipway", clock.instant());
          Stamps.of(author).forEach(annotations::put);
          annotations.put(Stamps.CHANGE_CAUSE, release.cause());
        }));
  }

  /** How many pods there are is no part of what is undone, unless there are none. */
  private static void keepScale(ObjectNode tree, Optional<KubeObject> live) {
    int replicas = live.map(l -> l.spec().path("replicas").asInt(0)).orElse(0);
    if (replicas > 0) {
      tree.withObject("/spec").put("replicas", replicas);
    }
  }

  private static KubeObject scaledDown(KubeObject live) {
    return live.edited(tree -> tree.withObject("/spec").put("replicas", 0));
  }

  private KubeObject named(String deployment) {
    return KubeObject.create(
        dev.slipway.manifest.GroupVersionKind.of("apps/v1", "Deployment"),
        new dev.slipway.manifest.ObjectName(lease.environment().namespace(), deployment),
        tree -> {});
  }
}
