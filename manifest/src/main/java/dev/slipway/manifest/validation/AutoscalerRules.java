package dev.slipway.manifest.validation;

import dev.slipway.manifest.types.Quantity;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Rules for autoscalers. */
final class AutoscalerRules {
  private static final Map<String, String> SOURCES =
      Map.of(
          "ContainerResource", "containerResource",
          "External", "external",
          "Object", "object",
          "Pods", "pods",
          "Resource", "resource");
  private static final List<String> TYPES = SOURCES.keySet().stream().sorted().toList();
  private static final int LONGEST_WINDOW = 3600;
  private static final int LONGEST_PERIOD = 1800;

  private AutoscalerRules() {}

  static void check(JsonNode spec, Problems problems) {
    int least = spec.path("minReplicas").asInt(1);
    int most = spec.path("maxReplicas").asInt(0);
    if (least < 1) {
      problems.add(
          FieldProblem.invalid(
              "spec.minReplicas", Integer.toString(least), "must be greater than or equal to 1"));
    }
    if (most < 1) {
      problems.add(
          FieldProblem.invalid(
              "spec.maxReplicas", Integer.toString(most), "must be greater than 0"));
    }
    if (most < least) {
      problems.add(
          FieldProblem.invalid(
              "spec.maxReplicas",
              Integer.toString(most),
              "must be greater than or equal to `minReplicas`"));
    }
    for (String field : List.of("kind", "name")) {
      String value =
          problems.requireText(spec.path("scaleTargetRef"), field, "spec.scaleTargetRef");
      if (!value.isEmpty()) {
        problems.name(value, "spec.scaleTargetRef." + field, Names::pathSegment);
      }
    }
    int index = 0;
    for (JsonNode metric : spec.path("metrics")) {
      metric(metric, "spec.metrics[" + index++ + "]", problems);
    }
    for (String direction : List.of("scaleUp", "scaleDown")) {
      behavior(spec.path("behavior").path(direction), "spec.behavior." + direction, problems);
    }
  }

  private static void metric(JsonNode metric, String path, Problems problems) {
    String type = metric.path("type").asString("");
    if (type.isEmpty()) {
      problems.add(FieldProblem.required(path + ".type", "must specify a metric source type"));
      return;
    }
    problems.oneOf(metric, "type", path, TYPES);
    String source = SOURCES.getOrDefault(type, "");
    for (String other : SOURCES.values().stream().sorted().toList()) {
      if (!other.equals(source) && metric.has(other)) {
        problems.add(
            FieldProblem.forbidden(
                path + "." + other, "must populate the given metric source only"));
      }
    }
    if (source.isEmpty()) {
      return;
    }
    String at = path + "." + source;
    if (!metric.has(source)) {
      problems.add(
          FieldProblem.required(at, "must populate information for the given metric source"));
      return;
    }
    JsonNode own = metric.path(source);
    if (type.equals("Resource") || type.equals("ContainerResource")) {
      problems.requireText(own, "name", at);
      resourceTarget(own.path("target"), at + ".target", problems);
    }
    if (type.equals("ContainerResource")) {
      problems.requireText(own, "container", at);
    }
  }

  private static void resourceTarget(JsonNode target, String path, Problems problems) {
    if (target.path("type").asString("").isEmpty()) {
      problems.add(FieldProblem.required(path + ".type", "must specify a metric target type"));
    }
    problems.oneOf(target, "type", path, List.of("AverageValue", "Utilization", "Value"));
    boolean utilization = target.has("averageUtilization");
    boolean value = target.has("averageValue");
    if (!utilization && !value) {
      problems.add(
          FieldProblem.required(
              path + ".averageUtilization",
              "must set either a target raw value or a target utilization"));
    }
    if (utilization && value) {
      problems.add(
          FieldProblem.forbidden(
              path + ".averageValue",
              "may not set both a target raw value and a target utilization"));
    }
    problems.positive(target, "averageUtilization", path);
    for (String amount : List.of("value", "averageValue")) {
      Quantity.parse(target.path(amount).asString(""))
          .filter(q -> q.value().signum() <= 0)
          .ifPresent(q ->
              problems.add(
                  FieldProblem.invalidText(
                      path + "." + amount, q.canonical(), "must be positive")));
    }
  }

  private static void behavior(JsonNode rules, String path, Problems problems) {
    if (!rules.isObject()) {
      return;
    }
    window(rules, "stabilizationWindowSeconds", path, LONGEST_WINDOW, problems);
    problems.oneOf(rules, "selectPolicy", path, List.of("Disabled", "Max", "Min"));
    int index = 0;
    for (JsonNode policy : rules.path("policies")) {
      String at = path + ".policies[" + index++ + "]";
      problems.requireText(policy, "type", at);
      problems.oneOf(policy, "type", at, List.of("Percent", "Pods"));
      for (String field : List.of("value", "periodSeconds")) {
        int value = policy.path(field).asInt(0);
        if (value <= 0) {
          problems.add(
              FieldProblem.invalid(
                  at + "." + field, Integer.toString(value), "must be greater than zero"));
        }
      }
      if (policy.path("periodSeconds").asInt(0) > LONGEST_PERIOD) {
        problems.add(
            FieldProblem.invalid(
                at + ".periodSeconds",
                policy.path("periodSeconds").asString(""),
                "must be less than or equal to " + LONGEST_PERIOD));
      }
    }
  }

  private static void window(
      JsonNode rules, String field, String path, int most, Problems problems) {
    JsonNode seconds = rules.path(field);
    if (seconds.isNumber() && seconds.asInt(0) < 0) {
      problems.add(
          FieldProblem.invalid(
              path + "." + field, seconds.asString(""), "must be greater than or equal to zero"));
    } else if (seconds.asInt(0) > most) {
      problems.add(
          FieldProblem.invalid(
              path + "." + field, seconds.asString(""), "must be less than or equal to " + most));
    }
  }
}
