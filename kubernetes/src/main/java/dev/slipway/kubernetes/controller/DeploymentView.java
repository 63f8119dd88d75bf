package dev.slipway.kubernetes.controller;

import dev.slipway.manifest.KubeObject;
import java.time.Duration;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** A Deployment as its planner reads it, with the budget its strategy leaves. */
record DeploymentView(KubeObject object) {
  private static final int SWITCHED_OFF = Integer.MAX_VALUE;
  private static final int DEFAULT_DEADLINE = 600;
  private static final int DEFAULT_HISTORY = 10;

  String name() {
    return object.name();
  }

  JsonNode spec() {
    return object.spec();
  }

  JsonNode status() {
    return object.status();
  }

  int replicas() {
    return spec().path("replicas").asInt(1);
  }

  boolean isPaused() {
    return spec().path("paused").asBoolean(false);
  }

  boolean isRolling() {
    return spec().path("strategy").path("type").asString("RollingUpdate").equals("RollingUpdate");
  }

  /** How long a rollout may show no progress; empty when the feature is off. */
  Optional<Duration> progressDeadline() {
    int seconds = spec().path("progressDeadlineSeconds").asInt(DEFAULT_DEADLINE);
    return seconds == SWITCHED_OFF ? Optional.empty() : Optional.of(Duration.ofSeconds(seconds));
  }

  /** How many old ReplicaSets are kept; empty when all are. */
  Optional<Integer> historyLimit() {
    int limit = spec().path("revisionHistoryLimit").asInt(DEFAULT_HISTORY);
    return limit == SWITCHED_OFF ? Optional.empty() : Optional.of(limit);
  }

  int surge() {
    return isRolling() ? fencepost("maxSurge", Rounding.UP) : 0;
  }

  /** How many pods may be missing: never more than there are, at least one when surge is none. */
  int unavailable() {
    if (!isRolling() || replicas() == 0) {
      return 0;
    }
    int unavailable = fencepost("maxUnavailable", Rounding.DOWN);
    return Math.min(unavailable == 0 && surge() == 0 ? 1 : unavailable, replicas());
  }

  int minAvailable() {
    return replicas() - unavailable();
  }

  /** How many pods may exist at once. */
  int max() {
    return replicas() + surge();
  }

  private enum Rounding {
    UP,
    DOWN
  }

  private int fencepost(String field, Rounding rounding) {
    JsonNode value = spec().path("strategy").path("rollingUpdate").path(field);
    if (value.isNumber()) {
      return value.asInt(0);
    }
    String text = value.asString("25%");
    if (!text.matches("[0-9]{1,9}%")) {
      return 0;
    }
    long percent = Long.parseLong(text.substring(0, text.length() - 1)) * replicas();
    return Math.toIntExact(rounding == Rounding.UP ? Math.ceilDiv(percent, 100) : percent / 100);
  }
}
