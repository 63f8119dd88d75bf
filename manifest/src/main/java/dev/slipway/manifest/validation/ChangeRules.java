package dev.slipway.manifest.validation;

import dev.slipway.manifest.KubeObject;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What may not change once an object exists. */
final class ChangeRules {
  private ChangeRules() {}

  static void check(KubeObject object, KubeObject old, Problems problems) {
    JsonNode spec = object.spec();
    JsonNode before = old.spec();
    switch (object.kind()) {
      case "Deployment", "ReplicaSet" ->
          problems.immutable(
              spec.path("selector"),
              before.path("selector"),
              "spec.selector",
              GoText.labelSelector(spec.path("selector")));
      case "Job" -> {
        problems.immutable(
            spec.path("selector"),
            before.path("selector"),
            "spec.selector",
            GoText.labelSelector(spec.path("selector")));
        job(spec, before, problems);
      }
      case "Pod" -> pod(spec, before, problems);
      case "Service" -> ServiceRules.change(spec, before, problems);
      case "ConfigMap" -> frozen(object, old, List.of("data", "binaryData"), problems);
      case "Secret" -> {
        problems.immutable(
            object.at("/type"),
            old.at("/type"),
            "type",
            FieldProblem.quote(object.at("/type").asString("")));
        frozen(object, old, List.of("data"), problems);
      }
      case "RoleBinding", "ClusterRoleBinding" -> {
        if (!object.at("/roleRef").equals(old.at("/roleRef"))) {
          problems.add(FieldProblem.invalid("roleRef", roleRef(object), "cannot change roleRef"));
        }
      }
      case "EndpointSlice" ->
          problems.immutable(
              object.at("/addressType"),
              old.at("/addressType"),
              "addressType",
              FieldProblem.quote(object.at("/addressType").asString("")));
      default -> {
        // everything may change in the other kinds
      }
    }
  }

  /** A Job that has not begun may still be placed elsewhere; what it does is fixed. */
  private static void job(JsonNode spec, JsonNode before, Problems problems) {
    JsonNode template = spec.path("template");
    JsonNode old = before.path("template");
    if (before.path("suspend").asBoolean(false)) {
      template = withoutPlace(template);
      old = withoutPlace(old);
    }
    problems.immutable(template, old, "spec.template", "core.PodTemplateSpec");
    for (String field : List.of("completions", "completionMode")) {
      boolean indexed = spec.path("completionMode").asString("").equals("Indexed");
      // An indexed Job may grow and shrink together with its parallelism.
      boolean scaled =
          field.equals("completions")
              && indexed
              && spec.path("completions").equals(spec.path("parallelism"));
      if (!scaled) {
        problems.immutable(
            spec.path(field), before.path(field), "spec." + field, printed(spec.path(field)));
      }
    }
  }

  private static String printed(JsonNode value) {
    return value.isString() ? FieldProblem.quote(value.asString("")) : value.asString("null");
  }

  private static JsonNode withoutPlace(JsonNode template) {
    if (!(template.deepCopy() instanceof ObjectNode copy)) {
      return template;
    }
    copy.withObject("/spec").remove(List.of("nodeSelector", "tolerations", "affinity"));
    copy.withObject("/metadata").remove(List.of("labels", "annotations"));
    return copy;
  }

  private static String roleRef(KubeObject binding) {
    JsonNode ref = binding.at("/roleRef");
    return "rbac.RoleRef{APIGroup:"
        + FieldProblem.quote(ref.path("apiGroup").asString(""))
        + ", Kind:"
        + FieldProblem.quote(ref.path("kind").asString(""))
        + ", Name:"
        + FieldProblem.quote(ref.path("name").asString(""))
        + "}";
  }

  private static void frozen(
      KubeObject object, KubeObject old, List<String> maps, Problems problems) {
    if (!old.at("/immutable").asBoolean(false)) {
      return;
    }
    if (!object.at("/immutable").asBoolean(false)) {
      problems.add(
          FieldProblem.forbidden("immutable", "field is immutable when `immutable` is set"));
    }
    for (String map : maps) {
      if (!object.at("/" + map).equals(old.at("/" + map))) {
        problems.add(FieldProblem.forbidden(map, "field is immutable when `immutable` is set"));
      }
    }
  }

  /** Images may change, a deadline may come, a node may be assigned; the rest is fixed. */
  private static void pod(JsonNode spec, JsonNode before, Problems problems) {
    ObjectNode now = fixedPart(spec);
    ObjectNode then = fixedPart(before);
    if (before.path("nodeName").asString("").isEmpty()) {
      now.remove("nodeName");
      then.remove("nodeName");
    }
    if (!now.equals(then)) {
      problems.add(
          FieldProblem.forbidden(
              "spec",
              "pod updates may not change fields other than"
                  + " `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations`"
                  + " (only additions to existing"
                  + " tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if"
                  + " it was previously negative)"));
    }
  }

  private static ObjectNode fixedPart(JsonNode spec) {
    if (!(spec.deepCopy() instanceof ObjectNode copy)) {
      return tools.jackson.databind.node.JsonNodeFactory.instance.objectNode();
    }
    copy.remove(List.of("activeDeadlineSeconds", "tolerations", "ephemeralContainers"));
    for (String list : List.of("containers", "initContainers")) {
      for (JsonNode container : copy.path(list)) {
        ((ObjectNode) container).remove("image");
      }
    }
    return copy;
  }
}
