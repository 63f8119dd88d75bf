package dev.slipway.node.proxy;

import dev.slipway.base.Json;
import dev.slipway.kubernetes.ResourceType;
import dev.slipway.kubernetes.store.Key;
import dev.slipway.kubernetes.store.ObjectStore;
import dev.slipway.kubernetes.store.Write;
import dev.slipway.manifest.ObjectName;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.node.ObjectNode;

/**
 * Servers of a test as the endpoints of a Service. The API takes no endpoints on loopback, where
 * tests listen: they are written past it.
 */
final class LoopbackPods {
  private LoopbackPods() {}

  /** A slice of that name with one endpoint, at {@code port} of loopback. */
  static void write(ObjectStore store, String service, String name, String protocol, int port) {
    String json =
        """
        {"apiVersion":"discovery.k8s.io/v1","kind":"EndpointSlice","addressType":"IPv4",
         "metadata":{"name":"%s","namespace":"default",
          "labels":{"kubernetes.io/service-name":"%s"}},
         "ports":[{"name":"","port":%d,"protocol":"%s"}],
         "endpoints":[{"addresses":["127.0.0.1"],"conditions":{"ready":true}}]}
        """
            .formatted(name, service, port, protocol);
    var tree = (ObjectNode) Json.parse(json.getBytes(StandardCharsets.UTF_8), "test");
    var key =
        new Key(ResourceType.ENDPOINT_SLICES.qualifiedName(), new ObjectName("default", name));
    store.write(new Write.Create(key, tree, Write.Guard.NONE));
  }
}
