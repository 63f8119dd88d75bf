package dev.slipway.manifest.validation;

import dev.slipway.manifest.KubeObject;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** Values as Go prints them inside Kubernetes' messages. */
final class GoText {
  private GoText() {}

  static String stringMap(JsonNode map) {
    if (map.isEmpty()) {
      return "map[string]string(nil)";
    }
    Map<String, String> sorted = new TreeMap<>(KubeObject.strings(map));
    return sorted.entrySet().stream()
        .map(e -> FieldProblem.quote(e.getKey()) + ":" + FieldProblem.quote(e.getValue()))
        .collect(Collectors.joining(", ", "map[string]string{", "}"));
  }

  static String strings(JsonNode list) {
    if (list.isEmpty()) {
      return "[]string(nil)";
    }
    return list.valueStream()
        .map(v -> FieldProblem.quote(v.asString("")))
        .collect(Collectors.joining(", ", "[]string{", "}"));
  }

  static String labelSelector(JsonNode selector) {
    JsonNode expressions = selector.path("matchExpressions");
    String list =
        expressions.isEmpty()
            ? "[]v1.LabelSelectorRequirement(nil)"
            : expressions
                .valueStream()
                .map(e ->
                    "v1.LabelSelectorRequirement{Key:"
                        + FieldProblem.quote(e.path("key").asString(""))
                        + ", Operator:"
                        + FieldProblem.quote(e.path("operator").asString(""))
                        + ", Values:"
                        + strings(e.path("values"))
                        + "}")
                .collect(Collectors.joining(", ", "[]v1.LabelSelectorRequirement{", "}"));
    return "v1.LabelSelector{MatchLabels:"
        + stringMap(selector.path("matchLabels"))
        + ", MatchExpressions:"
        + list
        + "}";
  }

  static String intOrString(JsonNode value) {
    return value.isString()
        ? "intstr.IntOrString{Type:1, IntVal:0, StrVal:"
            + FieldProblem.quote(value.asString(""))
            + "}"
        : "intstr.IntOrString{Type:0, IntVal:" + value.asInt(0) + ", StrVal:\"\"}";
  }
}
