package dev.slipway.manifest.validation;

import dev.slipway.manifest.types.Quantity;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Rules for the containers of one pod. */
final class ContainerRules {
  private static final List<String> PULL = List.of("Always", "IfNotPresent", "Never");
  private static final List<String> PROTOCOLS = List.of("SCTP", "TCP", "UDP");
  private static final List<String> HANDLERS = List.of("exec", "httpGet", "tcpSocket", "grpc");
  private static final List<String> HOOK_HANDLERS =
      List.of("exec", "httpGet", "tcpSocket", "sleep");
  private static final List<String> SOURCES =
      List.of("fieldRef", "resourceFieldRef", "configMapKeyRef", "secretKeyRef");

  private final Set<String> volumes;
  private final Problems problems;

  /**
   * @param volumes the names of the pod's volumes
   */
  ContainerRules(Set<String> volumes, Problems problems) {
    this.volumes = volumes;
    this.problems = problems;
  }

  void list(JsonNode containers, String path) {
    var names = new HashSet<String>();
    int index = 0;
    for (JsonNode container : containers) {
      String at = path + "[" + index++ + "]";
      String name = problems.requireText(container, "name", at);
      if (!name.isEmpty()) {
        problems.name(name, at + ".name", Names::label);
        if (!names.add(name)) {
          problems.add(FieldProblem.duplicate(at + ".name", FieldProblem.quote(name)));
        }
      }
      container(container, at);
    }
  }

  private void container(JsonNode container, String path) {
    String image = problems.requireText(container, "image", path);
    if (!image.equals(image.strip())) {
      problems.add(
          FieldProblem.invalidText(
              path + ".image", image, "must not have leading or trailing whitespace"));
    }
    ports(container.path("ports"), path + ".ports");
    environment(container, path);
    mounts(container.path("volumeMounts"), path + ".volumeMounts");
    for (String probe : List.of("livenessProbe", "readinessProbe", "startupProbe")) {
      if (container.has(probe)) {
        probe(container.path(probe), path + "." + probe, !probe.equals("readinessProbe"));
      }
    }
    for (String hook : List.of("postStart", "preStop")) {
      JsonNode handler = container.path("lifecycle").path(hook);
      if (handler.isObject()) {
        handler(handler, path + ".lifecycle." + hook, HOOK_HANDLERS);
      }
    }
    problems.oneOf(container, "imagePullPolicy", path, PULL);
    resources(container.path("resources"), path + ".resources");
  }

  private void ports(JsonNode ports, String path) {
    var names = new HashSet<String>();
    int index = 0;
    for (JsonNode port : ports) {
      String at = path + "[" + index++ + "]";
      String name = port.path("name").asString("");
      if (!name.isEmpty()) {
        problems.name(name, at + ".name", Names::portName);
        if (!names.add(name)) {
          problems.add(FieldProblem.duplicate(at + ".name", FieldProblem.quote(name)));
        }
      }
      if (port.path("containerPort").asInt(0) == 0) {
        problems.add(FieldProblem.required(at + ".containerPort", ""));
      } else {
        problems.port(port.path("containerPort"), at + ".containerPort");
      }
      if (port.path("hostPort").asInt(0) != 0) {
        problems.port(port.path("hostPort"), at + ".hostPort");
      }
      problems.oneOf(port, "protocol", at, PROTOCOLS);
    }
  }

  private void environment(JsonNode container, String path) {
    int index = 0;
    for (JsonNode variable : container.path("env")) {
      String at = path + ".env[" + index++ + "]";
      String name = problems.requireText(variable, "name", at);
      if (!name.isEmpty()) {
        problems.name(name, at + ".name", Names::variable);
      }
      if (variable.has("valueFrom")) {
        valueFrom(variable, at + ".valueFrom");
      }
    }
    index = 0;
    for (JsonNode source : container.path("envFrom")) {
      String at = path + ".envFrom[" + index++ + "]";
      for (String kind : List.of("configMapRef", "secretRef")) {
        if (source.has(kind)) {
          problems.requireText(source.path(kind), "name", at + "." + kind);
        }
      }
    }
  }

  private void valueFrom(JsonNode variable, String path) {
    if (!variable.path("value").asString("").isEmpty()) {
      problems.add(
          FieldProblem.invalidText(path, "", "may not be specified when `value` is not empty"));
    }
    JsonNode source = variable.path("valueFrom");
    long given = SOURCES.stream().filter(source::has).count();
    if (given == 0) {
      problems.add(
          FieldProblem.invalidText(
              path,
              "",
              "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`,"
                  + " `secretKeyRef` or `fileKeyRef`"));
    } else if (given > 1) {
      problems.add(
          FieldProblem.invalidText(
              path, "", "may not have more than one field specified at a time"));
    }
    for (String kind : List.of("configMapKeyRef", "secretKeyRef")) {
      if (source.has(kind)) {
        problems.requireText(source.path(kind), "name", path + "." + kind);
        problems.requireText(source.path(kind), "key", path + "." + kind);
      }
    }
  }

  private void mounts(JsonNode mounts, String path) {
    var targets = new HashSet<String>();
    int index = 0;
    for (JsonNode mount : mounts) {
      String at = path + "[" + index++ + "]";
      String name = problems.requireText(mount, "name", at);
      if (!name.isEmpty() && !volumes.contains(name)) {
        problems.add(FieldProblem.notFound(at + ".name", name));
      }
      String target = problems.requireText(mount, "mountPath", at);
      if (!target.isEmpty() && !targets.add(target)) {
        problems.add(FieldProblem.invalidText(at + ".mountPath", target, "must be unique"));
      }
      VolumeRules.backsteps(mount.path("subPath").asString(""), at + ".subPath", problems);
    }
  }

  private void probe(JsonNode probe, String path, boolean successIsOnce) {
    handler(probe, path, HANDLERS);
    for (String field :
        List.of(
            "initialDelaySeconds",
            "timeoutSeconds",
            "periodSeconds",
            "successThreshold",
            "failureThreshold")) {
      problems.notNegative(probe, field, path);
    }
    if (successIsOnce && probe.path("successThreshold").asInt(1) != 1) {
      problems.add(
          FieldProblem.invalid(
              path + ".successThreshold",
              probe.path("successThreshold").asString(""),
              "must be 1"));
    }
  }

  private void handler(JsonNode handler, String path, List<String> kinds) {
    long given = kinds.stream().filter(handler::has).count();
    if (given == 0) {
      problems.add(FieldProblem.required(path, "must specify a handler type"));
    } else if (given > 1) {
      problems.add(FieldProblem.forbidden(path, "may not specify more than 1 handler type"));
    }
    for (String kind : List.of("httpGet", "tcpSocket")) {
      if (handler.has(kind)) {
        problems.portOrName(handler.path(kind).path("port"), path + "." + kind + ".port");
      }
    }
    if (handler.has("exec") && handler.path("exec").path("command").isEmpty()) {
      problems.add(FieldProblem.required(path + ".exec.command", ""));
    }
  }

  private void resources(JsonNode resources, String path) {
    for (var request : resources.path("requests").properties()) {
      JsonNode limit = resources.path("limits").path(request.getKey());
      var wanted = Quantity.parse(request.getValue().asString(""));
      var allowed = Quantity.parse(limit.asString(""));
      if (wanted.isPresent() && allowed.isPresent() && wanted.get().compareTo(allowed.get()) > 0) {
        problems.add(
            FieldProblem.invalidText(
                path + ".requests",
                wanted.get().canonical(),
                "must be less than or equal to "
                    + request.getKey()
                    + " limit of "
                    + allowed.get().canonical()));
      }
    }
    for (String side : List.of("limits", "requests")) {
      for (var amount : resources.path(side).properties()) {
        Quantity.parse(amount.getValue().asString(""))
            .filter(q -> q.value().signum() < 0)
            .ifPresent(q ->
                problems.add(
                    FieldProblem.invalidText(
                        path + "." + side + "[" + amount.getKey() + "]",
                        q.canonical(),
                        "must be greater than or equal to 0")));
      }
    }
  }
}
