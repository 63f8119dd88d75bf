package dev.slipway.manifest.defaults;

import static dev.slipway.manifest.defaults.Fill.each;
import static dev.slipway.manifest.defaults.Fill.flag;
import static dev.slipway.manifest.defaults.Fill.number;
import static dev.slipway.manifest.defaults.Fill.object;
import static dev.slipway.manifest.defaults.Fill.text;

import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Defaults of Services; addresses are the cluster's to give. */
final class ServiceDefaults {
  private static final int AFFINITY_SECONDS = 10800;

  private ServiceDefaults() {}

  static void service(ObjectNode tree) {
    ObjectNode spec = object(tree, "spec");
    text(spec, "type", "ClusterIP");
    text(spec, "sessionAffinity", "None");
    affinity(spec);
    each(spec, "ports", ServiceDefaults::port);
    String type = spec.path("type").asString("");
    if (type.equals("ExternalName")) {
      spec.remove(List.of("ipFamilies", "ipFamilyPolicy", "internalTrafficPolicy"));
    } else {
      family(spec);
      text(spec, "internalTrafficPolicy", "Cluster");
    }
    if (type.equals("NodePort") || type.equals("LoadBalancer")) {
      text(spec, "externalTrafficPolicy", "Cluster");
    }
    if (type.equals("LoadBalancer")) {
      flag(spec, "allocateLoadBalancerNodePorts", Fill.Flag.TRUE);
    }
    object(object(tree, "status"), "loadBalancer");
  }

  private static void affinity(ObjectNode spec) {
    if (spec.path("sessionAffinity").asString("").equals("ClientIP")) {
      number(
          object(object(spec, "sessionAffinityConfig"), "clientIP"),
          "timeoutSeconds",
          AFFINITY_SECONDS);
    }
  }

  private static void family(ObjectNode spec) {
    if (!spec.has("ipFamilies")) {
      spec.putArray("ipFamilies").add("IPv4");
    }
    text(spec, "ipFamilyPolicy", "SingleStack");
  }

  private static void port(ObjectNode port) {
    text(port, "protocol", "TCP");
    boolean unset =
        !port.hasNonNull("targetPort")
            || port.get("targetPort").asString("").isEmpty()
            || port.get("targetPort").asString("").equals("0");
    if (unset && port.has("port")) {
      port.set("targetPort", port.get("port"));
    }
  }
}
