package dev.slipway.kubernetes.controller;

import dev.slipway.kubernetes.controller.Conditions.Condition;
import dev.slipway.kubernetes.controller.EventRecorder.Severity;
import dev.slipway.manifest.KubeObject;
import dev.slipway.manifest.LabelSelector;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * Decides the next step of one Deployment.
 *
 * <p>The order of questions is Kubernetes' own: is its selector usable, is it going away, is it
 * paused, has its size changed, and only then what its strategy does next. Each planning changes
 * the sizes of ReplicaSets at most once; the changes come back as a new snapshot.
 */
final class DeploymentPlanner {
  private DeploymentPlanner() {}

  static List<Action> plan(DeploymentSnapshot snapshot) {
    var rollout = new Rollout(snapshot);
    DeploymentView deployment = rollout.deployment();
    if (LabelSelector.of(deployment.spec().path("selector")).selectsEverything()) {
      rollout.emit(
          Severity.WARNING,
          "SelectingAll",
          "This deployment is selecting all pods. A non-empty selector is required.");
    } else if (deployment.object().isBeingDeleted()) {
      DeploymentStatus.planCounts(rollout);
    } else {
      planLive(rollout, snapshot.pods());
    }
    return rollout.actions();
  }

  private static void planLive(Rollout rollout, List<KubeObject> pods) {
    notePause(rollout);
    if (rollout.deployment().isPaused() || isSizeChanged(rollout)) {
      Revisions.sync(rollout);
      ProportionalScaling.plan(rollout);
      if (rollout.deployment().isPaused()) {
        Cleanup.plan(rollout);
      }
      DeploymentStatus.planCounts(rollout);
    } else if (rollout.deployment().isRolling()) {
      RollingUpdate.plan(rollout);
    } else {
      Recreate.plan(rollout, pods);
    }
  }

  /** Whether a set was last scaled for another size of the Deployment. */
  private static boolean isSizeChanged(Rollout rollout) {
    return rollout.all().stream()
        .filter(ReplicaSetView::isActive)
        .anyMatch(s -> s.desired() >= 0 && s.desired() != rollout.deployment().replicas());
  }

  private static void notePause(Rollout rollout) {
    DeploymentView deployment = rollout.deployment();
    String reason = Conditions.reason(deployment.status(), "Progressing");
    if (deployment.progressDeadline().isEmpty() || reason.equals("ProgressDeadlineExceeded")) {
      return;
    }
    boolean noted = reason.equals("DeploymentPaused");
    if (deployment.isPaused() && !noted) {
      note(rollout, "DeploymentPaused", "Deployment is paused");
    } else if (!deployment.isPaused() && noted) {
      note(rollout, "DeploymentResumed", "Deployment is resumed");
    }
  }

  private static void note(Rollout rollout, String reason, String message) {
    ObjectNode status = DeploymentStatus.copyOf(rollout.deployment());
    new Conditions(status)
        .set(new Condition("Progressing", "Unknown", reason, message), rollout.now());
    rollout.writeStatus(status);
  }
}
