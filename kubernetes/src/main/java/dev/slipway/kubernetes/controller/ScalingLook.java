package dev.slipway.kubernetes.controller;

import dev.slipway.kubernetes.controller.Conditions.Condition;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** What one look at an autoscaler came to, as its status will say it. */
final class ScalingLook {
  private static final String RECENT = "recent recommendations were ";

  final List<Condition> conditions = new ArrayList<>();
  final List<ObjectNode> readings = new ArrayList<>();
  int current;
  int desired;
  boolean scaled;

  /** Sets a condition; what was said of the same type before no longer holds. */
  void say(String type, String status, String reason, String message) {
    conditions.removeIf(c -> c.type().equals(type));
    conditions.add(new Condition(type, status, reason, message));
  }

  /** Whether a recommendation waits until it has held for a while. */
  void sayHowSettled(ScalingHistory.Settled settled, int wanted) {
    if (settled.stable() < wanted) {
      able("ScaleUpStabilized", RECENT + "lower than current one, applying the lowest recent");
    } else if (settled.stable() > wanted) {
      able("ScaleDownStabilized", RECENT + "higher than current one, applying the highest recent");
    } else {
      say("AbleToScale", "True", "ReadyForNewScale", "recommended size matches current size");
    }
  }

  private void able(String reason, String message) {
    say("AbleToScale", "True", reason, message + " recommendation");
  }

  /** Whether the bounds, or the speed that is allowed, keep it from what it heads for. */
  void sayHowLimited(ScalingHistory.Settled settled, int least, int most) {
    int replicas = settled.replicas();
    int stable = settled.stable();
    if (stable > current && replicas < stable && replicas < most) {
      limited("ScaleUpLimit", "increasing faster than the maximum scale rate");
    } else if (stable > current && stable > most) {
      limited("TooManyReplicas", "more than the maximum replica count");
    } else if (stable < current && replicas > stable && replicas > least) {
      limited("ScaleDownLimit", "decreasing faster than the maximum scale rate");
    } else if (stable < current && stable < least) {
      limited("TooFewReplicas", "less than the minimum replica count");
    } else {
      say(
          "ScalingLimited",
          "False",
          "DesiredWithinRange",
          "the desired count is within the acceptable range");
    }
  }

  private void limited(String reason, String how) {
    say("ScalingLimited", "True", reason, "the desired replica count is " + how);
  }
}
