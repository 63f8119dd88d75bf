package dev.slipway.manifest.validation;

import java.util.List;
import tools.jackson.databind.JsonNode;

/** Rules for the environment of containers, and for what of a pod can be shown inside of it. */
final class EnvironmentRules {
  private static final List<String> SOURCES =
      List.of("fieldRef", "resourceFieldRef", "configMapKeyRef", "secretKeyRef");
  private static final List<String> LISTS = List.of("configMapRef", "secretRef");
  private static final List<String> ENVIRONMENT_FIELDS =
      List.of(
          "metadata.name",
          "metadata.namespace",
          "metadata.uid",
          "spec.nodeName",
          "spec.serviceAccountName",
          "status.hostIP",
          "status.hostIPs",
          "status.podIP",
          "status.podIPs");
  private static final List<String> FILE_FIELDS =
      List.of(
          "metadata.annotations",
          "metadata.labels",
          "metadata.name",
          "metadata.namespace",
          "metadata.uid");
  private static final List<String> RESOURCES =
      List.of(
          "limits.cpu",
          "limits.ephemeral-storage",
          "limits.memory",
          "requests.cpu",
          "requests.ephemeral-storage",
          "requests.memory");

  private final Problems problems;

  /** Where a field of the pod is shown. */
  enum Shown {
    ENVIRONMENT,
    FILE
  }

  EnvironmentRules(Problems problems) {
    this.problems = problems;
  }

  void check(JsonNode container, String path) {
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
      list(source, path + ".envFrom[" + index++ + "]");
    }
  }

  private void list(JsonNode source, String path) {
    String prefix = source.path("prefix").asString("");
    if (!prefix.isEmpty()) {
      problems.name(prefix, path + ".prefix", Names::variable);
    }
    long given = LISTS.stream().filter(source::has).count();
    if (given != 1) {
      problems.add(
          FieldProblem.invalidText(
              path,
              "",
              given == 0
                  ? "must specify one of: `configMapRef` or `secretRef`"
                  : "may not have more than one field specified at a time"));
    }
    for (String kind : LISTS) {
      if (source.has(kind)) {
        problems.requireText(source.path(kind), "name", path + "." + kind);
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
              "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef` or"
                  + " `secretKeyRef`"));
    } else if (given > 1) {
      problems.add(
          FieldProblem.invalidText(
              path, "", "may not have more than one field specified at a time"));
    }
    for (String kind : List.of("configMapKeyRef", "secretKeyRef")) {
      if (source.has(kind)) {
        problems.requireText(source.path(kind), "name", path + "." + kind);
        String key = problems.requireText(source.path(kind), "key", path + "." + kind);
        if (!key.isEmpty()) {
          problems.name(key, path + "." + kind + ".key", Names::configKey);
        }
      }
    }
    field(source.path("fieldRef"), path + ".fieldRef", Shown.ENVIRONMENT);
    resource(source.path("resourceFieldRef"), path + ".resourceFieldRef", Shown.ENVIRONMENT);
  }

  /** A reference to a field of the pod. */
  void field(JsonNode reference, String path, Shown shown) {
    if (!reference.isObject()) {
      return;
    }
    String field = problems.requireText(reference, "fieldPath", path);
    if (field.isEmpty()) {
      return;
    }
    int key = field.indexOf('[');
    String map = key < 0 ? "" : field.substring(0, key);
    if (map.equals("metadata.labels") || map.equals("metadata.annotations")) {
      if (!field.matches(".*\\['[^']+'\\]")) {
        problems.add(
            FieldProblem.invalidText(path + ".fieldPath", field, "does not support subscript"));
      }
      return;
    }
    List<String> supported = shown == Shown.FILE ? FILE_FIELDS : ENVIRONMENT_FIELDS;
    if (supported.contains(field)) {
      return;
    }
    boolean known =
        ENVIRONMENT_FIELDS.contains(field)
            || FILE_FIELDS.contains(field)
            || field.equals("status.phase")
            || field.equals("spec.restartPolicy")
            || field.equals("spec.schedulerName");
    problems.add(
        known
            ? FieldProblem.notSupported(path + ".fieldPath", field, supported)
            : FieldProblem.invalidText(
                path + ".fieldPath",
                field,
                "error converting fieldPath: field label not supported: " + field));
  }

  /** A reference to an amount of a container's resources. */
  void resource(JsonNode reference, String path, Shown shown) {
    if (!reference.isObject()) {
      return;
    }
    if (shown == Shown.FILE) {
      problems.requireText(reference, "containerName", path);
    }
    String resource = problems.requireText(reference, "resource", path);
    if (!resource.isEmpty()
        && !RESOURCES.contains(resource)
        && !resource.startsWith("limits.hugepages-")
        && !resource.startsWith("requests.hugepages-")) {
      problems.add(FieldProblem.notSupported(path + ".resource", resource, RESOURCES));
    }
  }
}
