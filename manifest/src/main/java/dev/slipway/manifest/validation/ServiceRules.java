package dev.slipway.manifest.validation;

import java.util.HashSet;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Rules for Services. */
final class ServiceRules {
  private static final List<String> TYPES =
      List.of("ClusterIP", "ExternalName", "LoadBalancer", "NodePort");

  private ServiceRules() {}

  static void check(JsonNode spec, Problems problems) {
    String type = spec.path("type").asString("");
    problems.oneOf(spec, "type", "spec", TYPES);
    problems.oneOf(spec, "sessionAffinity", "spec", List.of("ClientIP", "None"));
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
  }

  private static void externalName(JsonNode spec, Problems problems) {
    String name = problems.requireText(spec, "externalName", "spec");
    if (!name.isEmpty()) {
      String host = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
      problems.name(host, "spec.externalName", Names::subdomain);
    }
  }

  private static void ports(JsonNode ports, String type, Problems problems) {
    var names = new HashSet<String>();
    var numbers = new HashSet<String>();
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
      if (type.equals("ClusterIP") && port.path("nodePort").asInt(0) != 0) {
        problems.add(
            FieldProblem.forbidden(at + ".nodePort", "may not be used when `type` is 'ClusterIP'"));
      }
      String number = port.path("protocol").asString("") + "/" + port.path("port").asInt(0);
      if (!numbers.add(number)) {
        problems.add(
            FieldProblem.duplicate(
                at,
                "core.ServicePort{Name:\"\", Protocol:"
                    + FieldProblem.quote(port.path("protocol").asString(""))
                    + ", AppProtocol:(*string)(nil), Port:"
                    + port.path("port").asInt(0)
                    + ", TargetPort:intstr.IntOrString{Type:0, IntVal:0, StrVal:\"\"}, NodePort:0}"));
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
