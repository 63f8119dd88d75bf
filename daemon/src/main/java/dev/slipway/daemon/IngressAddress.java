package dev.slipway.daemon;

import dev.slipway.manifest.KubeObject;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Where users reach what a namespace's Ingresses serve. */
final class IngressAddress {
  private static final String NO_HOST = "127.0.0.1";

  private IngressAddress() {}

  /**
   * The address of the first rule that names a whole host, or any host.
   *
   * @param ingresses of one namespace
   * @param port where this instance serves Ingresses
   * @return such as {@code http://shop.localhost:7780/}; empty when there is no such rule
   */
  static Optional<String> of(List<KubeObject> ingresses, int port) {
    return ingresses.stream()
        .flatMap(ingress ->
            ingress.spec().path("rules").valueStream().map(rule -> address(ingress, rule, port)))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static Optional<String> address(KubeObject ingress, JsonNode rule, int port) {
    String host = rule.path("host").asString("");
    if (host.startsWith("*")) {
      return Optional.empty();
    }
    String scheme = ingress.spec().path("tls").isEmpty() ? "http" : "https";
    return Optional.of(
        scheme + "://" + (host.isEmpty() ? NO_HOST : host) + ":" + port + path(rule));
  }

  /** The root when the rule has it: what people look at. */
  private static String path(JsonNode rule) {
    List<String> paths =
        rule.path("http")
            .path("paths")
            .valueStream()
            .map(path -> path.path("path").asString("/"))
            .toList();
    return paths.contains("/") || paths.isEmpty() ? "/" : paths.getFirst();
  }
}
