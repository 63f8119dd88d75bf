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
  private static final int MOST_NAMESERVERS = 3;
  private static final int MOST_SEARCHES = 32;

  private PodRules() {}

  static void spec(JsonNode spec, String path, Problems problems) {
    Set<String> volumes = VolumeRules.check(spec.path("volumes"), path + ".volumes", problems);
    if (spec.path("containers").isEmpty()) {
      problems.add(FieldProblem.required(path + ".containers", ""));
    }
    var containers = new ContainerRules(volumes, spec, problems);
    containers.list(spec.path("containers"), path + ".containers", ContainerRules.Role.MAIN);
    containers.list(
        spec.path("initContainers"), path + ".initContainers", ContainerRules.Role.INIT);
    sameNames(spec, path, problems);
    problems.oneOf(spec, "restartPolicy", path, RESTART);
    problems.oneOf(spec, "dnsPolicy", path, DNS);
    problems.oneOf(spec, "preemptionPolicy", path, List.of("Never", "PreemptLowerPriority"));
    problems.notNegative(spec, "terminationGracePeriodSeconds", path);
    problems.between(spec, "activeDeadlineSeconds", path, 1, Integer.MAX_VALUE);
    MetadataRules.labels(spec.path("nodeSelector"), path + ".nodeSelector", problems);
    names(spec, path, problems);
    nameServers(spec, path, problems);
    hostAliases(spec.path("hostAliases"), path + ".hostAliases", problems);
    int index = 0;
    for (JsonNode gate : spec.path("readinessGates")) {
      problems.name(
          gate.path("conditionType").asString(""),
          path + ".readinessGates[" + index++ + "].conditionType",
          Names::qualified);
    }
    schedulingGates(spec.path("schedulingGates"), path + ".schedulingGates", problems);
    new SecurityRules(problems).pod(spec, path);
    new SchedulingRules(problems).check(spec, path);
    JsonNode system = spec.path("os");
    if (system.isObject() && !problems.requireText(system, "name", path + ".os").isEmpty()) {
      problems.oneOf(system, "name", path + ".os", List.of("linux", "windows"));
    }
  }

  private static void schedulingGates(JsonNode gates, String path, Problems problems) {
    var seen = new HashSet<String>();
    int index = 0;
    for (JsonNode gate : gates) {
      String at = path + "[" + index++ + "]";
      String name = gate.path("name").asString("");
      problems.name(name, at, Names::qualified);
      if (!seen.add(name)) {
        problems.add(FieldProblem.duplicate(at, FieldProblem.quote(name)));
      }
    }
  }

  private static void names(JsonNode spec, String path, Problems problems) {
    for (String named :
        List.of("nodeName", "serviceAccountName", "priorityClassName", "runtimeClassName")) {
      String name = spec.path(named).asString("");
      if (!name.isEmpty()) {
        problems.name(name, path + "." + named, Names::subdomain);
      }
    }
    for (String named : List.of("hostname", "subdomain")) {
      String name = spec.path(named).asString("");
      if (!name.isEmpty()) {
        problems.name(name, path + "." + named, Names::label);
      }
    }
  }

  private static void nameServers(JsonNode spec, String path, Problems problems) {
    JsonNode config = spec.path("dnsConfig");
    String at = path + ".dnsConfig";
    JsonNode servers = config.path("nameservers");
    if (spec.path("dnsPolicy").asString("").equals("None")) {
      if (!config.isObject()) {
        problems.add(
            FieldProblem.required(at, "must provide `dnsConfig` when `dnsPolicy` is None"));
      } else if (servers.isEmpty()) {
        problems.add(
            FieldProblem.required(
                at + ".nameservers",
                "must provide at least one DNS nameserver when `dnsPolicy` is None"));
      }
    }
    if (servers.size() > MOST_NAMESERVERS) {
      problems.add(
          FieldProblem.invalid(
              at + ".nameservers",
              GoText.strings(servers),
              "must not have more than " + MOST_NAMESERVERS + " nameservers"));
    }
    int index = 0;
    for (JsonNode server : servers) {
      problems.address(server.asString(""), at + ".nameservers[" + index++ + "]");
    }
    searches(config, at, problems);
  }

  private static void searches(JsonNode config, String path, Problems problems) {
    JsonNode searches = config.path("searches");
    if (searches.size() > MOST_SEARCHES) {
      problems.add(
          FieldProblem.invalid(
              path + ".searches",
              GoText.strings(searches),
              "must not have more than " + MOST_SEARCHES + " search paths"));
    }
    int index = 0;
    for (JsonNode search : searches) {
      String domain = search.asString("");
      String plain = domain.endsWith(".") ? domain.substring(0, domain.length() - 1) : domain;
      if (!domain.equals(".")) {
        problems.name(plain, path + ".searches[" + index + "]", Names::subdomain);
      }
      index++;
    }
    index = 0;
    for (JsonNode option : config.path("options")) {
      if (option.path("name").asString("").isEmpty()) {
        problems.add(FieldProblem.required(path + ".options[" + index + "]", "must not be empty"));
      }
      index++;
    }
  }

  private static void hostAliases(JsonNode aliases, String path, Problems problems) {
    int index = 0;
    for (JsonNode alias : aliases) {
      String at = path + "[" + index++ + "]";
      problems.address(alias.path("ip").asString(""), at + ".ip");
      for (JsonNode name : alias.path("hostnames")) {
        problems.name(name.asString(""), at + ".hostnames", Names::subdomain);
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
    // Kubernetes leaves "metadata" out of these paths.
    MetadataRules.labels(metadata.path("labels"), path + ".labels", problems);
    MetadataRules.annotations(metadata.path("annotations"), path + ".annotations", problems);
    spec(template.path("spec"), path + ".spec", problems);
  }
}
