package dev.slipway.delivery.release;

import dev.slipway.base.Json;
import dev.slipway.manifest.KubeObject;
import dev.slipway.manifest.defaults.Defaults;
import dev.slipway.oci.Digest;
import java.util.List;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Objects reduced to what somebody decided: without what the cluster adds. Equal content has an
 * equal hash.
 */
public final class Contents {
  private static final String REVISION = "deployment.kubernetes.io/revision";
  private static final List<String> OWN_TO_THE_CLUSTER =
      List.of(
          "uid",
          "resourceVersion",
          "generation",
          "creationTimestamp",
          "deletionTimestamp",
          "deletionGracePeriodSeconds",
          "managedFields",
          "selfLink");

  private Contents() {}

  /** A copy of the object as it would be written by hand. */
  public static KubeObject clean(KubeObject object) {
    ObjectNode tree = object.copy();
    tree.remove("status");
    if (tree.path("metadata") instanceof ObjectNode metadata) {
      metadata.remove(OWN_TO_THE_CLUSTER);
      if (metadata.path("annotations") instanceof ObjectNode annotations) {
        annotations.remove(REVISION);
        List.copyOf(annotations.propertyNames()).stream()
            .filter(Stamps::isOfOneRelease)
            .forEach(annotations::remove);
        if (annotations.isEmpty()) {
          metadata.remove("annotations");
        }
      }
    }
    return KubeObject.of(tree);
  }

  /** The hash of a Deployment's pod template, with the defaults filled in. */
  public static String template(KubeObject deployment) {
    ObjectNode copy = deployment.copy();
    Defaults.apply(copy);
    return hash(copy.path("spec").path("template"));
  }

  /** The hash of a tree, whatever the order of its keys. */
  public static String hash(JsonNode tree) {
    return Digest.of(Digest.Algorithm.SHA256, Json.bytes(sorted(tree))).toString();
  }

  private static JsonNode sorted(JsonNode node) {
    return switch (node) {
      case ObjectNode object -> {
        var entries = new TreeMap<String, JsonNode>();
        object.properties().forEach(e -> entries.put(e.getKey(), sorted(e.getValue())));
        ObjectNode result = Json.MAPPER.createObjectNode();
        entries.forEach(result::set);
        yield result;
      }
      case ArrayNode array -> {
        ArrayNode result = Json.MAPPER.createArrayNode();
        array.forEach(item -> result.add(sorted(item)));
        yield result;
      }
      default -> node;
    };
  }
}
