package dev.slipway.manifest.validation;

import dev.slipway.manifest.KubeObject;
import dev.slipway.manifest.LabelSelector;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Rules for Deployments, ReplicaSets and Jobs. */
final class WorkloadRules {
  /** They decide when a Job has failed or succeeded: leaving them out would end it wrongly. */
  private static final List<String> JOB_FIELDS_NOT_SERVED =
      List.of("backoffLimitPerIndex", "maxFailedIndexes");

  /** FailIndex comes with the limits of single indexes. */
  private static final List<String> FAILURE_ACTIONS = List.of("Count", "FailJob", "Ignore");

  private static final List<String> OPERATORS = List.of("In", "NotIn", "Exists", "DoesNotExist");

  private WorkloadRules() {}

  static void deployment(JsonNode spec, Problems problems) {
    problems.notNegative(spec, "replicas", "spec");
    selectorAndTemplate(spec, "deployment", problems);
    strategy(spec.path("strategy"), problems);
    problems.notNegative(spec, "minReadySeconds", "spec");
    problems.notNegative(spec, "revisionHistoryLimit", "spec");
    JsonNode deadline = spec.path("progressDeadlineSeconds");
    problems.notNegative(spec, "progressDeadlineSeconds", "spec");
    if (deadline.isNumber() && deadline.asInt(0) <= spec.path("minReadySeconds").asInt(0)) {
      problems.add(
          FieldProblem.invalid(
              "spec.progressDeadlineSeconds",
              deadline.asString(""),
              "must be greater than minReadySeconds"));
    }
  }

  static void replicaSet(JsonNode spec, Problems problems) {
    problems.notNegative(spec, "replicas", "spec");
    problems.notNegative(spec, "minReadySeconds", "spec");
    selectorAndTemplate(spec, "replicaset", problems);
  }

  private static void selectorAndTemplate(JsonNode spec, String kind, Problems problems) {
    JsonNode selector = spec.path("selector");
    boolean absent = !selector.isObject();
    if (absent) {
      problems.add(FieldProblem.required("spec.selector", ""));
    } else {
      selector(selector, "spec.selector", problems);
      if (LabelSelector.of(selector).selectsEverything()) {
        problems.add(
            FieldProblem.invalid(
                "spec.selector",
                GoText.labelSelector(selector),
                "empty selector is invalid for " + kind));
      }
    }
    JsonNode template = spec.path("template");
    JsonNode labels = template.path("metadata").path("labels");
    var selected = LabelSelector.of(selector);
    // A selector that is not there selects nothing, an empty one everything.
    boolean missed = !selected.selectsEverything() && !selected.matches(KubeObject.strings(labels));
    if (absent || missed) {
      problems.add(
          FieldProblem.invalid(
              "spec.template.metadata.labels",
              GoText.stringMap(labels),
              "`selector` does not match template `labels`"));
    }
    PodRules.template(template, "spec.template", problems);
    String restart = template.path("spec").path("restartPolicy").asString("Always");
    if (!restart.equals("Always")) {
      problems.add(
          FieldProblem.notSupported(
              "spec.template.spec.restartPolicy", restart, List.of("Always")));
    }
    if (template.path("spec").has("activeDeadlineSeconds")) {
      problems.add(
          FieldProblem.forbidden(
              "spec.template.spec.activeDeadlineSeconds",
              "activeDeadlineSeconds in ReplicaSet is not Supported"));
    }
  }

  static void selector(JsonNode selector, String path, Problems problems) {
    MetadataRules.labels(selector.path("matchLabels"), path + ".matchLabels", problems);
    int index = 0;
    for (JsonNode expression : selector.path("matchExpressions")) {
      String at = path + ".matchExpressions[" + index++ + "]";
      String operator = expression.path("operator").asString("");
      boolean takesValues = operator.equals("In") || operator.equals("NotIn");
      if (!OPERATORS.contains(operator)) {
        problems.add(
            FieldProblem.invalidText(at + ".operator", operator, "not a valid selector operator"));
      } else if (takesValues && expression.path("values").isEmpty()) {
        problems.add(
            FieldProblem.required(
                at + ".values", "must be specified when `operator` is 'In' or 'NotIn'"));
      } else if (!takesValues && !expression.path("values").isEmpty()) {
        problems.add(
            FieldProblem.forbidden(
                at + ".values",
                "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"));
      }
      problems.name(expression.path("key").asString(""), at + ".key", Names::qualified);
    }
  }

  private static void strategy(JsonNode strategy, Problems problems) {
    JsonNode rolling = strategy.path("rollingUpdate");
    String type = strategy.path("type").asString("");
    if (type.equals("Recreate")) {
      if (rolling.isObject()) {
        problems.add(
            FieldProblem.forbidden(
                "spec.strategy.rollingUpdate",
                "may not be specified when strategy `type` is 'Recreate'"));
      }
      return;
    }
    if (!type.equals("RollingUpdate")) {
      problems.add(
          FieldProblem.notSupported(
              "spec.strategy.type", type, List.of("Recreate", "RollingUpdate")));
      return;
    }
    String path = "spec.strategy.rollingUpdate";
    JsonNode unavailable = rolling.path("maxUnavailable");
    problems.countOrPercent(unavailable, path + ".maxUnavailable");
    problems.countOrPercent(rolling.path("maxSurge"), path + ".maxSurge");
    if (isZero(unavailable) && isZero(rolling.path("maxSurge"))) {
      problems.add(
          FieldProblem.invalid(
              path + ".maxUnavailable",
              GoText.intOrString(unavailable),
              "may not be 0 when `maxSurge` is 0"));
    }
    if (unavailable.isString() && percent(unavailable) > 100) {
      problems.add(
          FieldProblem.invalid(
              path + ".maxUnavailable",
              GoText.intOrString(unavailable),
              "must not be greater than 100%"));
    }
  }

  private static boolean isZero(JsonNode value) {
    return value.isString() ? percent(value) == 0 : value.asInt(0) == 0;
  }

  private static long percent(JsonNode value) {
    String text = value.asString("");
    return text.matches("[0-9]{1,9}%") ? Long.parseLong(text.substring(0, text.length() - 1)) : -1;
  }

  static void job(JsonNode spec, Problems problems) {
    for (String field :
        List.of(
            "parallelism",
            "completions",
            "activeDeadlineSeconds",
            "backoffLimit",
            "ttlSecondsAfterFinished")) {
      problems.notNegative(spec, field, "spec");
    }
    problems.oneOf(spec, "completionMode", "spec", List.of("Indexed", "NonIndexed"));
    problems.oneOf(spec, "podReplacementPolicy", "spec", List.of("Failed", "TerminatingOrFailed"));
    if (spec.path("completionMode").asString("").equals("Indexed") && !spec.has("completions")) {
      problems.add(FieldProblem.required("spec.completions", "when completion mode is Indexed"));
    }
    for (String field : JOB_FIELDS_NOT_SERVED) {
      if (spec.has(field)) {
        problems.add(FieldProblem.forbidden("spec." + field, "Jobs do not do this here yet"));
      }
    }
    PodRules.template(spec.path("template"), "spec.template", problems);
    String restart = spec.path("template").path("spec").path("restartPolicy").asString("");
    if (restart.equals("Always")) {
      problems.add(
          FieldProblem.required(
              "spec.template.spec.restartPolicy", "valid values: \"OnFailure\", \"Never\""));
    }
    failurePolicy(spec.path("podFailurePolicy"), restart, problems);
    if (spec.has("successPolicy") && !spec.path("completionMode").asString("").equals("Indexed")) {
      problems.add(
          FieldProblem.invalid(
              "spec.successPolicy",
              spec.path("successPolicy").toString(),
              "requires indexed completion mode"));
    }
  }

  private static void failurePolicy(JsonNode policy, String restart, Problems problems) {
    if (policy.isObject() && restart.equals("OnFailure")) {
      problems.add(
          FieldProblem.invalidText(
              "spec.template.spec.restartPolicy",
              restart,
              "only \"Never\" is supported when podFailurePolicy is specified"));
    }
    int index = 0;
    for (JsonNode rule : policy.path("rules")) {
      String at = "spec.podFailurePolicy.rules[" + index++ + "]";
      String action = problems.requireText(rule, "action", at);
      if (!action.isEmpty() && !FAILURE_ACTIONS.contains(action)) {
        problems.add(FieldProblem.notSupported(at + ".action", action, FAILURE_ACTIONS));
      }
      boolean byCode = rule.path("onExitCodes").isObject();
      if (byCode != rule.path("onPodConditions").isEmpty()) {
        problems.add(
            FieldProblem.invalid(
                at,
                rule.toString(),
                byCode
                    ? "specifying both OnExitCodes and OnPodConditions is not supported"
                    : "specifying one of OnExitCodes and OnPodConditions is required"));
      }
    }
  }
}
