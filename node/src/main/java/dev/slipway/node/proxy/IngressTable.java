package dev.slipway.node.proxy;

import dev.slipway.manifest.IngressAnnotations;
import dev.slipway.manifest.KubeObject;
import dev.slipway.manifest.ObjectName;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/**
 * Which Service answers which host and path (networking.k8s.io/v1 Ingress).
 *
 * <p>An exact host wins over a wildcard, a wildcard over none; then an exact path over a prefix and
 * the longer prefix over the shorter; then the older Ingress. Rules decide before any default
 * backend. An Ingress that is a {@link Canary} has no rules of its own: it takes requests from
 * equal rules of others.
 */
final class IngressTable {
  /**
   * A Service's port as an Ingress names it.
   *
   * @param port its number or its name
   * @param protocol what the Ingress says that its pods speak
   */
  record ServicePort(ObjectName service, String port, Upstreams.Protocol protocol) {}

  /** How a path is compared. */
  private enum PathType {
    EXACT,
    PREFIX
  }

  private record Route(
      String host, PathType type, String path, ServicePort target, Optional<Canary> canary) {
    boolean isCanaryOf(Route other) {
      return canary.isPresent()
          && host.equals(other.host)
          && type == other.type
          && path.equals(other.path);
    }

    boolean matchesHost(String requested) {
      if (host.startsWith("*.")) {
        int dot = requested.indexOf('.');
        return dot > 0 && requested.substring(dot).equals(host.substring(1));
      }
      return host.isEmpty() || host.equals(requested);
    }

    boolean matchesPath(String requested) {
      return switch (type) {
        case EXACT -> requested.equals(path);
        case PREFIX ->
            requested.equals(path) || requested.startsWith(path.endsWith("/") ? path : path + "/");
      };
    }

    int hostRank() {
      return host.isEmpty() ? 2 : host.startsWith("*.") ? 1 : 0;
    }
  }

  private final List<Route> routes;
  private final Optional<ServicePort> fallback;

  private IngressTable(List<Route> routes, Optional<ServicePort> fallback) {
    this.routes = routes;
    this.fallback = fallback;
  }

  /**
   * The table that all these Ingresses make together.
   *
   * @param problems told of Ingresses that say what cannot be followed; those have no part in it
   */
  static IngressTable of(List<KubeObject> ingresses, BiConsumer<KubeObject, String> problems) {
    List<KubeObject> oldestFirst =
        ingresses.stream()
            .sorted(
                Comparator.comparing(
                        (KubeObject i) -> i.metadata().path("creationTimestamp").asString(""))
                    .thenComparing(KubeObject::objectName))
            .toList();
    var routes = new ArrayList<Route>();
    for (KubeObject ingress : oldestFirst) {
      try {
        addRoutes(ingress, Canary.of(ingress), routes);
      } catch (IllegalArgumentException e) {
        problems.accept(ingress, String.valueOf(e.getMessage()));
      }
    }
    routes.sort(
        Comparator.comparingInt(Route::hostRank)
            .thenComparing(r -> r.type() == PathType.PREFIX)
            .thenComparingInt(r -> -r.path().length()));
    return new IngressTable(
        List.copyOf(routes),
        oldestFirst.stream()
            .flatMap(i -> target(i, i.spec().path("defaultBackend")).stream())
            .findFirst());
  }

  private static void addRoutes(KubeObject ingress, Optional<Canary> canary, List<Route> routes) {
    for (JsonNode rule : ingress.spec().path("rules")) {
      String host = rule.path("host").asString("").toLowerCase(Locale.ROOT);
      for (JsonNode path : rule.path("http").path("paths")) {
        String text = path.path("path").asString("/");
        // What an implementation does with ImplementationSpecific is its own choice: a prefix.
        boolean exact = path.path("pathType").asString("").equals("Exact");
        target(ingress, path.path("backend"))
            .ifPresent(target ->
                routes.add(
                    new Route(
                        host,
                        exact ? PathType.EXACT : PathType.PREFIX,
                        exact || text.equals("/") ? text : withoutEnd(text),
                        target,
                        canary)));
      }
    }
  }

  /** {@code /api/} means the same as {@code /api} (Ingress, path matching). */
  private static String withoutEnd(String path) {
    return path.isEmpty() ? "/" : path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }

  private static Optional<ServicePort> target(KubeObject ingress, JsonNode backend) {
    String name = backend.path("service").path("name").asString("");
    JsonNode port = backend.path("service").path("port");
    String text = port.path("name").asString(port.path("number").asString(""));
    return name.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new ServicePort(new ObjectName(ingress.namespace(), name), text, protocol(ingress)));
  }

  private static Upstreams.Protocol protocol(KubeObject ingress) {
    String stated =
        ingress
            .metadata()
            .path("annotations")
            .path(IngressAnnotations.BACKEND_PROTOCOL)
            .asString("");
    return stated.equalsIgnoreCase("GRPC") ? Upstreams.Protocol.HTTP2 : Upstreams.Protocol.HTTP1;
  }

  /**
   * Where a request goes; empty when nothing wants it.
   *
   * @param served whether anybody is there to answer; a canary that nobody serves takes nothing
   */
  Optional<ServicePort> find(
      String host, String path, Fields request, Predicate<ServicePort> served) {
    Optional<Route> main =
        routes.stream()
            .filter(r -> r.canary().isEmpty() && r.matchesHost(host) && r.matchesPath(path))
            .findFirst();
    return main.flatMap(m ->
            routes.stream()
                .filter(r -> r.isCanaryOf(m) && r.canary().orElseThrow().takes(request))
                .filter(r -> served.test(r.target()))
                .findFirst())
        .or(() -> main)
        .map(Route::target)
        .or(() -> fallback);
  }
}
