package dev.slipway.kubernetes.controller;

import dev.slipway.kubernetes.controller.EventRecorder.Severity;
import dev.slipway.manifest.KubeObject;
import dev.slipway.manifest.LabelSelector;
import dev.slipway.manifest.Timestamps;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Decides which pods of one ReplicaSet to adopt, release, create and delete, and what it reports.
 *
 * <p>The snapshot is read from the store itself and therefore holds every write made so far; there
 * is no lagging cache that would need expectations of writes not seen yet.
 */
final class ReplicaSetPlanner {
  private static final int BURST = 500;

  private final ReplicaSetSnapshot snapshot;
  private final List<Action> actions = new ArrayList<>();

  private ReplicaSetPlanner(ReplicaSetSnapshot snapshot) {
    this.snapshot = snapshot;
  }

  static List<Action> plan(ReplicaSetSnapshot snapshot) {
    return new ReplicaSetPlanner(snapshot).plan();
  }

  /** The status after a failed create or delete: the counts are true, the failure is named. */
  static Optional<Action> failure(ReplicaSetSnapshot snapshot, String reason, String message) {
    var planner = new ReplicaSetPlanner(snapshot);
    ObjectNode status = planner.counts(planner.active());
    var condition = status.withArray("/conditions").addObject();
    condition.put("type", "ReplicaFailure").put("status", "True");
    condition.put("lastTransitionTime", Timestamps.seconds(snapshot.now()));
    condition.put("reason", reason).put("message", message);
    boolean known =
        Conditions.find(snapshot.set().status(), "ReplicaFailure")
            .filter(c -> c.path("message").asString("").equals(message))
            .isPresent();
    return known ? Optional.empty() : planner.statusAction(status);
  }

  private List<Action> plan() {
    List<PodView> active = active();
    List<PodView> kept = new ArrayList<>(active);
    if (!snapshot.set().isBeingDeleted()) {
      claim();
      create(active.size());
      kept.removeAll(delete(active));
    }
    // Written first and without the pods that go: who relies on these counts, as a rolling update
    // does, must never see more available pods than there are going to be.
    statusAction(counts(kept)).ifPresent(status -> actions.addFirst(status));
    nextAvailability(kept).ifPresent(after -> actions.add(new Action.Again(after)));
    return List.copyOf(actions);
  }

  private String uid() {
    return snapshot.set().uid();
  }

  private LabelSelector selector() {
    return LabelSelector.of(snapshot.set().spec().path("selector"));
  }

  private List<PodView> active() {
    LabelSelector selector = selector();
    return snapshot.pods().stream()
        .filter(
            p -> selector.matches(p.labels()) && (Owners.isControlledBy(p, uid()) || isOrphan(p)))
        .map(PodView::new)
        .filter(PodView::isActive)
        .toList();
  }

  private static boolean isOrphan(KubeObject pod) {
    return pod.controller().isEmpty() && !pod.isBeingDeleted();
  }

  private void claim() {
    LabelSelector selector = selector();
    for (KubeObject pod : snapshot.pods()) {
      boolean matches = selector.matches(pod.labels());
      if (matches && isOrphan(pod) && new PodView(pod).isActive()) {
        actions.add(new Action.Update(Owners.adopted(pod, snapshot.set())));
      } else if (!matches && Owners.isControlledBy(pod, uid()) && !pod.isBeingDeleted()) {
        actions.add(new Action.Update(Owners.released(pod, uid())));
      }
    }
  }

  private int replicas() {
    return snapshot.set().spec().path("replicas").asInt(1);
  }

  private void create(int present) {
    for (int i = 0; i < Math.min(replicas() - present, BURST); i++) {
      actions.add(new Action.CreatePod(KubeObject.of(pod()), snapshot.set()));
    }
  }

  /** Plans the deletion of pods beyond the wanted number and tells which. */
  private List<PodView> delete(List<PodView> active) {
    int surplus = Math.clamp(active.size() - replicas(), 0, BURST);
    List<PodView> victims = Victims.choose(active, surplus, snapshot.now());
    for (PodView victim : victims) {
      actions.add(new Action.Delete(victim.object()));
      emit("SuccessfulDelete", "Deleted pod: " + victim.name());
    }
    return victims;
  }

  private void emit(String reason, String message) {
    actions.add(new Action.Emit(snapshot.set(), Severity.NORMAL, reason, message));
  }

  private ObjectNode pod() {
    JsonNode template = template();
    ObjectNode pod =
        JsonNodeFactory.instance.objectNode().put("apiVersion", "v1").put("kind", "Pod");
    ObjectNode metadata = pod.putObject("metadata");
    metadata.put("generateName", snapshot.set().name() + "-");
    metadata.put("namespace", snapshot.set().namespace());
    for (String field : List.of("labels", "annotations", "finalizers")) {
      JsonNode value = template.path("metadata").path(field);
      if (!value.isEmpty()) {
        metadata.set(field, value.deepCopy());
      }
    }
    Owners.control(pod, snapshot.set());
    pod.set("spec", template.path("spec").deepCopy());
    return pod;
  }

  private JsonNode template() {
    return snapshot.set().spec().path("template");
  }

  private Duration minReady() {
    return new ReplicaSetView(snapshot.set()).minReady();
  }

  private ObjectNode counts(List<PodView> active) {
    var labels = KubeObject.strings(template().path("metadata").path("labels")).entrySet();
    ObjectNode status = JsonNodeFactory.instance.objectNode();
    status.put("replicas", active.size());
    put(
        status,
        "fullyLabeledReplicas",
        active.stream().filter(p -> p.object().labels().entrySet().containsAll(labels)).count());
    put(status, "readyReplicas", active.stream().filter(PodView::isReady).count());
    put(
        status,
        "availableReplicas",
        active.stream().filter(p -> p.isAvailable(minReady(), snapshot.now())).count());
    status.put("observedGeneration", snapshot.set().generation());
    return status;
  }

  private static void put(ObjectNode status, String field, long count) {
    if (count > 0) {
      status.put(field, Math.toIntExact(count));
    }
  }

  private Optional<Action> statusAction(ObjectNode status) {
    if (status.equals(snapshot.set().status())) {
      return Optional.empty();
    }
    return Optional.of(
        new Action.UpdateStatus(snapshot.set().edited(tree -> tree.set("status", status))));
  }

  /** When the next ready pod becomes available; condition times are whole seconds. */
  private Optional<Duration> nextAvailability(List<PodView> active) {
    Instant now = snapshot.now();
    return active.stream()
        .filter(p -> p.isReady() && !p.isAvailable(minReady(), now))
        .flatMap(p -> p.readySince().stream())
        .map(since -> Duration.between(now, since.plus(minReady())))
        .min(Duration::compareTo);
  }
}
