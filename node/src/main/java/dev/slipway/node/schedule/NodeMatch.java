package dev.slipway.node.schedule;

import dev.slipway.manifest.KubeObject;
import dev.slipway.manifest.LabelSelector;
import dev.slipway.manifest.LabelSelector.Operator;
import dev.slipway.manifest.LabelSelector.Requirement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/** Whether a pod wants a node. */
final class NodeMatch {
  private NodeMatch() {}

  /** By {@code nodeSelector} and the required node affinity. */
  static boolean wants(KubeObject pod, KubeObject node) {
    Map<String, String> selector = KubeObject.strings(pod.spec().path("nodeSelector"));
    JsonNode required =
        pod.spec()
            .path("affinity")
            .path("nodeAffinity")
            .path("requiredDuringSchedulingIgnoredDuringExecution");
    if (!node.labels().entrySet().containsAll(selector.entrySet())) {
      return false;
    }
    return !required.isObject() || matchesAny(required.path("nodeSelectorTerms"), node);
  }

  /** One term is enough; an empty one matches nothing. */
  private static boolean matchesAny(JsonNode terms, KubeObject node) {
    Map<String, String> fields = Map.of("metadata.name", node.name());
    for (JsonNode term : terms) {
      List<Requirement> labels = requirements(term.path("matchExpressions"));
      List<Requirement> names = requirements(term.path("matchFields"));
      boolean isEmpty = labels.isEmpty() && names.isEmpty();
      if (!isEmpty
          && new LabelSelector(labels).matches(node.labels())
          && new LabelSelector(names).matches(fields)) {
        return true;
      }
    }
    return false;
  }

  private static List<Requirement> requirements(JsonNode expressions) {
    var all = new ArrayList<Requirement>();
    for (JsonNode expression : expressions) {
      var values = new TreeSet<String>();
      expression.path("values").forEach(v -> values.add(v.asString("")));
      Operator operator =
          switch (expression.path("operator").asString("")) {
            case "NotIn" -> Operator.NOT_IN;
            case "Exists" -> Operator.EXISTS;
            case "DoesNotExist" -> Operator.DOES_NOT_EXIST;
            case "Gt" -> Operator.GREATER;
            case "Lt" -> Operator.LESS;
            default -> Operator.IN;
          };
      all.add(new Requirement(expression.path("key").asString(""), operator, values));
    }
    return all;
  }
}
