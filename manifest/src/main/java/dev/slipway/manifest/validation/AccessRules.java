package dev.slipway.manifest.validation;

import dev.slipway.manifest.KubeObject;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Rules for roles and their bindings. */
final class AccessRules {
  private static final String GROUP = "rbac.authorization.k8s.io";
  private static final List<String> SUBJECTS = List.of("ServiceAccount", "User", "Group");

  private AccessRules() {}

  static void role(KubeObject role, Problems problems) {
    boolean everywhere = role.kind().equals("ClusterRole");
    int index = 0;
    for (JsonNode rule : role.at("/rules")) {
      rule(rule, "rules[" + index++ + "]", everywhere, problems);
    }
    index = 0;
    for (JsonNode selector : role.at("/aggregationRule/clusterRoleSelectors")) {
      WorkloadRules.selector(
          selector, "aggregationRule.clusterRoleSelectors[" + index++ + "]", problems);
    }
  }

  private static void rule(JsonNode rule, String path, boolean everywhere, Problems problems) {
    if (rule.path("verbs").isEmpty()) {
      problems.add(FieldProblem.required(path + ".verbs", "verbs must contain at least one value"));
    }
    JsonNode urls = rule.path("nonResourceURLs");
    if (!urls.isEmpty()) {
      if (!everywhere) {
        problems.add(
            FieldProblem.invalid(
                path + ".nonResourceURLs",
                GoText.strings(urls),
                "namespaced rules cannot apply to non-resource URLs"));
      }
      if (!rule.path("apiGroups").isEmpty()
          || !rule.path("resources").isEmpty()
          || !rule.path("resourceNames").isEmpty()) {
        problems.add(
            FieldProblem.invalid(
                path + ".nonResourceURLs",
                GoText.strings(urls),
                "rules cannot apply to both regular resources and non-resource URLs"));
      }
      return;
    }
    if (rule.path("apiGroups").isEmpty()) {
      problems.add(
          FieldProblem.required(
              path + ".apiGroups", "resource rules must supply at least one api group"));
    }
    if (rule.path("resources").isEmpty()) {
      problems.add(
          FieldProblem.required(
              path + ".resources", "resource rules must supply at least one resource"));
    }
  }

  static void binding(JsonNode tree, String kind, Problems problems) {
    JsonNode role = tree.path("roleRef");
    String group = role.path("apiGroup").asString("");
    if (!group.equals(GROUP)) {
      problems.add(FieldProblem.notSupported("roleRef.apiGroup", group, List.of(GROUP)));
    }
    List<String> kinds =
        kind.equals("RoleBinding") ? List.of("Role", "ClusterRole") : List.of("ClusterRole");
    String wanted = role.path("kind").asString("");
    if (!kinds.contains(wanted)) {
      problems.add(FieldProblem.notSupported("roleRef.kind", wanted, kinds));
    }
    String name = problems.requireText(role, "name", "roleRef");
    if (!name.isEmpty()) {
      problems.name(name, "roleRef.name", Names::pathSegment);
    }
    int index = 0;
    for (JsonNode subject : tree.path("subjects")) {
      String at = "subjects[" + index++ + "]";
      subject(subject, at, problems);
      boolean account = subject.path("kind").asString("").equals("ServiceAccount");
      if (account && kind.equals("ClusterRoleBinding")) {
        problems.requireText(subject, "namespace", at);
      }
    }
  }

  private static void subject(JsonNode subject, String path, Problems problems) {
    String name = problems.requireText(subject, "name", path);
    String group = subject.path("apiGroup").asString("");
    switch (subject.path("kind").asString("")) {
      case "ServiceAccount" -> {
        if (!name.isEmpty()) {
          problems.name(name, path + ".name", Names::subdomain);
        }
        if (!group.isEmpty()) {
          problems.add(FieldProblem.notSupported(path + ".apiGroup", group, List.of("")));
        }
      }
      case "User", "Group" -> {
        if (!group.equals(GROUP)) {
          problems.add(FieldProblem.notSupported(path + ".apiGroup", group, List.of(GROUP)));
        }
      }
      default ->
          problems.add(
              FieldProblem.notSupported(
                  path + ".kind", subject.path("kind").asString(""), SUBJECTS));
    }
  }
}
