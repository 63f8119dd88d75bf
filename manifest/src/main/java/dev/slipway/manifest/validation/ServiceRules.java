package dev.slipway.manifest.validation;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Rules for Services. */
final class ServiceRules {
  private static final List<String> TYPES =
      List.of("ClusterIP", "ExternalName", "LoadBalancer", "NodePort");
  private static final List<String> POLICIES = List.of("Cluster", "Local");
  private static final int LONGEST_AFFINITY = 86_400;

  private ServiceRules() {}

  static void check(JsonNode spec, Problems problems) {
    String type = spec.path("type").asString("");
    problems.oneOf(spec, "type", "spec", TYPES);
    problems.oneOf(spec, "sessionAffinity", "spec", List.of("ClientIP", "None"));
    affinity(spec, problems);
    boolean headless = spec.path("clusterIP").asString("").equals("None");
    if (type.equals("ExternalName")) {
      externalName(spec, problems);
    } else if (spec.path("ports").isEmpty() && !headless) {
      problems.add(FieldProblem.required("spec.ports", ""));
    }
    if (headless && (type.equals("NodePort") || type.equals("LoadBalancer"))) {
      problems.add(
          FieldProblem.invalid(
              "spec.clusterIPs[0]",
              "\"None\"",
              "may not be set to 'None' for " + type + " services"));
    }
    MetadataRules.labels(spec.path("selector"), "spec.selector", problems);
    ports(spec.path("ports"), type, problems);
    addresses(spec, type, problems);
    families(spec, type, problems);
    traffic(spec, type, problems);
    balancer(spec, type, problems);
  }

  private static void affinity(JsonNode spec, Problems problems) {
    JsonNode seconds = spec.path("sessionAffinityConfig").path("clientIP").path("timeoutSeconds");
    if (seconds.isNumber() && (seconds.asInt(0) <= 0 || seconds.asInt(0) > LONGEST_AFFINITY)) {
      problems.add(
          FieldProblem.invalid(
              "spec.sessionAffinityConfig.clientIP.timeoutSeconds",
              seconds.asString(""),
              "must be greater than 0 and less than " + LONGEST_AFFINITY));
    }
    if (spec.path("sessionAffinity").asString("").equals("None")
        && spec.has("sessionAffinityConfig")) {
      problems.add(
          FieldProblem.forbidden(
              "spec.sessionAffinityConfig", "must not be set when session affinity is None"));
    }
  }

  private static void externalName(JsonNode spec, Problems problems) {
    String address = spec.path("clusterIP").asString("");
    if (!address.isEmpty()) {
      problems.add(
          FieldProblem.forbidden(
              "spec.clusterIPs[0]", "may not be set when `type` is 'ExternalName'"));
    }
    String name = problems.requireText(spec, "externalName", "spec");
    if (!name.isEmpty()) {
      String host = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
      problems.name(host, "spec.externalName", Names::subdomain);
    }
  }

  private static void ports(JsonNode ports, String type, Problems problems) {
    var names = new HashSet<String>();
    var numbers = new HashSet<String>();
    var nodePorts = new HashSet<String>();
    int index = 0;
    for (JsonNode port : ports) {
      String at = "spec.ports[" + index++ + "]";
      String name = port.path("name").asString("");
      if (name.isEmpty() && ports.size() > 1) {
        problems.add(FieldProblem.required(at + ".name", ""));
      } else if (!name.isEmpty()) {
        problems.name(name, at + ".name", Names::label);
        if (!names.add(name)) {
          problems.add(FieldProblem.duplicate(at + ".name", FieldProblem.quote(name)));
        }
      }
      problems.port(port.path("port"), at + ".port");
      problems.oneOf(port, "protocol", at, List.of("SCTP", "TCP", "UDP"));
      if (port.has("targetPort")) {
        problems.portOrName(port.path("targetPort"), at + ".targetPort");
      }
      String application = port.path("appProtocol").asString("");
      if (!application.isEmpty()) {
        problems.name(application, at + ".appProtocol", Names::qualified);
      }
      nodePort(port, type, at, nodePorts, problems);
      String number = port.path("protocol").asString("") + "/" + port.path("port").asInt(0);
      if (!numbers.add(number)) {
        problems.add(FieldProblem.duplicate(at, printed(port)));
      }
    }
  }

  private static void nodePort(
      JsonNode port, String type, String path, Set<String> taken, Problems problems) {
    int number = port.path("nodePort").asInt(0);
    if (number == 0) {
      return;
    }
    if (type.equals("ClusterIP")) {
      problems.add(
          FieldProblem.forbidden(path + ".nodePort", "may not be used when `type` is 'ClusterIP'"));
    }
    if (!taken.add(port.path("protocol").asString("") + "/" + number)) {
      problems.add(FieldProblem.duplicate(path + ".nodePort", Integer.toString(number)));
    }
  }

  private static String printed(JsonNode port) {
    return "core.ServicePort{Name:\"\", Protocol:"
        + FieldProblem.quote(port.path("protocol").asString(""))
        + ", AppProtocol:(*string)(nil), Port:"
        + port.path("port").asInt(0)
        + ", TargetPort:intstr.IntOrString{Type:0, IntVal:0, StrVal:\"\"}, NodePort:0}";
  }

  private static void addresses(JsonNode spec, String type, Problems problems) {
    String own = spec.path("clusterIP").asString("");
    JsonNode all = spec.path("clusterIPs");
    if (!type.equals("ExternalName")) {
      if (!own.isEmpty() && !own.equals("None")) {
        problems.address(own, "spec.clusterIPs[0]");
      }
      if (!own.isEmpty() && !all.isEmpty() && !all.path(0).asString("").equals(own)) {
        problems.add(
            FieldProblem.invalid(
                "spec.clusterIPs", GoText.strings(all), "first value must match `clusterIP`"));
      }
    }
    int index = 0;
    for (JsonNode address : spec.path("externalIPs")) {
      problems.address(address.asString(""), "spec.externalIPs[" + index++ + "]");
    }
  }

  /** Pods here have addresses of one family. */
  private static void families(JsonNode spec, String type, Problems problems) {
    if (type.equals("ExternalName")) {
      return;
    }
    problems.oneOf(
        spec,
        "ipFamilyPolicy",
        "spec",
        List.of("PreferDualStack", "RequireDualStack", "SingleStack"));
    if (spec.path("ipFamilyPolicy").asString("").equals("RequireDualStack")) {
      problems.add(
          FieldProblem.invalidText(
              "spec.ipFamilyPolicy",
              "RequireDualStack",
              "this cluster is not configured for dual-stack services"));
    }
    int index = 0;
    for (JsonNode family : spec.path("ipFamilies")) {
      String at = "spec.ipFamilies[" + index++ + "]";
      switch (family.asString("")) {
        case "IPv4" -> {
          // the family that there is
        }
        case "IPv6" ->
            problems.add(FieldProblem.invalidText(at, "IPv6", "not configured on this cluster"));
        default ->
            problems.add(
                FieldProblem.notSupported(at, family.asString(""), List.of("IPv4", "IPv6")));
      }
    }
  }

  private static void traffic(JsonNode spec, String type, Problems problems) {
    problems.oneOf(spec, "internalTrafficPolicy", "spec", POLICIES);
    problems.oneOf(spec, "trafficDistribution", "spec", List.of("PreferClose"));
    String external = spec.path("externalTrafficPolicy").asString("");
    boolean open =
        type.equals("NodePort")
            || type.equals("LoadBalancer")
            || !spec.path("externalIPs").isEmpty();
    if (!external.isEmpty() && !open) {
      problems.add(
          FieldProblem.invalidText(
              "spec.externalTrafficPolicy",
              external,
              "may only be set for externally-accessible services"));
    } else {
      problems.oneOf(spec, "externalTrafficPolicy", "spec", POLICIES);
    }
    boolean checked = type.equals("LoadBalancer") && external.equals("Local");
    JsonNode port = spec.path("healthCheckNodePort");
    if (port.asInt(0) != 0 && !checked) {
      problems.add(
          FieldProblem.invalid(
              "spec.healthCheckNodePort",
              port.asString(""),
              "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is"
                  + " 'Local'"));
    }
  }

  private static void balancer(JsonNode spec, String type, Problems problems) {
    if (type.equals("LoadBalancer")) {
      int index = 0;
      for (JsonNode range : spec.path("loadBalancerSourceRanges")) {
        String text = range.asString("").strip();
        String at = "spec.loadBalancerSourceRanges[" + index++ + "]";
        if (!Addresses.isRange(text)) {
          problems.add(
              FieldProblem.invalidText(
                  at, text, "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)"));
        }
      }
      return;
    }
    if (!spec.path("loadBalancerSourceRanges").isEmpty()) {
      problems.add(
          FieldProblem.forbidden(
              "spec.loadBalancerSourceRanges", "may only be used when `type` is 'LoadBalancer'"));
    }
    for (String field : List.of("loadBalancerClass", "allocateLoadBalancerNodePorts")) {
      if (spec.has(field)) {
        problems.add(
            FieldProblem.forbidden(
                "spec." + field, "may only be used when `type` is 'LoadBalancer'"));
      }
    }
  }

  static void change(JsonNode spec, JsonNode old, Problems problems) {
    String now = spec.path("clusterIP").asString("");
    String before = old.path("clusterIP").asString("");
    boolean wasExternal = old.path("type").asString("").equals("ExternalName");
    boolean isExternal = spec.path("type").asString("").equals("ExternalName");
    if (!before.isEmpty() && !now.equals(before) && !wasExternal && !isExternal) {
      problems.add(
          FieldProblem.invalid(
              "spec.clusterIPs[0]",
              "[]string{" + FieldProblem.quote(now) + "}",
              "may not change once set"));
    }
  }
}
