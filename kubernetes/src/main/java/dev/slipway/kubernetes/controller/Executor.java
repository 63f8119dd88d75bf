package dev.slipway.kubernetes.controller;

import dev.slipway.kubernetes.ApiException;
import dev.slipway.kubernetes.Cluster;
import dev.slipway.kubernetes.DeleteOptions.Propagation;
import dev.slipway.kubernetes.ResourceType;
import dev.slipway.kubernetes.WriteOptions;
import dev.slipway.kubernetes.controller.EventRecorder.Severity;
import dev.slipway.manifest.KubeObject;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * Performs a planner's actions on the cluster, one after the other, and stops at the first that
 * fails: what was planned after it assumed that it would succeed.
 */
final class Executor {
  private final Cluster cluster;
  private final EventRecorder events;
  private final WriteOptions options;

  Executor(Cluster cluster, EventRecorder events, String manager) {
    this.cluster = cluster;
    this.events = events;
    this.options = WriteOptions.by(manager);
  }

  /**
   * Performs the actions.
   *
   * @return when to plan again although nothing else happens
   * @throws ApiException when the cluster refuses one
   */
  Optional<Duration> perform(List<Action> actions) {
    Map<String, String> written = new HashMap<>();
    Optional<Duration> again = Optional.empty();
    for (Action action : actions) {
      if (action instanceof Action.Again(Duration after)) {
        again = Optional.of(again.filter(a -> a.compareTo(after) < 0).orElse(after));
      } else {
        perform(action, written);
      }
    }
    return again;
  }

  private void perform(Action action, Map<String, String> written) {
    switch (action) {
      case Action.Create(KubeObject object) ->
          note(cluster.create(type(object), object, options), written);
      case Action.CreatePod(KubeObject pod, KubeObject owner) -> createPod(pod, owner);
      case Action.Update(KubeObject object) ->
          note(cluster.update(type(object), current(object, written), options), written);
      case Action.UpdateStatus(KubeObject object) ->
          note(cluster.updateStatus(type(object), current(object, written), options), written);
      case Action.Annotate(KubeObject object, ObjectNode annotations) ->
          note(annotate(object, annotations), written);
      case Action.Delete(KubeObject object) ->
          Deletions.delete(cluster, type(object), object, Propagation.BACKGROUND);
      case Action.Emit(KubeObject about, Severity severity, String reason, String message) ->
          events.record(about, severity, reason, message);
      case Action.Again _ -> {}
    }
  }

  private KubeObject annotate(KubeObject object, ObjectNode annotations) {
    return cluster.edit(
        type(object),
        object.objectName(),
        tree -> {
          if (KubeObject.of(tree).uid().equals(object.uid())) {
            tree.withObject("/metadata").withObject("/annotations").setAll(annotations);
          }
        },
        options);
  }

  private void createPod(KubeObject pod, KubeObject owner) {
    try {
      KubeObject created = cluster.create(ResourceType.PODS, pod, options);
      events.record(owner, Severity.NORMAL, "SuccessfulCreate", "Created pod: " + created.name());
    } catch (ApiException e) {
      events.record(owner, Severity.WARNING, "FailedCreate", "Error creating: " + e.getMessage());
      throw new PodCreationException(e);
    }
  }

  private static void note(KubeObject object, Map<String, String> written) {
    written.put(object.uid(), object.resourceVersion());
  }

  /** The object at the version this plan itself wrote last. */
  private static KubeObject current(KubeObject object, Map<String, String> written) {
    String version = written.get(object.uid());
    return version == null
        ? object
        : object.edited(t -> t.withObject("/metadata").put("resourceVersion", version));
  }

  private static ResourceType type(KubeObject object) {
    return ResourceType.of(object.groupVersionKind())
        .orElseThrow(() ->
            new IllegalArgumentException("the cluster stores no " + object.groupVersionKind()));
  }

  /** A pod was refused; the ReplicaSet or Job reports why. */
  static final class PodCreationException extends RuntimeException {
    PodCreationException(ApiException cause) {
      super(cause.getMessage(), cause);
    }

    String why() {
      return String.valueOf(getMessage());
    }
  }
}
