package dev.slipway.kubernetes.api;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Autoscalers in version v1: one number for the processor's load instead of a list of metrics. */
final class AutoscalerConversion implements ServedResource.Conversion {
  private static final String TARGET = "targetCPUUtilizationPercentage";
  private static final String CURRENT = "currentCPUUtilizationPercentage";

  @Override
  public void toServed(ObjectNode stored) {
    ObjectNode spec = stored.withObject("/spec");
    JsonNode load = load(spec.path("metrics"), "/resource/target/averageUtilization");
    if (load.isNumber()) {
      spec.set(TARGET, load);
    }
    spec.remove("metrics");
    spec.remove("behavior");
    ObjectNode status = stored.withObject("/status");
    JsonNode current = load(status.path("currentMetrics"), "/resource/current/averageUtilization");
    if (current.isNumber()) {
      status.set(CURRENT, current);
    }
    status.remove("currentMetrics");
    status.remove("conditions");
    if (!status.has("currentReplicas")) {
      status.put("currentReplicas", 0);
    }
  }

  private static JsonNode load(JsonNode metrics, String pointer) {
    for (JsonNode metric : metrics) {
      if (metric.at("/resource/name").asString("").equals("cpu")) {
        return metric.at(pointer);
      }
    }
    return metrics.path(-1);
  }

  @Override
  public void toStored(ObjectNode served) {
    ObjectNode spec = served.withObject("/spec");
    JsonNode target = spec.path(TARGET);
    if (target.isNumber()) {
      ObjectNode metric = spec.putArray("metrics").addObject().put("type", "Resource");
      ObjectNode resource = metric.putObject("resource").put("name", "cpu");
      resource
          .putObject("target")
          .put("type", "Utilization")
          .put("averageUtilization", target.asInt(0));
    }
    spec.remove(TARGET);
    served.withObject("/status").remove(CURRENT);
  }
}
