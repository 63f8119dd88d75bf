package dev.slipway.kubernetes.controller;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntBinaryOperator;
import tools.jackson.databind.JsonNode;

/**
 * What an autoscaler recommended and did lately, and what its behaviour makes of a recommendation:
 * it waits until one has held for a while, and moves no faster than its policies say.
 */
final class ScalingHistory {
  private static final Duration KEPT = Duration.ofHours(1);

  private record Recommendation(Instant time, int replicas) {}

  private record Change(Instant time, int difference) {}

  private final List<Recommendation> recommendations = new ArrayList<>();
  private final List<Change> changes = new ArrayList<>();

  /** One direction of a behaviour, completed by Kubernetes' defaults. */
  private record Rules(int window, String select, List<Policy> policies) {
    static Rules of(JsonNode rules, int window, List<Policy> usual) {
      var policies = new ArrayList<Policy>();
      for (JsonNode p : rules.path("policies")) {
        policies.add(
            new Policy(
                p.path("type").asString(""),
                p.path("value").asInt(0),
                p.path("periodSeconds").asInt(15)));
      }
      return new Rules(
          rules.path("stabilizationWindowSeconds").asInt(window),
          rules.path("selectPolicy").asString("Max"),
          policies.isEmpty() ? usual : policies);
    }
  }

  /**
   * What becomes of a recommendation.
   *
   * @param replicas to have now
   * @param stable what is headed for, at the speed that is allowed
   */
  record Settled(int replicas, int stable) {}

  private record Policy(String type, int value, int seconds) {}

  void scaled(Instant now, int difference) {
    changes.add(new Change(now, difference));
    changes.removeIf(c -> c.time().isBefore(now.minus(KEPT)));
  }

  /** What to do now, when {@code wanted} replicas are needed. */
  Settled settle(JsonNode behavior, int current, int wanted, Instant now) {
    Rules up =
        Rules.of(
            behavior.path("scaleUp"),
            0,
            List.of(new Policy("Pods", 4, 15), new Policy("Percent", 100, 15)));
    Rules down = Rules.of(behavior.path("scaleDown"), 300, List.of(new Policy("Percent", 100, 15)));
    int stable = stable(current, wanted, up, down, now);
    recommendations.add(new Recommendation(now, wanted));
    recommendations.removeIf(r -> r.time().isBefore(now.minus(KEPT)));
    if (stable > current) {
      int replicas = Math.min(stable, Math.max(current, most(up, current, now)));
      return new Settled(replicas, stable);
    }
    int replicas =
        stable < current ? Math.max(stable, Math.min(current, least(down, current, now))) : current;
    return new Settled(replicas, stable);
  }

  private int stable(int current, int wanted, Rules up, Rules down, Instant now) {
    int lowest = wanted;
    int highest = wanted;
    for (Recommendation past : recommendations) {
      if (past.time().isAfter(now.minusSeconds(up.window()))) {
        lowest = Math.min(lowest, past.replicas());
      }
      if (past.time().isAfter(now.minusSeconds(down.window()))) {
        highest = Math.max(highest, past.replicas());
      }
    }
    return Math.min(Math.max(current, lowest), highest);
  }

  private int most(Rules rules, int current, Instant now) {
    if (rules.select().equals("Disabled")) {
      return current;
    }
    IntBinaryOperator choose = rules.select().equals("Min") ? Math::min : Math::max;
    return rules.policies().stream()
        .mapToInt(p -> {
          int start = current - difference(p, 1, now);
          return p.type().equals("Pods")
              ? start + p.value()
              : (int) Math.ceil(start * (1 + p.value() / 100.0));
        })
        .reduce(choose)
        .orElse(current);
  }

  private int least(Rules rules, int current, Instant now) {
    if (rules.select().equals("Disabled")) {
      return current;
    }
    IntBinaryOperator choose = rules.select().equals("Min") ? Math::max : Math::min;
    return rules.policies().stream()
        .mapToInt(p -> {
          int start = current + difference(p, -1, now);
          return p.type().equals("Pods")
              ? start - p.value()
              : (int) (start * (1 - p.value() / 100.0));
        })
        .reduce(choose)
        .orElse(current);
  }

  /** How many replicas came (1) or went (-1) within the policy's period. */
  private int difference(Policy policy, int direction, Instant now) {
    return changes.stream()
        .filter(c -> c.time().isAfter(now.minusSeconds(policy.seconds())))
        .mapToInt(c -> Math.max(0, c.difference() * direction))
        .sum();
  }
}
