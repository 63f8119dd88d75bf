package dev.slipway.kubernetes;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The cluster roles that every cluster has under these names: {@code view}, {@code edit}, {@code
 * admin} and {@code cluster-admin}. A stored role of the same name takes their place.
 */
final class StandardRoles {
  private static final List<String> READ = List.of("get", "list", "watch");
  private static final List<String> WRITE =
      List.of("create", "delete", "deletecollection", "patch", "update");

  private StandardRoles() {}

  /** The rules of a role; none for a name that is no standard role. */
  static List<JsonNode> rules(String name) {
    return switch (name) {
      case "view" -> view();
      case "edit" -> edit();
      case "admin" -> admin();
      case "cluster-admin" -> List.of(rule(List.of("*"), "*", List.of("*")), everyPath());
      default -> List.of();
    };
  }

  /** Everything of a namespace but its secrets, roles and bindings. */
  private static List<JsonNode> view() {
    return List.of(
        rule(
            READ,
            "",
            List.of(
                "configmaps",
                "endpoints",
                "events",
                "namespaces",
                "pods",
                "pods/log",
                "pods/status",
                "serviceaccounts",
                "services",
                "services/status")),
        rule(READ, "apps", List.of("*")),
        rule(READ, "autoscaling", List.of("*")),
        rule(READ, "batch", List.of("*")),
        rule(READ, "discovery.k8s.io", List.of("*")),
        rule(READ, "networking.k8s.io", List.of("*")),
        rule(READ, "metrics.k8s.io", List.of("pods")),
        rule(READ, "policy", List.of("*")));
  }

  private static List<JsonNode> edit() {
    var rules = new ArrayList<>(view());
    rules.add(rule(READ, "", List.of("secrets")));
    rules.add(
        rule(
            WRITE,
            "",
            List.of(
                "configmaps",
                "endpoints",
                "events",
                "pods",
                "secrets",
                "serviceaccounts",
                "services")));
    rules.add(
        rule(
            List.of("create", "get"),
            "",
            List.of(
                "pods/attach",
                "pods/eviction",
                "pods/exec",
                "pods/portforward",
                "serviceaccounts/token")));
    for (List<String> verbs : List.of(List.of("get"), WRITE)) {
      rules.add(rule(verbs, "", List.of("pods/proxy", "services/proxy")));
    }
    for (String group : List.of("apps", "autoscaling", "batch", "networking.k8s.io", "policy")) {
      rules.add(rule(WRITE, group, List.of("*")));
    }
    return rules;
  }

  private static List<JsonNode> admin() {
    var rules = new ArrayList<>(edit());
    for (List<String> verbs : List.of(READ, WRITE)) {
      rules.add(rule(verbs, "rbac.authorization.k8s.io", List.of("rolebindings", "roles")));
    }
    return rules;
  }

  private static ObjectNode rule(List<String> verbs, String group, List<String> resources) {
    ObjectNode rule = JsonNodeFactory.instance.objectNode();
    fill(rule.putArray("verbs"), verbs);
    fill(rule.putArray("apiGroups"), List.of(group));
    fill(rule.putArray("resources"), resources);
    return rule;
  }

  /** All that is asked for by its path, such as {@code /metrics}. */
  private static ObjectNode everyPath() {
    ObjectNode rule = JsonNodeFactory.instance.objectNode();
    fill(rule.putArray("verbs"), List.of("*"));
    fill(rule.putArray("nonResourceURLs"), List.of("*"));
    return rule;
  }

  private static void fill(ArrayNode array, List<String> values) {
    values.forEach(array::add);
  }
}
