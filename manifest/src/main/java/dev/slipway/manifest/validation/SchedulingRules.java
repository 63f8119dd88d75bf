package dev.slipway.manifest.validation;

import java.util.HashSet;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Rules for where a pod may run. */
final class SchedulingRules {
  private static final List<String> EFFECTS =
      List.of("NoSchedule", "PreferNoSchedule", "NoExecute");
  private static final int HEAVIEST = 100;

  private final Problems problems;

  SchedulingRules(Problems problems) {
    this.problems = problems;
  }

  void check(JsonNode spec, String path) {
    tolerations(spec.path("tolerations"), path + ".tolerations");
    String at = path + ".affinity";
    JsonNode affinity = spec.path("affinity");
    nodeAffinity(affinity.path("nodeAffinity"), at + ".nodeAffinity");
    for (String kind : List.of("podAffinity", "podAntiAffinity")) {
      podAffinity(affinity.path(kind), at + "." + kind);
    }
    spread(spec.path("topologySpreadConstraints"), path + ".topologySpreadConstraints");
  }

  private void tolerations(JsonNode tolerations, String path) {
    int index = 0;
    for (JsonNode toleration : tolerations) {
      String at = path + "[" + index++ + "]";
      String key = toleration.path("key").asString("");
      String operator = toleration.path("operator").asString("");
      String value = toleration.path("value").asString("");
      if (!key.isEmpty()) {
        problems.name(key, at + ".key", Names::qualified);
      } else if (!operator.equals("Exists")) {
        problems.add(
            FieldProblem.invalidText(
                at + ".operator",
                operator,
                "operator must be Exists when `key` is empty, which means \"match all values and all"
                    + " keys\""));
      }
      switch (operator) {
        case "", "Equal" -> problems.name(value, at + ".operator", Names::labelValue);
        case "Exists" -> {
          if (!value.isEmpty()) {
            problems.add(
                FieldProblem.invalid(
                    at + ".operator",
                    "core.Toleration",
                    "value must be empty when `operator` is 'Exists'"));
          }
        }
        default ->
            problems.add(
                FieldProblem.notSupported(at + ".operator", operator, List.of("Equal", "Exists")));
      }
      problems.oneOf(toleration, "effect", at, EFFECTS);
      if (toleration.has("tolerationSeconds")
          && !toleration.path("effect").asString("").equals("NoExecute")) {
        problems.add(
            FieldProblem.invalidText(
                at + ".effect",
                toleration.path("effect").asString(""),
                "effect must be 'NoExecute' when `tolerationSeconds` is set"));
      }
    }
  }

  private void nodeAffinity(JsonNode affinity, String path) {
    JsonNode required = affinity.path("requiredDuringSchedulingIgnoredDuringExecution");
    String at = path + ".requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms";
    if (required.isObject()) {
      if (required.path("nodeSelectorTerms").isEmpty()) {
        problems.add(FieldProblem.required(at, "must have at least one node selector term"));
      }
      int index = 0;
      for (JsonNode term : required.path("nodeSelectorTerms")) {
        term(term, at + "[" + index++ + "]");
      }
    }
    int index = 0;
    for (JsonNode preferred : affinity.path("preferredDuringSchedulingIgnoredDuringExecution")) {
      String one = path + ".preferredDuringSchedulingIgnoredDuringExecution[" + index++ + "]";
      weight(preferred, one);
      term(preferred.path("preference"), one + ".preference");
    }
  }

  private void term(JsonNode term, String path) {
    for (String list : List.of("matchExpressions", "matchFields")) {
      int index = 0;
      for (JsonNode expression : term.path(list)) {
        expression(expression, path + "." + list + "[" + index++ + "]");
      }
    }
  }

  private void expression(JsonNode expression, String path) {
    String operator = expression.path("operator").asString("");
    int values = expression.path("values").size();
    switch (operator) {
      case "In", "NotIn" -> {
        if (values == 0) {
          problems.add(
              FieldProblem.required(
                  path + ".values", "must be specified when `operator` is 'In' or 'NotIn'"));
        }
      }
      case "Exists", "DoesNotExist" -> {
        if (values > 0) {
          problems.add(
              FieldProblem.forbidden(
                  path + ".values",
                  "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"));
        }
      }
      case "Gt", "Lt" -> {
        if (values != 1) {
          problems.add(
              FieldProblem.required(
                  path + ".values",
                  "must be specified single value when `operator` is 'Lt' or 'Gt'"));
        }
      }
      default ->
          problems.add(
              FieldProblem.invalidText(
                  path + ".operator", operator, "not a valid selector operator"));
    }
    problems.name(expression.path("key").asString(""), path + ".key", Names::qualified);
  }

  private void weight(JsonNode preferred, String path) {
    int weight = preferred.path("weight").asInt(0);
    if (weight < 1 || weight > HEAVIEST) {
      problems.add(
          FieldProblem.invalid(
              path + ".weight", Integer.toString(weight), "must be in the range 1-" + HEAVIEST));
    }
  }

  private void podAffinity(JsonNode affinity, String path) {
    int index = 0;
    for (JsonNode term : affinity.path("requiredDuringSchedulingIgnoredDuringExecution")) {
      podTerm(term, path + ".requiredDuringSchedulingIgnoredDuringExecution[" + index++ + "]");
    }
    index = 0;
    for (JsonNode preferred : affinity.path("preferredDuringSchedulingIgnoredDuringExecution")) {
      String at = path + ".preferredDuringSchedulingIgnoredDuringExecution[" + index++ + "]";
      weight(preferred, at);
      podTerm(preferred.path("podAffinityTerm"), at + ".podAffinityTerm");
    }
  }

  private void podTerm(JsonNode term, String path) {
    WorkloadRules.selector(term.path("labelSelector"), path + ".labelSelector", problems);
    problems.name(topologyKey(term, path), path + ".topologyKey", Names::qualified);
  }

  private String topologyKey(JsonNode term, String path) {
    String key = term.path("topologyKey").asString("");
    if (key.isEmpty()) {
      problems.add(FieldProblem.required(path + ".topologyKey", "can not be empty"));
    }
    return key;
  }

  private void spread(JsonNode constraints, String path) {
    var pairs = new HashSet<String>();
    int index = 0;
    for (JsonNode constraint : constraints) {
      String at = path + "[" + index++ + "]";
      int skew = constraint.path("maxSkew").asInt(0);
      if (skew <= 0) {
        problems.add(
            FieldProblem.invalid(
                at + ".maxSkew", Integer.toString(skew), "must be greater than zero"));
      }
      String place = topologyKey(constraint, at);
      if (!place.isEmpty()) {
        problems.name(place, at + ".topologyKey", Names::qualified);
      }
      String action = constraint.path("whenUnsatisfiable").asString("");
      if (!List.of("DoNotSchedule", "ScheduleAnyway").contains(action)) {
        problems.add(
            FieldProblem.notSupported(
                at + ".whenUnsatisfiable", action, List.of("DoNotSchedule", "ScheduleAnyway")));
      }
      if (!pairs.add(place + " " + action)) {
        problems.add(
            FieldProblem.duplicate(
                at + ".{topologyKey, whenUnsatisfiable}", "\"{" + place + ", " + action + "}\""));
      }
      WorkloadRules.selector(constraint.path("labelSelector"), at + ".labelSelector", problems);
    }
  }
}
