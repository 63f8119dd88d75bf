package dev.slipway.manifest.validation;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Rules for pods and their templates. */
final class PodRules {
  private static final List<String> RESTART = List.of("Always", "OnFailure", "Never");
  private static final List<String> DNS =
      List.of("ClusterFirstWithHostNet", "ClusterFirst", "Default", "None");

  private PodRules() {}

  static void spec(JsonNode spec, String path, Problems problems) {
    Set<String> volumes = VolumeRules.check(spec.path("volumes"), path + ".volumes", problems);
    if (spec.path("containers").isEmpty()) {
      problems.add(FieldProblem.required(path + ".containers", ""));
    }
    var containers = new ContainerRules(volumes, problems);
    containers.list(spec.path("containers"), path + ".containers");
    containers.list(spec.path("initContainers"), path + ".initContainers");
    sameNames(spec, path, problems);
    problems.oneOf(spec, "restartPolicy", path, RESTART);
    problems.oneOf(spec, "dnsPolicy", path, DNS);
    problems.notNegative(spec, "terminationGracePeriodSeconds", path);
    MetadataRules.labels(spec.path("nodeSelector"), path + ".nodeSelector", problems);
    for (String named : List.of("nodeName", "serviceAccountName")) {
      String name = spec.path(named).asString("");
      if (!name.isEmpty()) {
        problems.name(name, path + "." + named, Names::subdomain);
      }
    }
  }

  private static void sameNames(JsonNode spec, String path, Problems problems) {
    Set<String> names = new HashSet<>();
    spec.path("containers").forEach(c -> names.add(c.path("name").asString("")));
    int index = 0;
    for (JsonNode init : spec.path("initContainers")) {
      String name = init.path("name").asString("");
      if (!name.isEmpty() && names.contains(name)) {
        problems.add(
            FieldProblem.duplicate(
                path + ".initContainers[" + index + "].name", FieldProblem.quote(name)));
      }
      index++;
    }
  }

  /** A workload's template: its labels must be found by the workload's selector. */
  static void template(JsonNode template, String path, Problems problems) {
    JsonNode metadata = template.path("metadata");
    MetadataRules.labels(metadata.path("labels"), path + ".metadata.labels", problems);
    MetadataRules.annotations(
        metadata.path("annotations"), path + ".metadata.annotations", problems);
    spec(template.path("spec"), path + ".spec", problems);
  }
}
