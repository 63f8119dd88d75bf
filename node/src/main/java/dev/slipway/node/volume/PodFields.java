package dev.slipway.node.volume;

import dev.slipway.manifest.KubeObject;
import dev.slipway.manifest.types.Quantity;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

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
   * A resource of a container, such as {@code limits.memory}, in units of the divisor.
   *
   * @param container the container's specification
   */
  public static String resource(JsonNode container, String resource, String divisor) {
    String[] parts = resource.split("\\.", 2);
    String name = parts.length == 2 ? parts[1] : "";
    String text = container.path("resources").path(parts[0]).path(name).asString("0");
    BigDecimal value = Quantity.parse(text).map(Quantity::value).orElse(BigDecimal.ZERO);
    BigDecimal unit =
        Quantity.parse(divisor)
            .map(Quantity::value)
            .filter(v -> v.signum() > 0)
            .orElse(BigDecimal.ONE);
    return value.divide(unit, 0, RoundingMode.CEILING).toPlainString();
  }
}
