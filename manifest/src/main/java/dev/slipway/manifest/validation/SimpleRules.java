package dev.slipway.manifest.validation;

import dev.slipway.manifest.KubeObject;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Rules for the kinds with few of them. */
final class SimpleRules {

  private SimpleRules() {}

  static void disruptionBudget(JsonNode spec, Problems problems) {
    if (spec.has("minAvailable") && spec.has("maxUnavailable")) {
      problems.add(
          FieldProblem.invalid(
              "spec",
              "policy.PodDisruptionBudgetSpec",
              "minAvailable and maxUnavailable cannot be both set"));
    }
    for (String field : List.of("minAvailable", "maxUnavailable")) {
      JsonNode amount = spec.path(field);
      problems.countOrPercent(amount, "spec." + field);
      if (amount.asString("").matches("[0-9]{1,9}%")
          && Integer.parseInt(amount.asString("").replace("%", "")) > 100) {
        problems.add(
            FieldProblem.invalid(
                "spec." + field, GoText.intOrString(amount), "must not be greater than 100%"));
      }
    }
    problems.oneOf(
        spec, "unhealthyPodEvictionPolicy", "spec", List.of("AlwaysAllow", "IfHealthyBudget"));
    WorkloadRules.selector(spec.path("selector"), "spec.selector", problems);
  }

  /** An Event of core lies where what it tells of lies. */
  static void event(KubeObject event, Problems problems) {
    String about = event.at("/involvedObject/namespace").asString("");
    boolean apart =
        about.isEmpty() ? !event.namespace().equals("default") : !about.equals(event.namespace());
    if (apart && !(about.isEmpty() && event.namespace().equals("kube-system"))) {
      problems.add(
          FieldProblem.invalidText(
              "involvedObject.namespace", about, "does not match event.namespace"));
    }
  }

  static void lease(JsonNode spec, Problems problems) {
    problems.positive(spec, "leaseDurationSeconds", "spec");
    problems.notNegative(spec, "leaseTransitions", "spec");
    if (spec.path("holderIdentity").isString()
        && spec.path("holderIdentity").asString("").isEmpty()) {
      problems.add(FieldProblem.invalidText("spec.holderIdentity", "", "must not be empty"));
    }
  }
}
