package dev.slipway.delivery.release;

import dev.slipway.manifest.KubeObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * The objects of a namespace at one moment.
 *
 * @param configuration ConfigMaps and Secrets
 * @param routes Services and Ingresses
 */
public record EnvironmentView(
    List<KubeObject> deployments,
    List<KubeObject> replicaSets,
    List<KubeObject> pods,
    List<KubeObject> configuration,
    List<KubeObject> routes) {
  public EnvironmentView {
    deployments = List.copyOf(deployments);
    replicaSets = List.copyOf(replicaSets);
    pods = List.copyOf(pods);
    configuration = List.copyOf(configuration);
    routes = List.copyOf(routes);
  }

  public Optional<KubeObject> deployment(String name) {
    return deployments.stream()
        .filter(d -> d.name().equals(name) && !d.isBeingDeleted())
        .findFirst();
  }

  /**
   * Everything that makes up what runs here, reduced to its content: the Deployments, what their
   * pods read (F19), the Services and Ingresses.
   */
  public List<KubeObject> manifests() {
    var read = new HashSet<String>();
    deployments.forEach(d -> collect(d.at("/spec/template/spec"), read));
    var all = new ArrayList<KubeObject>();
    configuration.stream()
        .filter(o -> read.contains(o.kind() + "/" + o.name()))
        .map(Contents::clean)
        .forEach(all::add);
    routes.stream().map(Contents::clean).forEach(all::add);
    deployments.stream().filter(d -> !d.isBeingDeleted()).map(Contents::clean).forEach(all::add);
    return all;
  }

  /** The ConfigMaps and Secrets that a pod's specification names anywhere. */
  private static void collect(JsonNode pod, Set<String> names) {
    for (String list : List.of("containers", "initContainers")) {
      for (JsonNode container : pod.path(list)) {
        for (JsonNode from : container.path("envFrom")) {
          add(names, "ConfigMap", from.path("configMapRef").path("name"));
          add(names, "Secret", from.path("secretRef").path("name"));
        }
        for (JsonNode variable : container.path("env")) {
          JsonNode from = variable.path("valueFrom");
          add(names, "ConfigMap", from.path("configMapKeyRef").path("name"));
          add(names, "Secret", from.path("secretKeyRef").path("name"));
        }
      }
    }
    for (JsonNode volume : pod.path("volumes")) {
      source(volume, names);
      volume.path("projected").path("sources").forEach(s -> projected(s, names));
    }
    pod.path("imagePullSecrets").forEach(s -> add(names, "Secret", s.path("name")));
  }

  private static void source(JsonNode volume, Set<String> names) {
    add(names, "ConfigMap", volume.path("configMap").path("name"));
    add(names, "Secret", volume.path("secret").path("secretName"));
  }

  private static void projected(JsonNode source, Set<String> names) {
    add(names, "ConfigMap", source.path("configMap").path("name"));
    add(names, "Secret", source.path("secret").path("name"));
  }

  private static void add(Set<String> names, String kind, JsonNode name) {
    if (name.isString()) {
      names.add(kind + "/" + name.asString(""));
    }
  }
}
