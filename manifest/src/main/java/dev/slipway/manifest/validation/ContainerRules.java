package dev.slipway.manifest.validation;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Rules for the containers of one pod. */
final class ContainerRules {
  private static final List<String> PULL = List.of("Always", "IfNotPresent", "Never");
  private static final List<String> PROTOCOLS = List.of("SCTP", "TCP", "UDP");
  private static final List<String> PROPAGATION =
      List.of("Bidirectional", "HostToContainer", "None");
  private static final long USUAL_GRACE = 30;

  private final Set<String> volumes;
  private final boolean hostNetwork;
  private final Problems problems;
  private final ProbeRules probes;

  /** What a container is for in its pod. */
  enum Role {
    MAIN,
    INIT
  }

  /**
   * @param volumes the names of the pod's volumes
   * @param spec the pod's
   */
  ContainerRules(Set<String> volumes, JsonNode spec, Problems problems) {
    this.volumes = volumes;
    this.hostNetwork = spec.path("hostNetwork").asBoolean(false);
    this.problems = problems;
    this.probes =
        new ProbeRules(spec.path("terminationGracePeriodSeconds").asLong(USUAL_GRACE), problems);
  }

  void list(JsonNode containers, String path, Role role) {
    var names = new HashSet<String>();
    var hostPorts = new HashSet<String>();
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
      restart(container, at, role);
      if (role == Role.MAIN) {
        hostPorts(container.path("ports"), at + ".ports", hostPorts);
      }
    }
  }

  private void container(JsonNode container, String path) {
    String image = problems.requireText(container, "image", path);
    if (!image.equals(image.strip())) {
      problems.add(
          FieldProblem.invalidText(
              path + ".image", image, "must not have leading or trailing whitespace"));
    }
    problems.oneOf(
        container, "terminationMessagePolicy", path, List.of("FallbackToLogsOnError", "File"));
    ports(container.path("ports"), path + ".ports");
    new EnvironmentRules(problems).check(container, path);
    boolean privileged = container.path("securityContext").path("privileged").asBoolean(false);
    mounts(container.path("volumeMounts"), path + ".volumeMounts", privileged);
    problems.oneOf(container, "imagePullPolicy", path, PULL);
    ResourceRules.check(container.path("resources"), path + ".resources", problems);
    new SecurityRules(problems)
        .container(container.path("securityContext"), path + ".securityContext");
  }

  /** Who is started again; those that are not cannot be probed. */
  private void restart(JsonNode container, String path, Role role) {
    String policy = container.path("restartPolicy").asString("");
    if (role == Role.MAIN && !policy.isEmpty()) {
      problems.add(
          FieldProblem.forbidden(
              path + ".restartPolicy", "may not be set for non-init containers"));
    }
    if (role == Role.INIT) {
      problems.oneOf(container, "restartPolicy", path, List.of("Always"));
    }
    if (role == Role.MAIN || policy.equals("Always")) {
      probes.check(container, path);
    } else {
      probes.none(container, path);
    }
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
      int number = port.path("containerPort").asInt(0);
      if (number == 0) {
        problems.add(FieldProblem.required(at + ".containerPort", ""));
      } else {
        problems.port(port.path("containerPort"), at + ".containerPort");
      }
      int host = port.path("hostPort").asInt(0);
      if (host != 0) {
        problems.port(port.path("hostPort"), at + ".hostPort");
      }
      if (hostNetwork && host != number) {
        problems.add(
            FieldProblem.invalid(
                at + ".hostPort", Integer.toString(host), "must match `containerPort`"));
      }
      problems.oneOf(port, "protocol", at, PROTOCOLS);
    }
  }

  /** Two containers cannot have one port of the machine. */
  private void hostPorts(JsonNode ports, String path, Set<String> taken) {
    int index = 0;
    for (JsonNode port : ports) {
      int host = port.path("hostPort").asInt(0);
      String what =
          port.path("protocol").asString("TCP")
              + "/"
              + port.path("hostIP").asString("")
              + "/"
              + host;
      if (host != 0 && !taken.add(what)) {
        problems.add(
            FieldProblem.duplicate(path + "[" + index + "].hostPort", FieldProblem.quote(what)));
      }
      index++;
    }
  }

  private void mounts(JsonNode mounts, String path, boolean privileged) {
    var targets = new HashSet<String>();
    int index = 0;
    for (JsonNode mount : mounts) {
      String at = path + "[" + index++ + "]";
      String name = problems.requireText(mount, "name", at);
      if (!volumes.contains(name)) {
        problems.add(FieldProblem.notFound(at + ".name", name));
      }
      String target = problems.requireText(mount, "mountPath", at);
      if (!target.isEmpty() && !targets.add(target)) {
        problems.add(FieldProblem.invalidText(at + ".mountPath", target, "must be unique"));
      }
      VolumeRules.inside(mount.path("subPath").asString(""), at + ".subPath", problems);
      String expression = mount.path("subPathExpr").asString("");
      VolumeRules.inside(expression, at + ".subPathExpr", problems);
      if (!expression.isEmpty() && !mount.path("subPath").asString("").isEmpty()) {
        problems.add(
            FieldProblem.invalidText(
                at + ".subPathExpr", expression, "subPathExpr and subPath are mutually exclusive"));
      }
      problems.oneOf(mount, "mountPropagation", at, PROPAGATION);
      if (mount.path("mountPropagation").asString("").equals("Bidirectional") && !privileged) {
        problems.add(
            FieldProblem.forbidden(
                at + ".mountPropagation",
                "Bidirectional mount propagation is available only to privileged containers"));
      }
    }
  }
}
