package dev.slipway.manifest.defaults;

import static dev.slipway.manifest.defaults.Fill.flag;
import static dev.slipway.manifest.defaults.Fill.number;
import static dev.slipway.manifest.defaults.Fill.object;
import static dev.slipway.manifest.defaults.Fill.text;

import dev.slipway.manifest.defaults.Fill.Flag;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Defaults of the kinds that make pods. */
final class WorkloadDefaults {
  private static final String QUARTER = "25%";

  private WorkloadDefaults() {}

  static void deployment(ObjectNode tree) {
    ObjectNode spec = object(tree, "spec");
    number(spec, "replicas", 1);
    PodDefaults.template(spec);
    ObjectNode strategy = object(spec, "strategy");
    text(strategy, "type", "RollingUpdate");
    if (strategy.path("type").asString("").equals("RollingUpdate")) {
      ObjectNode rolling = object(strategy, "rollingUpdate");
      for (String limit : List.of("maxUnavailable", "maxSurge")) {
        if (!rolling.hasNonNull(limit)) {
          rolling.put(limit, QUARTER);
        }
      }
    }
    number(spec, "revisionHistoryLimit", 10);
    number(spec, "progressDeadlineSeconds", 600);
    object(tree, "status");
  }

  static void replicaSet(ObjectNode tree) {
    ObjectNode spec = object(tree, "spec");
    number(spec, "replicas", 1);
    PodDefaults.template(spec);
    number(object(tree, "status"), "replicas", 0);
  }

  static void job(ObjectNode tree) {
    ObjectNode spec = object(tree, "spec");
    if (!spec.hasNonNull("completions") && !spec.hasNonNull("parallelism")) {
      spec.put("completions", 1);
    }
    number(spec, "parallelism", 1);
    number(spec, "backoffLimit", 6);
    text(spec, "completionMode", "NonIndexed");
    flag(spec, "suspend", Flag.FALSE);
    flag(spec, "manualSelector", Flag.FALSE);
    text(spec, "podReplacementPolicy", "TerminatingOrFailed");
    PodDefaults.template(spec);
    selectOwnPods(tree, spec);
    object(tree, "status");
  }

  /** A Job finds its pods by its own uid, unless it brings a selector. */
  private static void selectOwnPods(ObjectNode tree, ObjectNode spec) {
    String uid = tree.path("metadata").path("uid").asString("");
    String name = tree.path("metadata").path("name").asString("");
    if (uid.isEmpty() || spec.path("manualSelector").asBoolean(false) || spec.has("selector")) {
      return;
    }
    for (ObjectNode metadata :
        List.of(object(tree, "metadata"), object(object(spec, "template"), "metadata"))) {
      ObjectNode labels = object(metadata, "labels");
      labels.put("batch.kubernetes.io/controller-uid", uid);
      labels.put("batch.kubernetes.io/job-name", name);
      labels.put("controller-uid", uid);
      labels.put("job-name", name);
    }
    spec.putObject("selector")
        .putObject("matchLabels")
        .put("batch.kubernetes.io/controller-uid", uid);
  }
}
