package dev.slipway.kubernetes.controller;

import dev.slipway.kubernetes.controller.Conditions.Condition;
import dev.slipway.manifest.Timestamps;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What a Deployment reports: counts, Available, Progressing, ReplicaFailure. */
final class DeploymentStatus {
  private static final String PROGRESSING = "Progressing";
  private static final String DONE = "NewReplicaSetAvailable";
  private static final String TIMED_OUT = "ProgressDeadlineExceeded";

  private DeploymentStatus() {}

  /** Reports a rollout: counts and progress, judged against what was reported before. */
  static void plan(Rollout rollout) {
    DeploymentView before = rollout.deployment();
    ObjectNode status = counts(rollout);
    if (before.progressDeadline().isEmpty()) {
      new Conditions(status).remove(PROGRESSING);
    } else if (!isSettled(status)) {
      judge(rollout, status);
    }
    copyFailure(rollout, status);
    boolean changed = !status.equals(before.status());
    rollout.writeStatus(status);
    if (!changed) {
      watchDeadline(rollout, status);
    }
  }

  /** Reports counts only, for a paused Deployment or a change of its size. */
  static void planCounts(Rollout rollout) {
    rollout.writeStatus(counts(rollout));
  }

  static ObjectNode copyOf(DeploymentView deployment) {
    return deployment.status() instanceof ObjectNode status
        ? status.deepCopy()
        : JsonNodeFactory.instance.objectNode();
  }

  /** Whether every pod is of the present template and available. */
  static boolean isComplete(DeploymentView deployment, JsonNode status) {
    int replicas = deployment.replicas();
    return count(status, "updatedReplicas") == replicas
        && count(status, "replicas") == replicas
        && count(status, "availableReplicas") == replicas
        && status.path("observedGeneration").asLong(0) >= deployment.object().generation();
  }

  private static int count(JsonNode status, String field) {
    return status.path(field).asInt(0);
  }

  private static ObjectNode counts(Rollout rollout) {
    DeploymentView deployment = rollout.deployment();
    List<ReplicaSetView> all = rollout.all();
    ObjectNode status = JsonNodeFactory.instance.objectNode();
    status.put("observedGeneration", deployment.object().generation());
    put(status, "replicas", sum(all, ReplicaSetView::statusReplicas));
    put(status, "updatedReplicas", rollout.current().map(ReplicaSetView::statusReplicas).orElse(0));
    put(status, "readyReplicas", sum(all, ReplicaSetView::ready));
    put(status, "availableReplicas", rollout.available());
    put(status, "unavailableReplicas", Math.max(0, rollout.total() - rollout.available()));
    JsonNode conditions = deployment.status().path("conditions");
    if (conditions.isArray()) {
      status.set("conditions", conditions.deepCopy());
    }
    JsonNode collisions = deployment.status().path("collisionCount");
    if (collisions.isNumber()) {
      status.set("collisionCount", collisions);
    }
    new Conditions(status).set(available(rollout), rollout.now());
    return status;
  }

  private static int sum(List<ReplicaSetView> sets, ToIntFunction<ReplicaSetView> field) {
    return sets.stream().mapToInt(field).sum();
  }

  private static void put(ObjectNode status, String field, int value) {
    if (value != 0) {
      status.put(field, value);
    }
  }

  private static Condition available(Rollout rollout) {
    return rollout.available() >= rollout.deployment().minAvailable()
        ? new Condition(
            "Available", "True", "MinimumReplicasAvailable", "Deployment has minimum availability.")
        : new Condition(
            "Available",
            "False",
            "MinimumReplicasUnavailable",
            "Deployment does not have minimum availability.");
  }

  /** A finished rollout stays finished while only its size changes. */
  private static boolean isSettled(JsonNode status) {
    return count(status, "replicas") == count(status, "updatedReplicas")
        && Conditions.reason(status, PROGRESSING).equals(DONE);
  }

  private static void judge(Rollout rollout, ObjectNode status) {
    DeploymentView before = rollout.deployment();
    var conditions = new Conditions(status);
    String subject = subject(rollout);
    if (isComplete(before, status)) {
      var done =
          new Condition(PROGRESSING, "True", DONE, subject + " has successfully progressed.");
      conditions.set(done, rollout.now());
    } else if (isProgress(before.status(), status)) {
      var moved =
          new Condition(PROGRESSING, "True", "ReplicaSetUpdated", subject + " is progressing.");
      conditions.replace(moved, rollout.now());
    } else if (isTimedOut(before, status, rollout.now())) {
      var late =
          new Condition(PROGRESSING, "False", TIMED_OUT, subject + " has timed out progressing.");
      conditions.set(late, rollout.now());
    }
  }

  private static String subject(Rollout rollout) {
    return rollout
        .current()
        .map(s -> "ReplicaSet \"" + s.name() + "\"")
        .orElse("Deployment \"" + rollout.deployment().name() + "\"");
  }

  private static boolean isProgress(JsonNode before, JsonNode after) {
    int oldBefore = count(before, "replicas") - count(before, "updatedReplicas");
    int oldAfter = count(after, "replicas") - count(after, "updatedReplicas");
    return count(after, "updatedReplicas") > count(before, "updatedReplicas")
        || oldAfter < oldBefore
        || count(after, "readyReplicas") > count(before, "readyReplicas")
        || count(after, "availableReplicas") > count(before, "availableReplicas");
  }

  private static boolean isTimedOut(DeploymentView deployment, JsonNode status, Instant now) {
    String reason = Conditions.reason(status, PROGRESSING);
    if (reason.equals(DONE) || reason.equals(TIMED_OUT)) {
      return reason.equals(TIMED_OUT);
    }
    return deadline(deployment, status).filter(now::isAfter).isPresent();
  }

  private static Optional<Instant> deadline(DeploymentView deployment, JsonNode status) {
    return Conditions.find(status, PROGRESSING)
        .flatMap(c -> Timestamps.parse(c.path("lastUpdateTime").asString("")))
        .flatMap(since -> deployment.progressDeadline().map(since::plus));
  }

  private static void watchDeadline(Rollout rollout, ObjectNode status) {
    String reason = Conditions.reason(status, PROGRESSING);
    if (isComplete(rollout.deployment(), status)
        || reason.equals(TIMED_OUT)
        || reason.equals(DONE)) {
      return;
    }
    deadline(rollout.deployment(), status)
        .ifPresent(time -> {
          // A second more than the deadline: condition times are whole seconds.
          Duration left = Duration.between(rollout.now(), time);
          rollout.add(new Action.Again((left.isNegative() ? Duration.ZERO : left).plusSeconds(1)));
        });
  }

  private static void copyFailure(Rollout rollout, ObjectNode status) {
    Optional<JsonNode> failure =
        rollout
            .current()
            .flatMap(DeploymentStatus::failure)
            .or(() -> rollout.old().stream().flatMap(s -> failure(s).stream()).findFirst());
    var conditions = new Conditions(status);
    if (failure.isEmpty()) {
      conditions.remove("ReplicaFailure");
    } else {
      ObjectNode condition = (ObjectNode) failure.get().deepCopy();
      condition.set("lastUpdateTime", condition.path("lastTransitionTime"));
      conditions.copy(condition);
    }
  }

  private static Optional<JsonNode> failure(ReplicaSetView set) {
    return Conditions.find(set.object().status(), "ReplicaFailure");
  }
}
