package dev.slipway.kubernetes.controller;

import dev.slipway.kubernetes.ApiAccess;
import dev.slipway.kubernetes.ApiException;
import dev.slipway.kubernetes.Cluster;
import dev.slipway.kubernetes.ClusterSettings;
import dev.slipway.kubernetes.ResourceType;
import dev.slipway.kubernetes.WriteOptions;
import dev.slipway.manifest.KubeObject;
import dev.slipway.manifest.ObjectName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;

/**
 * Keeps the Service {@code kubernetes}, by which pods reach the API, with its one endpoint, and in
 * every namespace the certificate that they trust there.
 */
final class ApiPublisher {
  /** The ConfigMap with the API's authority. */
  static final String AUTHORITY = "kube-root-ca.crt";

  /** What the Service and its endpoints are kept in. */
  static final List<ResourceType> PUBLISHED =
      List.of(ResourceType.SERVICES, ResourceType.ENDPOINTS, ResourceType.ENDPOINT_SLICES);

  private static final WriteOptions BY = WriteOptions.by("slipway");
  private static final int HTTPS = 443;

  private final Cluster cluster;

  ApiPublisher(Cluster cluster) {
    this.cluster = cluster;
  }

  /** Makes Service and endpoints what they should be. */
  void reconcile(ObjectName service) {
    Optional<ApiAccess> api = cluster.api();
    if (api.isEmpty() || !service.equals(ClusterSettings.API_SERVICE)) {
      return;
    }
    keep(ResourceType.SERVICES, service, tree -> describe(tree, api.get()));
    keep(ResourceType.ENDPOINTS, service, tree -> point(tree, api.get()));
    keep(ResourceType.ENDPOINT_SLICES, service, tree -> slice(tree, api.get()));
  }

  /** Gives a namespace the API's certificate. */
  void trust(String namespace) {
    cluster
        .api()
        .ifPresent(api ->
            keep(
                ResourceType.CONFIG_MAPS,
                new ObjectName(namespace, AUTHORITY),
                tree -> tree.putObject("data").put("ca.crt", api.authority())));
  }

  private void keep(ResourceType type, ObjectName name, Consumer<ObjectNode> content) {
    try {
      if (cluster.find(type, name).isPresent()) {
        // Nothing is written when it is so already.
        cluster.edit(type, name, content, BY);
      } else {
        cluster.create(type, KubeObject.create(type.groupVersionKind(), name, content), BY);
      }
    } catch (ApiException e) {
      // Somebody was faster, or the namespace goes: whichever it is wakes this again.
      if (!e.isAlreadyExists() && !e.isNotFound() && !e.isConflict() && !e.isForbidden()) {
        throw e;
      }
    }
  }

  private static void label(ObjectNode tree, Map<String, String> labels) {
    ObjectNode all = tree.withObject("/metadata").withObject("/labels");
    labels.forEach(all::put);
  }

  private static void describe(ObjectNode tree, ApiAccess api) {
    label(tree, Map.of("component", "apiserver", "provider", "kubernetes"));
    ObjectNode spec = tree.withObject("/spec").put("type", "ClusterIP");
    spec.remove("selector");
    spec.putArray("ports")
        .addObject()
        .put("name", "https")
        .put("port", HTTPS)
        .put("protocol", "TCP")
        .put("targetPort", api.port());
  }

  private static void point(ObjectNode tree, ApiAccess api) {
    label(tree, Map.of("endpointslice.kubernetes.io/skip-mirror", "true"));
    ObjectNode subset = tree.putArray("subsets").addObject();
    subset.putArray("addresses").addObject().put("ip", api.address());
    port(subset.putArray("ports").addObject(), api);
  }

  private static void slice(ObjectNode tree, ApiAccess api) {
    label(tree, Map.of(EndpointsPlanner.SERVICE_LABEL, ClusterSettings.API_SERVICE.name()));
    tree.put("addressType", "IPv4");
    ObjectNode endpoint = tree.putArray("endpoints").addObject();
    endpoint.putArray("addresses").add(api.address());
    endpoint.putObject("conditions").put("ready", true);
    port(tree.putArray("ports").addObject(), api);
  }

  private static void port(ObjectNode node, ApiAccess api) {
    node.put("name", "https").put("port", api.port()).put("protocol", "TCP");
  }
}
