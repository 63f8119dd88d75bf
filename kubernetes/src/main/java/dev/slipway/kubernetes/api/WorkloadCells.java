package dev.slipway.kubernetes.api;

import static dev.slipway.kubernetes.api.SimpleCells.age;

import dev.slipway.manifest.KubeObject;
import dev.slipway.manifest.LabelSelector;
import dev.slipway.manifest.Timestamps;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Rows of the kinds that make or govern pods. */
final class WorkloadCells {
  private WorkloadCells() {}

  static List<Object> deployment(KubeObject o, Instant now) {
    JsonNode status = o.status();
    return List.of(
        o.name(),
        number(status, "readyReplicas") + "/" + number(o.spec(), "replicas"),
        number(status, "updatedReplicas"),
        number(status, "availableReplicas"),
        age(o, now),
        containers(o, "name"),
        containers(o, "image"),
        selector(o));
  }

  static List<Object> replicaSet(KubeObject o, Instant now) {
    return List.of(
        o.name(),
        number(o.spec(), "replicas"),
        number(o.status(), "replicas"),
        number(o.status(), "readyReplicas"),
        age(o, now),
        containers(o, "name"),
        containers(o, "image"),
        selector(o));
  }

  private static int number(JsonNode node, String field) {
    return node.path(field).asInt(0);
  }

  private static String containers(KubeObject owner, String field) {
    var all = new ArrayList<String>();
    owner.at("/spec/template/spec/containers").forEach(c -> all.add(c.path(field).asString("")));
    return String.join(",", all);
  }

  private static String selector(KubeObject owner) {
    return SimpleCells.orNone(LabelSelector.of(owner.spec().path("selector")).toString());
  }

  static List<Object> job(KubeObject o, Instant now) {
    JsonNode status = o.status();
    JsonNode completions = o.spec().path("completions");
    int done = number(status, "succeeded");
    int parallel = o.spec().path("parallelism").asInt(1);
    String progress =
        completions.isNumber()
            ? done + "/" + completions.asInt(0)
            : done + "/1" + (parallel > 1 ? " of " + parallel : "");
    return List.of(
        o.name(),
        jobStatus(o),
        progress,
        duration(status, now),
        age(o, now),
        containers(o, "name"),
        containers(o, "image"),
        selector(o));
  }

  private static String jobStatus(KubeObject job) {
    if (hasCondition(job, "Complete")) {
      return "Complete";
    }
    if (hasCondition(job, "Failed")) {
      return "Failed";
    }
    if (job.isBeingDeleted()) {
      return "Terminating";
    }
    if (hasCondition(job, "Suspended")) {
      return "Suspended";
    }
    if (hasCondition(job, "FailureTarget")) {
      return "FailureTarget";
    }
    return hasCondition(job, "SuccessCriteriaMet") ? "SuccessCriteriaMet" : "Running";
  }

  private static boolean hasCondition(KubeObject object, String type) {
    for (JsonNode condition : object.status().path("conditions")) {
      if (condition.path("type").asString("").equals(type)
          && condition.path("status").asString("").equals("True")) {
        return true;
      }
    }
    return false;
  }

  private static String duration(JsonNode status, Instant now) {
    var start = Timestamps.parse(status.path("startTime").asString(""));
    if (start.isEmpty()) {
      return "";
    }
    Instant end = Timestamps.parse(status.path("completionTime").asString("")).orElse(now);
    return Ages.text(Duration.between(start.get(), end));
  }

  static List<Object> autoscaler(KubeObject o, Instant now) {
    JsonNode target = o.spec().path("scaleTargetRef");
    return List.of(
        o.name(),
        target.path("kind").asString("") + "/" + target.path("name").asString(""),
        targets(o),
        o.spec().path("minReplicas").asString("<unset>"),
        Integer.toString(number(o.spec(), "maxReplicas")),
        Integer.toString(number(o.status(), "currentReplicas")),
        age(o, now));
  }

  private static String targets(KubeObject autoscaler) {
    var all = new ArrayList<String>();
    int index = 0;
    for (JsonNode metric : autoscaler.spec().path("metrics")) {
      JsonNode current = autoscaler.status().path("currentMetrics").path(index++);
      JsonNode resource = metric.path("resource");
      String name = resource.path("name").asString(metric.path("type").asString(""));
      JsonNode percent = resource.path("target").path("averageUtilization");
      String wanted =
          percent.isNumber()
              ? percent.asInt(0) + "%"
              : resource.path("target").path("averageValue").asString("<unknown>");
      JsonNode now = current.at("/resource/current/averageUtilization");
      String value =
          now.isNumber()
              ? now.asInt(0) + "%"
              : current.at("/resource/current/averageValue").asString("<unknown>");
      all.add(name + ": " + value + "/" + wanted);
    }
    return all.isEmpty() ? SimpleCells.NONE : String.join(", ", all);
  }

  static List<Object> disruptionBudget(KubeObject o, Instant now) {
    return List.of(
        o.name(),
        o.spec().path("minAvailable").asString("N/A"),
        o.spec().path("maxUnavailable").asString("N/A"),
        number(o.status(), "disruptionsAllowed"),
        age(o, now));
  }
}
