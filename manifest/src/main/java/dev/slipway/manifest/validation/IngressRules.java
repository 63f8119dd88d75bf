package dev.slipway.manifest.validation;

import dev.slipway.manifest.KubeObject;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Rules for Ingresses. */
final class IngressRules {
  private static final List<String> PATH_TYPES =
      List.of("Exact", "ImplementationSpecific", "Prefix");
  private static final List<String> NOT_IN_PATHS = List.of("//", "/./", "/../", "%2f", "%2F");
  private static final List<String> NOT_AT_THE_END = List.of("/..", "/.");
  private static final String CLASS = "kubernetes.io/ingress.class";

  private IngressRules() {}

  static void check(KubeObject ingress, Problems problems) {
    JsonNode spec = ingress.spec();
    if (spec.path("rules").isEmpty() && !spec.path("defaultBackend").isObject()) {
      problems.add(
          FieldProblem.invalid(
              "spec",
              "[]networking.IngressRule(nil)",
              "either `defaultBackend` or `rules` must be specified"));
    }
    backend(spec.path("defaultBackend"), "spec.defaultBackend", problems);
    int index = 0;
    for (JsonNode tls : spec.path("tls")) {
      int each = 0;
      for (JsonNode host : tls.path("hosts")) {
        host(host.asString(""), "spec.tls[" + index + "].hosts[" + each++ + "]", problems);
      }
      index++;
    }
    index = 0;
    for (JsonNode rule : spec.path("rules")) {
      String at = "spec.rules[" + index++ + "]";
      String host = rule.path("host").asString("");
      if (Addresses.isAddress(host)) {
        problems.add(
            FieldProblem.invalidText(at + ".host", host, "must be a DNS name, not an IP address"));
      } else {
        host(host, at + ".host", problems);
      }
      if (rule.path("http").isObject()) {
        paths(rule.path("http").path("paths"), at + ".http.paths", problems);
      }
    }
    ingressClass(ingress, problems);
  }

  private static void ingressClass(KubeObject ingress, Problems problems) {
    String name = ingress.spec().path("ingressClassName").asString("");
    if (ingress.spec().has("ingressClassName")) {
      problems.name(name, "spec.ingressClassName", Names::subdomain);
    }
    String old = ingress.annotations().getOrDefault(CLASS, "");
    if (!old.isEmpty() && !name.isEmpty() && !old.equals(name)) {
      problems.add(
          FieldProblem.invalidText(
              "annotations." + CLASS,
              old,
              "must match `ingressClassName` when both are specified"));
    }
  }

  private static void host(String host, String path, Problems problems) {
    if (host.contains("*")) {
      problems.name(host, path, Names::wildcard);
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
      if (type.isEmpty()) {
        problems.add(FieldProblem.required(at + ".pathType", "pathType must be specified"));
      } else {
        problems.oneOf(item, "pathType", at, PATH_TYPES);
        value(item.path("path").asString(""), type, at + ".path", problems);
      }
      backend(item.path("backend"), at + ".backend", problems);
      if (!item.path("backend").isObject()) {
        problems.add(
            FieldProblem.required(
                at + ".backend", "either a service or resource backend is required"));
      }
    }
  }

  private static void value(String value, String type, String path, Problems problems) {
    boolean optional = type.equals("ImplementationSpecific");
    if (!value.startsWith("/") && !(value.isEmpty() && optional)) {
      problems.add(FieldProblem.invalidText(path, value, "must be an absolute path"));
    }
    if (optional || value.isEmpty()) {
      return;
    }
    for (String part : NOT_IN_PATHS) {
      if (value.contains(part)) {
        problems.add(FieldProblem.invalidText(path, value, "must not contain '" + part + "'"));
      }
    }
    for (String part : NOT_AT_THE_END) {
      if (value.endsWith(part)) {
        problems.add(FieldProblem.invalidText(path, value, "cannot end with '" + part + "'"));
      }
    }
  }

  private static void backend(JsonNode backend, String path, Problems problems) {
    if (!backend.isObject()) {
      return;
    }
    JsonNode service = backend.path("service");
    boolean resource = backend.path("resource").isObject();
    if (service.isObject() && resource) {
      problems.add(
          FieldProblem.invalidText(path, "", "cannot set both resource and service backends"));
    } else if (resource) {
      problems.requireText(backend.path("resource"), "kind", path + ".resource");
      problems.requireText(backend.path("resource"), "name", path + ".resource");
    } else if (!service.isObject()) {
      problems.add(FieldProblem.required(path, "either a service or resource backend is required"));
    } else {
      service(service, path, problems);
    }
  }

  private static void service(JsonNode service, String path, Problems problems) {
    String name = problems.requireText(service, "name", path + ".service");
    if (!name.isEmpty()) {
      problems.name(name, path + ".service.name", Names::serviceName);
    }
    JsonNode port = service.path("port");
    boolean named = !port.path("name").asString("").isEmpty();
    boolean numbered = port.path("number").asInt(0) != 0;
    if (named && numbered) {
      problems.add(FieldProblem.invalidText(path, "", "cannot set both port name & port number"));
    } else if (named) {
      problems.name(port.path("name").asString(""), path + ".service.port.name", Names::portName);
    } else if (numbered) {
      problems.port(port.path("number"), path + ".service.port.number");
    } else {
      problems.add(FieldProblem.required(path, "port name or number is required"));
    }
  }
}
