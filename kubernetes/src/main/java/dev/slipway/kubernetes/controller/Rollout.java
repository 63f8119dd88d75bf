package dev.slipway.kubernetes.controller;

import dev.slipway.kubernetes.controller.EventRecorder.Severity;
import dev.slipway.manifest.KubeObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** One planning of one Deployment: its sets as the actions so far leave them, and the actions. */
final class Rollout {
  private final Instant now;
  private final Map<String, PodCounts> counts;
  private final Map<String, ReplicaSetView> sets = new LinkedHashMap<>();
  private final List<Action> actions = new ArrayList<>();
  private KubeObject working;
  private Optional<String> current;

  Rollout(DeploymentSnapshot snapshot) {
    this.working = snapshot.deployment();
    this.now = snapshot.now();
    this.counts = snapshot.counts();
    snapshot.sets().stream()
        .map(ReplicaSetView::new)
        .sorted(ReplicaSetView.OLDEST_FIRST)
        .forEach(s -> sets.put(s.name(), s));
    this.current =
        sets.values().stream()
            .filter(s -> Revisions.sameTemplate(s.template(), working.spec().path("template")))
            .findFirst()
            .map(ReplicaSetView::name);
  }

  DeploymentView deployment() {
    return new DeploymentView(working);
  }

  Instant now() {
    return now;
  }

  /** The set of the present template; empty when it has not been created. */
  Optional<ReplicaSetView> current() {
    return current.map(sets::get);
  }

  /** The sets of other templates, oldest first. */
  List<ReplicaSetView> old() {
    return sets.values().stream()
        .filter(s -> current.filter(s.name()::equals).isEmpty())
        .sorted(ReplicaSetView.OLDEST_FIRST)
        .toList();
  }

  List<ReplicaSetView> activeOld() {
    return old().stream().filter(ReplicaSetView::isActive).toList();
  }

  /** Old sets oldest first, then the current one. */
  List<ReplicaSetView> all() {
    return Stream.concat(old().stream(), current().stream()).toList();
  }

  /** How many pods all sets together ask for. */
  int total() {
    return all().stream().mapToInt(ReplicaSetView::replicas).sum();
  }

  /**
   * How many pods of a set are available at this moment. What it reports lags behind: going by
   * that, a rollout would give up ready pods for others that have just failed.
   */
  int availableNow(ReplicaSetView set) {
    return counts(set).available();
  }

  private PodCounts counts(ReplicaSetView set) {
    return counts.getOrDefault(set.uid(), PodCounts.reported(set));
  }

  /** How many available pods of a set will stay: what exceeds its size is about to be deleted. */
  int lastingAvailable(ReplicaSetView set) {
    return Math.min(availableNow(set), set.replicas());
  }

  /** How many ready pods of a set will stay: a set that shrinks deletes unready ones first. */
  int lastingReady(ReplicaSetView set) {
    return Math.min(counts(set).ready(), set.replicas());
  }

  /** How many available pods the sets report together. */
  int available() {
    return all().stream().mapToInt(ReplicaSetView::available).sum();
  }

  List<Action> actions() {
    return List.copyOf(actions);
  }

  void add(Action action) {
    actions.add(action);
  }

  /** Creates the set of the present template. */
  void create(ReplicaSetView set) {
    sets.put(set.name(), set);
    current = Optional.of(set.name());
    actions.add(new Action.Create(set.object()));
    if (set.replicas() > 0) {
      announce(set.name(), 0, set.replicas());
    }
  }

  void update(ReplicaSetView set) {
    sets.put(set.name(), set);
    actions.add(new Action.Update(set.object()));
  }

  void delete(ReplicaSetView set) {
    sets.remove(set.name());
    actions.add(new Action.Delete(set.object()));
  }

  /**
   * Gives a set another size, and the annotations of the Deployment's size.
   *
   * @return whether its size changes
   */
  boolean scale(ReplicaSetView set, int replicas) {
    boolean resized = set.replicas() != replicas;
    DeploymentView deployment = deployment();
    boolean stale = set.desired() != deployment.replicas() || set.max() != deployment.max();
    if (resized || stale) {
      update(set.scaled(replicas, deployment.replicas(), deployment.max()));
    }
    if (resized) {
      announce(set.name(), set.replicas(), replicas);
    }
    return resized;
  }

  private void announce(String set, int from, int to) {
    String direction = from < to ? "up" : "down";
    emit(
        Severity.NORMAL,
        "ScalingReplicaSet",
        "Scaled %s replica set %s from %d to %d".formatted(direction, set, from, to));
  }

  void emit(Severity severity, String reason, String message) {
    actions.add(new Action.Emit(working, severity, reason, message));
  }

  /** Sets an annotation of the Deployment itself. */
  void annotate(String key, String value) {
    if (value.equals(working.annotations().get(key))) {
      return;
    }
    ObjectNode annotations = JsonNodeFactory.instance.objectNode().put(key, value);
    actions.add(new Action.Annotate(working, annotations));
    working = working.edited(tree -> tree.withObject("/metadata/annotations").put(key, value));
  }

  /** Replaces the Deployment's status, for the rest of this planning too. */
  void writeStatus(ObjectNode status) {
    if (!status.equals(working.status())) {
      working = working.edited(tree -> tree.set("status", status));
      actions.add(new Action.UpdateStatus(working));
    }
  }
}
