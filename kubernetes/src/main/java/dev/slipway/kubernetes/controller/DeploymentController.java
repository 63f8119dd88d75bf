package dev.slipway.kubernetes.controller;

import dev.slipway.kubernetes.ApiException;
import dev.slipway.kubernetes.Cluster;
import dev.slipway.kubernetes.ResourceType;
import dev.slipway.kubernetes.Selection;
import dev.slipway.kubernetes.WriteOptions;
import dev.slipway.manifest.KubeObject;
import dev.slipway.manifest.LabelSelector;
import dev.slipway.manifest.ObjectName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;

/** Gathers what the Deployment planner needs and performs what it decides. */
final class DeploymentController {
  private static final String NAME = "deployment-controller";
  private static final Duration LATE = Duration.ofSeconds(1);

  private final Cluster cluster;
  private final Executor executor;

  DeploymentController(Cluster cluster, EventRecorder events) {
    this.cluster = cluster;
    this.executor = new Executor(cluster, events, NAME);
  }

  Optional<Duration> reconcile(ObjectName name) {
    Optional<KubeObject> found = cluster.find(ResourceType.DEPLOYMENTS, name);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    KubeObject deployment = found.get();
    List<Action> claims = claims(deployment);
    if (!claims.isEmpty()) {
      executor.perform(claims);
    }
    DeploymentSnapshot snapshot = snapshot(deployment);
    var actions = new ArrayList<>(DeploymentPlanner.plan(snapshot));
    if (isReportLate(snapshot)) {
      actions.add(new Action.Again(LATE));
    }
    try {
      return executor.perform(actions);
    } catch (ApiException e) {
      if (e.isAlreadyExists()) {
        noteCollision(deployment, actions);
      }
      throw e;
    }
  }

  private DeploymentSnapshot snapshot(KubeObject deployment) {
    List<KubeObject> sets =
        sets(deployment).stream().filter(s -> Owners.isControlledBy(s, deployment.uid())).toList();
    var owners = sets.stream().map(KubeObject::uid).toList();
    List<KubeObject> pods =
        cluster
            .list(ResourceType.PODS, Selection.namespace(deployment.namespace()))
            .items()
            .stream()
            .filter(p -> p.controller().filter(o -> owners.contains(o.uid())).isPresent())
            .toList();
    Instant now = cluster.clock().instant();
    var counts = new HashMap<String, PodCounts>();
    sets.forEach(set -> counts.put(set.uid(), PodCounts.of(new ReplicaSetView(set), pods, now)));
    return new DeploymentSnapshot(deployment, sets, pods, counts, now);
  }

  /** A set whose report lags behind its pods wakes nobody when it never comes to differ. */
  private static boolean isReportLate(DeploymentSnapshot snapshot) {
    return snapshot.sets().stream()
        .map(ReplicaSetView::new)
        .anyMatch(s -> {
          PodCounts reported = PodCounts.reported(s);
          return !snapshot.counts().getOrDefault(s.uid(), reported).equals(reported);
        });
  }

  private List<KubeObject> sets(KubeObject deployment) {
    var selection = Selection.namespace(deployment.namespace());
    return cluster.list(ResourceType.REPLICA_SETS, selection).items();
  }

  /** Adopts matching ReplicaSets that nobody controls, releases own ones that do not match. */
  private List<Action> claims(KubeObject deployment) {
    LabelSelector selector = LabelSelector.of(deployment.spec().path("selector"));
    if (deployment.isBeingDeleted() || selector.selectsEverything()) {
      return List.of();
    }
    return sets(deployment).stream()
        .flatMap(set -> {
          boolean matches = selector.matches(set.labels());
          if (matches && set.controller().isEmpty() && !set.isBeingDeleted()) {
            return java.util.stream.Stream.of(Owners.adopted(set, deployment));
          }
          return !matches && Owners.isControlledBy(set, deployment.uid())
              ? java.util.stream.Stream.of(Owners.released(set, deployment.uid()))
              : java.util.stream.Stream.<KubeObject>empty();
        })
        .<Action>map(Action.Update::new)
        .toList();
  }

  /** Another template has the same hash: from now on the count salts it. */
  private void noteCollision(KubeObject deployment, List<Action> actions) {
    for (Action action : actions) {
      if (action instanceof Action.Create(KubeObject set)) {
        Optional<KubeObject> other = cluster.find(ResourceType.REPLICA_SETS, set.objectName());
        boolean foreign =
            other.filter(o -> !Owners.isControlledBy(o, deployment.uid())).isPresent()
                || other
                    .filter(o -> !Revisions.sameTemplate(template(o), template(set)))
                    .isPresent();
        if (foreign) {
          cluster.editStatus(
              ResourceType.DEPLOYMENTS,
              deployment.objectName(),
              tree ->
                  tree.withObject("/status")
                      .put(
                          "collisionCount",
                          tree.path("status").path("collisionCount").asInt(0) + 1),
              WriteOptions.by(NAME));
        }
      }
    }
  }

  private static tools.jackson.databind.JsonNode template(KubeObject set) {
    return set.spec().path("template");
  }
}
