package dev.slipway.manifest.validation;

import dev.slipway.manifest.KubeObject;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Rules for what every object has. */
final class MetadataRules {
  /** Those without a domain. */
  private static final java.util.Set<String> FINALIZERS =
      java.util.Set.of("kubernetes", "orphan", "foregroundDeletion");

  private static final long ANNOTATIONS_LIMIT = 256L << 10;
  private static final Set<String> PATH_NAMED =
      Set.of("Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding");

  private MetadataRules() {}

  static void check(KubeObject object, Problems problems) {
    JsonNode metadata = object.metadata();
    String name = object.name();
    if (name.isEmpty()) {
      problems.add(FieldProblem.required("metadata.name", "name or generateName is required"));
    } else {
      problems.name(name, "metadata.name", nameCheck(object.kind()));
    }
    labels(metadata.path("labels"), "metadata.labels", problems);
    annotations(metadata.path("annotations"), "metadata.annotations", problems);
    owners(metadata.path("ownerReferences"), problems);
    int index = 0;
    for (String finalizer : object.finalizers()) {
      finalizer(finalizer, "metadata.finalizers[" + index++ + "]", object.kind(), problems);
    }
  }

  /** Those of a namespace's specification, which hold its content. */
  static void namespaceFinalizers(JsonNode spec, Problems problems) {
    int index = 0;
    for (JsonNode finalizer : spec.path("finalizers")) {
      finalizer(finalizer.asString(""), "spec.finalizers[" + index++ + "]", "Namespace", problems);
    }
  }

  private static void finalizer(String name, String path, String kind, Problems problems) {
    problems.name(name, path, Names::qualified);
    if (name.indexOf('/') < 0 && !FINALIZERS.contains(name) && !kind.equals("Lease")) {
      problems.add(
          FieldProblem.invalidText(
              path, name, "name is neither a standard finalizer name nor is it fully qualified"));
    }
  }

  private static Names.Check nameCheck(String kind) {
    if (kind.equals("Service")) {
      return Names::serviceName;
    }
    if (kind.equals("Namespace")) {
      return Names::label;
    }
    return PATH_NAMED.contains(kind) ? Names::pathSegment : Names::subdomain;
  }

  static void labels(JsonNode labels, String path, Problems problems) {
    KubeObject.strings(labels)
        .forEach((key, value) -> {
          problems.name(key, path, Names::qualified);
          problems.name(value, path, Names::labelValue);
        });
  }

  static void annotations(JsonNode annotations, String path, Problems problems) {
    long size = 0;
    for (var entry : KubeObject.strings(annotations).entrySet()) {
      problems.name(entry.getKey().toLowerCase(java.util.Locale.ROOT), path, Names::qualified);
      size += entry.getKey().length() + entry.getValue().getBytes(StandardCharsets.UTF_8).length;
    }
    if (size > ANNOTATIONS_LIMIT) {
      problems.add(
          new FieldProblem(
              FieldProblem.Reason.TOO_LONG,
              path,
              "Too long: may not be more than " + ANNOTATIONS_LIMIT + " bytes"));
    }
  }

  /** What a going object waits for may be taken away, not added to. */
  static void change(KubeObject object, KubeObject old, Problems problems) {
    for (String field : new String[] {"name", "namespace"}) {
      JsonNode now = object.metadata().path(field);
      if (!now.equals(old.metadata().path(field))) {
        problems.add(
            FieldProblem.invalidText("metadata." + field, now.asString(""), "field is immutable"));
      }
    }
    if (!old.isBeingDeleted()) {
      return;
    }
    var added = new java.util.ArrayList<>(object.finalizers());
    added.removeAll(old.finalizers());
    if (!added.isEmpty()) {
      String printed =
          added.stream()
              .map(FieldProblem::quote)
              .collect(java.util.stream.Collectors.joining(", ", "[]string{", "}"));
      problems.add(
          FieldProblem.forbidden(
              "metadata.finalizers",
              "no new finalizers can be added if the object is being deleted, found new"
                  + " finalizers "
                  + printed));
    }
  }

  private static void owners(JsonNode owners, Problems problems) {
    int controllers = 0;
    for (JsonNode owner : owners) {
      for (String field : new String[] {"apiVersion", "kind", "name", "uid"}) {
        if (owner.path(field).asString("").isEmpty()) {
          problems.add(
              FieldProblem.invalidText(
                  "metadata.ownerReferences." + field,
                  "",
                  (field.equals("apiVersion") ? "version" : field) + " must not be empty"));
        }
      }
      controllers += owner.path("controller").asBoolean(false) ? 1 : 0;
    }
    if (controllers > 1) {
      problems.add(
          FieldProblem.invalid(
              "metadata.ownerReferences",
              "[]v1.OwnerReference",
              "Only one reference can have Controller set to true."));
    }
  }
}
