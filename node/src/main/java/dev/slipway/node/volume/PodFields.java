package dev.slipway.node.volume;

import dev.slipway.kubernetes.Cluster;
import dev.slipway.kubernetes.ResourceType;
import dev.slipway.manifest.KubeObject;
import dev.slipway.manifest.ObjectName;
import dev.slipway.manifest.types.Quantity;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** What the downward API tells a pod about itself, as volume files and as variables. */
public final class PodFields {
  private PodFields() {}

  /**
   * A field by its path, such as {@code metadata.name} or {@code metadata.labels['app']}.
   *
   * @return empty for a path the downward API does not have
   */
  public static Optional<String> field(KubeObject pod, String path) {
    if (path.startsWith("metadata.labels['") || path.startsWith("metadata.annotations['")) {
      int start = path.indexOf("['") + 2;
      String key = path.substring(start, Math.max(start, path.length() - 2));
      var map = path.startsWith("metadata.labels") ? pod.labels() : pod.annotations();
      return Optional.of(map.getOrDefault(key, ""));
    }
    return switch (path) {
      case "metadata.name" -> Optional.of(pod.name());
      case "metadata.namespace" -> Optional.of(pod.namespace());
      case "metadata.uid" -> Optional.of(pod.uid());
      case "metadata.labels" -> Optional.of(lines(pod.labels()));
      case "metadata.annotations" -> Optional.of(lines(pod.annotations()));
      case "spec.nodeName", "spec.serviceAccountName", "status.hostIP", "status.podIP" ->
          Optional.of(pod.at("/" + path.replace('.', '/')).asString(""));
      case "status.podIPs" -> Optional.of(pod.status().path("podIP").asString(""));
      case "status.hostIPs" -> Optional.of(pod.status().path("hostIP").asString(""));
      default -> Optional.empty();
    };
  }

  private static String lines(Map<String, String> map) {
    return map.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(e -> e.getKey() + "=\"" + escape(e.getValue()) + "\"")
        .collect(Collectors.joining("\n"));
  }

  private static String escape(String text) {
    return text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }

  /**
   * A resource of a container, such as {@code limits.memory}, in units of the divisor, rounded up.
   * What has no limit may use all that the pod's node has.
   *
   * @param standard the container that is meant when the reference names none; may be empty
   * @return empty when there is no such container
   */
  public static Optional<String> resource(
      Cluster cluster, KubeObject pod, JsonNode reference, String standard) {
    String named = reference.path("containerName").asString("");
    String resource = reference.path("resource").asString("");
    String[] parts = resource.split("\\.", 2);
    String name = parts.length == 2 ? parts[1] : "";
    return container(pod, named.isEmpty() ? standard : named)
        .map(container -> {
          JsonNode own = container.path("resources").path(parts[0]).path(name);
          JsonNode most = parts[0].equals("limits") ? allocatable(cluster, pod, name) : own;
          JsonNode value = own.isMissingNode() ? most : own;
          return inUnits(value.asString("0"), reference.path("divisor").asString("1"));
        });
  }

  private static Optional<JsonNode> container(KubeObject pod, String name) {
    return Stream.of("containers", "initContainers", "ephemeralContainers")
        .flatMap(list -> pod.spec().path(list).valueStream())
        .filter(c -> c.path("name").asString("").equals(name))
        .findFirst();
  }

  private static JsonNode allocatable(Cluster cluster, KubeObject pod, String resource) {
    return cluster
        .find(ResourceType.NODES, ObjectName.cluster(pod.spec().path("nodeName").asString("none")))
        .map(node -> node.status().path("allocatable").path(resource))
        .orElseGet(MissingNode::getInstance);
  }

  private static String inUnits(String quantity, String divisor) {
    BigDecimal value = Quantity.parse(quantity).map(Quantity::value).orElse(BigDecimal.ZERO);
    BigDecimal unit =
        Quantity.parse(divisor)
            .map(Quantity::value)
            .filter(v -> v.signum() > 0)
            .orElse(BigDecimal.ONE);
    return value.divide(unit, 0, RoundingMode.CEILING).toPlainString();
  }
}
