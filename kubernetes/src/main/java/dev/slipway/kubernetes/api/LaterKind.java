package dev.slipway.kubernetes.api;

import dev.slipway.base.Json;
import dev.slipway.http.Response;
import dev.slipway.kubernetes.ApiException;
import dev.slipway.kubernetes.ResourceType.Scope;
import dev.slipway.manifest.GroupVersionKind;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * A kind that clients expect of every cluster and this one does not run yet: there never are any,
 * so that what lists all kinds works, and one that is to be made is refused by name.
 */
record LaterKind(GroupVersionKind kind, String plural, Scope scope, List<String> shortNames) {
  static final List<LaterKind> ALL =
      List.of(
          core("LimitRange", "limitranges", Scope.NAMESPACED, "limits"),
          core("PersistentVolumeClaim", "persistentvolumeclaims", Scope.NAMESPACED, "pvc"),
          core("PersistentVolume", "persistentvolumes", Scope.CLUSTER, "pv"),
          core("ReplicationController", "replicationcontrollers", Scope.NAMESPACED, "rc"),
          core("ResourceQuota", "resourcequotas", Scope.NAMESPACED, "quota"),
          of("apps", "DaemonSet", "daemonsets", Scope.NAMESPACED, "ds"),
          of("apps", "StatefulSet", "statefulsets", Scope.NAMESPACED, "sts"),
          of("batch", "CronJob", "cronjobs", Scope.NAMESPACED, "cj"),
          of("networking.k8s.io", "NetworkPolicy", "networkpolicies", Scope.NAMESPACED, "netpol"),
          of("scheduling.k8s.io", "PriorityClass", "priorityclasses", Scope.CLUSTER, "pc"),
          of("storage.k8s.io", "StorageClass", "storageclasses", Scope.CLUSTER, "sc"));

  private static LaterKind core(String kind, String plural, Scope scope, String shortName) {
    return of("", kind, plural, scope, shortName);
  }

  private static LaterKind of(
      String group, String kind, String plural, Scope scope, String shortName) {
    return new LaterKind(
        new GroupVersionKind(group, "v1", kind), plural, scope, List.of(shortName));
  }

  static Optional<LaterKind> find(String group, String version, String plural) {
    return ALL.stream()
        .filter(k ->
            k.kind.group().equals(group)
                && k.kind.version().equals(version)
                && k.plural.equals(plural))
        .findFirst();
  }

  String singular() {
    return kind.kind().toLowerCase(Locale.ROOT);
  }

  private String qualified() {
    return plural + (kind.group().isEmpty() ? "" : "." + kind.group());
  }

  /**
   * Answers a request.
   *
   * @param version of the cluster
   * @throws ApiException for everything but a list
   */
  Response answer(ApiRequest api, long version) {
    return switch (api.verb()) {
      case "list", "deletecollection" -> Answers.object(200, none(version));
      case "get", "delete" ->
          throw new ApiException(
              404,
              "NotFound",
              qualified() + " \"" + api.name() + "\" not found",
              Answers.about(api.name(), kind.group(), plural));
      default ->
          throw new ApiException(
              405,
              "MethodNotAllowed",
              qualified() + " are not supported: this cluster does not run any " + kind.kind(),
              Answers.about(api.name(), kind.group(), plural));
    };
  }

  private ObjectNode none(long version) {
    ObjectNode list = Json.MAPPER.createObjectNode();
    list.put("kind", kind.kind() + "List").put("apiVersion", kind.apiVersion());
    list.putObject("metadata").put("resourceVersion", Long.toString(version));
    list.putArray("items");
    return list;
  }
}
