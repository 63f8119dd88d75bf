package dev.slipway.manifest.validation;

import java.util.List;
import tools.jackson.databind.JsonNode;

/** Rules for the kinds with few of them. */
final class SimpleRules {
  private static final long DATA_LIMIT = 1 << 20;

  private SimpleRules() {}

  static void data(JsonNode tree, List<String> maps, Problems problems) {
    long size = 0;
    for (String map : maps) {
      for (var entry : tree.path(map).properties()) {
        problems.name(entry.getKey(), map + "[" + entry.getKey() + "]", Names::configKey);
        size += entry.getValue().asString("").length();
      }
    }
    if (size > DATA_LIMIT) {
      problems.add(
          new FieldProblem(
              FieldProblem.Reason.TOO_LONG,
              maps.size() > 1 ? "" : maps.getFirst(),
              "Too long: may not be more than " + DATA_LIMIT + " bytes"));
    }
  }

  static void ingress(JsonNode spec, Problems problems) {
    if (spec.path("rules").isEmpty() && !spec.path("defaultBackend").isObject()) {
      problems.add(
          FieldProblem.invalid(
              "spec",
              "[]networking.IngressRule(nil)",
              "either `defaultBackend` or `rules` must be specified"));
    }
    backend(spec.path("defaultBackend"), "spec.defaultBackend", problems);
    int index = 0;
    for (JsonNode rule : spec.path("rules")) {
      String at = "spec.rules[" + index++ + "]";
      host(rule.path("host").asString(""), at + ".host", problems);
      if (rule.path("http").isObject()) {
        paths(rule.path("http").path("paths"), at + ".http.paths", problems);
      }
    }
  }

  private static void host(String host, String path, Problems problems) {
    if (host.startsWith("*.")) {
      problems.name(host.substring(2), path, Names::subdomain);
    } else if (!host.isEmpty()) {
      problems.name(host, path, Names::subdomain);
    }
  }

  private static void paths(JsonNode paths, String path, Problems problems) {
    if (paths.isEmpty()) {
      problems.add(FieldProblem.required(path, ""));
    }
    int index = 0;
    for (JsonNode item : paths) {
      String at = path + "[" + index++ + "]";
      String type = item.path("pathType").asString("");
      problems.oneOf(item, "pathType", at, List.of("Exact", "Prefix", "ImplementationSpecific"));
      String value = item.path("path").asString("");
      if (!value.startsWith("/") && !(value.isEmpty() && type.equals("ImplementationSpecific"))) {
        problems.add(FieldProblem.invalidText(at + ".path", value, "must be an absolute path"));
      }
      if (!item.path("backend").isObject()) {
        problems.add(FieldProblem.required(at + ".backend", ""));
      }
      backend(item.path("backend"), at + ".backend", problems);
    }
  }

  private static void backend(JsonNode backend, String path, Problems problems) {
    if (!backend.isObject()) {
      return;
    }
    JsonNode service = backend.path("service");
    if (!service.isObject() && !backend.path("resource").isObject()) {
      problems.add(FieldProblem.required(path, "either a service or resource backend is required"));
    } else if (service.isObject()) {
      String name = problems.requireText(service, "name", path + ".service");
      if (!name.isEmpty()) {
        problems.name(name, path + ".service.name", Names::serviceName);
      }
      JsonNode port = service.path("port");
      if (port.path("name").asString("").isEmpty() && port.path("number").asInt(0) == 0) {
        problems.add(FieldProblem.required(path, "port name or number is required"));
      }
    }
  }

  static void autoscaler(JsonNode spec, Problems problems) {
    int most = spec.path("maxReplicas").asInt(0);
    if (most < 1) {
      problems.add(
          FieldProblem.invalid(
              "spec.maxReplicas", Integer.toString(most), "must be greater than 0"));
    }
    if (most < spec.path("minReplicas").asInt(1)) {
      problems.add(
          FieldProblem.invalid(
              "spec.maxReplicas",
              Integer.toString(most),
              "must be greater than or equal to `minReplicas`"));
    }
    problems.requireText(spec.path("scaleTargetRef"), "kind", "spec.scaleTargetRef");
    problems.requireText(spec.path("scaleTargetRef"), "name", "spec.scaleTargetRef");
  }

  static void disruptionBudget(JsonNode spec, Problems problems) {
    if (spec.has("minAvailable") && spec.has("maxUnavailable")) {
      problems.add(
          FieldProblem.invalid(
              "spec",
              "policy.PodDisruptionBudgetSpec",
              "minAvailable and maxUnavailable cannot be both set"));
    }
    problems.countOrPercent(spec.path("minAvailable"), "spec.minAvailable");
    problems.countOrPercent(spec.path("maxUnavailable"), "spec.maxUnavailable");
    WorkloadRules.selector(spec.path("selector"), "spec.selector", problems);
  }

  static void roleBinding(JsonNode tree, String kind, Problems problems) {
    problems.requireText(tree.path("roleRef"), "name", "roleRef");
    problems.oneOf(
        tree.path("roleRef"),
        "kind",
        "roleRef",
        kind.equals("RoleBinding") ? List.of("ClusterRole", "Role") : List.of("ClusterRole"));
    int index = 0;
    for (JsonNode subject : tree.path("subjects")) {
      String at = "subjects[" + index++ + "]";
      problems.requireText(subject, "name", at);
      problems.oneOf(subject, "kind", at, List.of("Group", "ServiceAccount", "User"));
    }
  }

  static void endpointSlice(JsonNode tree, Problems problems) {
    if (tree.path("addressType").asString("").isEmpty()) {
      problems.add(FieldProblem.required("addressType", ""));
    }
    problems.oneOf(tree, "addressType", "", List.of("FQDN", "IPv4", "IPv6"));
    int index = 0;
    for (JsonNode endpoint : tree.path("endpoints")) {
      String at = "endpoints[" + index++ + "]";
      if (endpoint.path("addresses").isEmpty()) {
        problems.add(FieldProblem.required(at + ".addresses", "must contain at least 1 address"));
      }
    }
  }
}
