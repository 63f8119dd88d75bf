package dev.slipway.manifest.defaults;

import static dev.slipway.manifest.defaults.Fill.each;
import static dev.slipway.manifest.defaults.Fill.in;
import static dev.slipway.manifest.defaults.Fill.number;
import static dev.slipway.manifest.defaults.Fill.object;
import static dev.slipway.manifest.defaults.Fill.text;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Defaults of the kinds with few of them. */
final class SimpleDefaults {
  /** What holds a namespace until it is empty. */
  private static final String OWN = "kubernetes";

  private static final String RBAC = "rbac.authorization.k8s.io";

  private SimpleDefaults() {}

  static void namespace(ObjectNode tree) {
    ObjectNode metadata = object(tree, "metadata");
    object(metadata, "labels")
        .put("kubernetes.io/metadata.name", metadata.path("name").asString(""));
    ObjectNode spec = object(tree, "spec");
    boolean isNew = !tree.has("status");
    if (isNew && !spec.path("finalizers").valueStream().anyMatch(f -> OWN.equals(f.asString("")))) {
      spec.withArray("/finalizers").add(OWN);
    }
    text(object(tree, "status"), "phase", "Active");
  }

  /** {@code stringData} is for writing only; it wins over {@code data}. */
  static void secret(ObjectNode tree) {
    if (tree.get("stringData") instanceof ObjectNode plain) {
      ObjectNode data = object(tree, "data");
      plain
          .properties()
          .forEach(e ->
              data.put(
                  e.getKey(),
                  Base64.getEncoder()
                      .encodeToString(e.getValue().asString("").getBytes(StandardCharsets.UTF_8))));
      tree.remove("stringData");
    }
    text(tree, "type", "Opaque");
  }

  static void endpoints(ObjectNode tree) {
    each(tree, "subsets", subset -> each(subset, "ports", port -> text(port, "protocol", "TCP")));
  }

  static void node(ObjectNode tree) {
    object(tree, "spec");
    ObjectNode status = object(tree, "status");
    if (status.has("capacity") && !status.has("allocatable")) {
      status.set("allocatable", status.get("capacity").deepCopy());
    }
  }

  static void ingress(ObjectNode tree) {
    object(object(tree, "status"), "loadBalancer");
  }

  static void endpointSlice(ObjectNode tree) {
    each(
        tree,
        "ports",
        port -> {
          if (!port.has("name")) {
            port.put("name", "");
          }
          text(port, "protocol", "TCP");
        });
    each(tree, "endpoints", endpoint -> object(endpoint, "conditions"));
    if (!(tree.get("endpoints") instanceof ArrayNode)) {
      tree.putArray("endpoints");
    }
    if (!(tree.get("ports") instanceof ArrayNode)) {
      tree.putArray("ports");
    }
  }

  static void autoscaler(ObjectNode tree) {
    ObjectNode spec = object(tree, "spec");
    number(spec, "minReplicas", 1);
    if (spec.path("metrics").isEmpty()) {
      ObjectNode resource = spec.putArray("metrics").addObject().put("type", "Resource");
      resource
          .putObject("resource")
          .put("name", "cpu")
          .putObject("target")
          .put("type", "Utilization")
          .put("averageUtilization", 80);
    }
    ObjectNode status = object(tree, "status");
    number(status, "desiredReplicas", 0);
    if (!status.has("currentMetrics")) {
      status.putNull("currentMetrics");
    }
  }

  static void disruptionBudget(ObjectNode tree) {
    ObjectNode status = object(tree, "status");
    number(status, "disruptionsAllowed", 0);
    number(status, "currentHealthy", 0);
    number(status, "desiredHealthy", 0);
    number(status, "expectedPods", 0);
  }

  static void roleBinding(ObjectNode tree) {
    in(tree, "roleRef", ref -> text(ref, "apiGroup", RBAC));
    each(
        tree,
        "subjects",
        subject -> {
          if (!subject.path("kind").asString("").equals("ServiceAccount")) {
            text(subject, "apiGroup", RBAC);
          }
        });
  }

  static void role(ObjectNode tree) {
    if (!tree.has("rules")) {
      tree.putNull("rules");
    }
  }
}
