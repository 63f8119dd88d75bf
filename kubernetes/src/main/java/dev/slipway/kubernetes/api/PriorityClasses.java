package dev.slipway.kubernetes.api;

import dev.slipway.base.Json;
import dev.slipway.http.Request;
import dev.slipway.http.Response;
import dev.slipway.kubernetes.ApiException;
import dev.slipway.kubernetes.Cluster;
import dev.slipway.kubernetes.PodPriority;
import dev.slipway.kubernetes.ResourceType;
import dev.slipway.manifest.GroupVersionKind;
import dev.slipway.manifest.KubeObject;
import dev.slipway.manifest.ObjectName;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The two PriorityClasses that every cluster has, to be read; there are no others. */
final class PriorityClasses {
  private static final GroupVersionKind KIND =
      new GroupVersionKind("scheduling.k8s.io", "v1", "PriorityClass");
  private static final String PLURAL = "priorityclasses";
  private static final Map<String, String> DESCRIPTIONS =
      Map.of(
          "system-cluster-critical",
          "Used for system critical pods that must run in the cluster, but can be moved to another"
              + " node if necessary.",
          "system-node-critical",
          "Used for system critical pods that must not be moved from their current node.");
  private static final TableColumns COLUMNS =
      TableColumns.columns(
          "Name|Value#|Global-Default|Age|PreemptionPolicy",
          (o, now) ->
              List.of(
                  o.name(),
                  o.at("/value").asInt(0),
                  false,
                  SimpleCells.age(o, now),
                  o.at("/preemptionPolicy").asString("")));

  private final Cluster cluster;

  PriorityClasses(Cluster cluster) {
    this.cluster = cluster;
  }

  static boolean isMeant(ApiRequest api) {
    return api.group().equals(KIND.group())
        && api.version().equals(KIND.version())
        && api.resource().equals(PLURAL)
        && api.subresource().isEmpty();
  }

  /**
   * Answers a request.
   *
   * @throws ApiException for what would change one or add to them
   */
  Response answer(Request request, ApiRequest api) {
    Representation form = Representation.of(request);
    return switch (api.verb()) {
      case "get" -> {
        KubeObject one =
            all().stream()
                .filter(o -> o.name().equals(api.name()))
                .findFirst()
                .orElseThrow(() -> missing(api));
        yield form.isTable() ? table(List.of(one), form, request) : Answers.object(200, one.tree());
      }
      case "list" -> form.isTable() ? table(all(), form, request) : Answers.object(200, list());
      default ->
          throw new ApiException(
              405,
              "MethodNotAllowed",
              "priorityclasses.scheduling.k8s.io are the two of every cluster here: no pod is put"
                  + " out for another, so that more of them would have no effect",
              Answers.about(api.name(), KIND.group(), PLURAL));
    };
  }

  private static ApiException missing(ApiRequest api) {
    return new ApiException(
        404,
        "NotFound",
        PLURAL + "." + KIND.group() + " \"" + api.name() + "\" not found",
        Answers.about(api.name(), KIND.group(), PLURAL));
  }

  private ObjectNode list() {
    ObjectNode list = Json.MAPPER.createObjectNode();
    list.put("kind", KIND.kind() + "List").put("apiVersion", KIND.apiVersion());
    list.set("metadata", version());
    ArrayNode items = list.putArray("items");
    all().forEach(o -> items.add(o.copy().without(List.of("kind", "apiVersion"))));
    return list;
  }

  private ObjectNode version() {
    return Json.MAPPER.createObjectNode().put("resourceVersion", Long.toString(cluster.version()));
  }

  private Response table(List<KubeObject> objects, Representation form, Request request) {
    var tables = new TableWriter(cluster.clock());
    return Answers.object(
        200, tables.table(COLUMNS, objects, version(), form, ListHandler.includeObject(request)));
  }

  private List<KubeObject> all() {
    // As old as the cluster itself.
    Instant since =
        cluster
            .find(ResourceType.NAMESPACES, ObjectName.cluster("kube-system"))
            .flatMap(KubeObject::creationTimestamp)
            .orElse(Instant.EPOCH);
    return new TreeMap<>(PodPriority.CLASSES)
        .entrySet().stream().map(e -> object(e.getKey(), e.getValue(), since)).toList();
  }

  private static KubeObject object(String name, int value, Instant since) {
    return KubeObject.create(
        KIND,
        ObjectName.cluster(name),
        tree -> {
          byte[] seed = (PLURAL + name).getBytes(StandardCharsets.UTF_8);
          tree.withObject("/metadata")
              .put("uid", UUID.nameUUIDFromBytes(seed).toString())
              .put("resourceVersion", "1")
              .put("generation", 1)
              .put("creationTimestamp", dev.slipway.manifest.Timestamps.seconds(since));
          tree.put("value", value).put("description", DESCRIPTIONS.getOrDefault(name, ""));
          tree.put("preemptionPolicy", PodPriority.POLICY);
        });
  }
}
