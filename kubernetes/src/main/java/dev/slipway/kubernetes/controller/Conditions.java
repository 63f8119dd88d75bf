package dev.slipway.kubernetes.controller;

import dev.slipway.manifest.Timestamps;
import java.time.Instant;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The {@code conditions} of a status: at most one of each type, a changed one moves to the end. */
final class Conditions {
  /** What a condition says; times are added where it is set. */
  record Condition(String type, String status, String reason, String message) {}

  /** Which time a kind's conditions have beside that of their last transition. */
  enum Stamp {
    NONE,
    UPDATE,
    PROBE
  }

  private final ObjectNode status;
  private final Stamp stamp;

  /** Those of a Deployment. */
  Conditions(ObjectNode status) {
    this(status, Stamp.UPDATE);
  }

  Conditions(ObjectNode status, Stamp stamp) {
    this.status = status;
    this.stamp = stamp;
  }

  static Optional<JsonNode> find(JsonNode status, String type) {
    for (JsonNode condition : status.path("conditions")) {
      if (condition.path("type").asString("").equals(type)) {
        return Optional.of(condition);
      }
    }
    return Optional.empty();
  }

  static boolean isTrue(JsonNode status, String type) {
    return find(status, type).filter(c -> c.path("status").asString("").equals("True")).isPresent();
  }

  static String reason(JsonNode status, String type) {
    return find(status, type).map(c -> c.path("reason").asString("")).orElse("");
  }

  /** Sets the condition unless it already says the same status and reason. */
  void set(Condition condition, Instant now) {
    var current = find(status, condition.type());
    boolean same =
        current
            .filter(c -> c.path("status").asString("").equals(condition.status()))
            .filter(c -> c.path("reason").asString("").equals(condition.reason()))
            .isPresent();
    if (!same) {
      replace(condition, now);
    }
  }

  /** Sets the condition and moves its update time, also when nothing else changed. */
  void replace(Condition condition, Instant now) {
    String since =
        find(status, condition.type())
            .filter(c -> c.path("status").asString("").equals(condition.status()))
            .map(c -> c.path("lastTransitionTime").asString(""))
            .orElse(Timestamps.seconds(now));
    remove(condition.type());
    ObjectNode added =
        list().addObject().put("type", condition.type()).put("status", condition.status());
    switch (stamp) {
      case NONE -> {}
      case UPDATE -> added.put("lastUpdateTime", Timestamps.seconds(now));
      case PROBE -> added.put("lastProbeTime", Timestamps.seconds(now));
    }
    added
        .put("lastTransitionTime", since)
        .put("reason", condition.reason())
        .put("message", condition.message());
  }

  /** Takes over a condition found elsewhere, with its times. */
  void copy(JsonNode condition) {
    String type = condition.path("type").asString("");
    if (find(status, type).filter(condition::equals).isEmpty()) {
      remove(type);
      list().add(condition.deepCopy());
    }
  }

  void remove(String type) {
    if (find(status, type).isEmpty()) {
      return;
    }
    ArrayNode list = list();
    for (int i = list.size() - 1; i >= 0; i--) {
      if (list.get(i).path("type").asString("").equals(type)) {
        list.remove(i);
      }
    }
    if (list.isEmpty()) {
      status.remove("conditions");
    }
  }

  private ArrayNode list() {
    return status.withArray("/conditions");
  }
}
