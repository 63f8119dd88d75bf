package dev.slipway.node.proxy;

import dev.slipway.http.message.Fields;
import dev.slipway.manifest.IngressAnnotations;
import dev.slipway.manifest.KubeObject;
import dev.slipway.manifest.ObjectName;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * Which Service answers which host and path (networking.k8s.io/v1 Ingress).
 *
 * <p>An exact host wins over a wildcard, a wildcard over none: where a host has rules, those of
 * others never answer for it, but its own Ingress's default backend may, as with ingress-nginx.
 * Then an exact path wins over a prefix and the longer prefix over the shorter; then the older
 * Ingress. An Ingress that is a {@link Canary} has no rules of its own: it takes requests from
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

  /**
   * Where a request goes.
   *
   * @param terms those of the Ingress whose rule it is
   * @param target the path and the query that the pod is asked for
   */
  record Match(ServicePort port, Terms terms, String target) {}

  /** How a path is compared. */
  private enum PathType {
    EXACT,
    PREFIX,
    PATTERN
  }

  private record Route(
      String host,
      PathType type,
      String path,
      Optional<PathPattern> pattern,
      ServicePort target,
      Terms terms,
      Optional<Canary> canary) {
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
      return host.equals(requested);
    }

    boolean matchesPath(String requested) {
      return switch (type) {
        case EXACT -> requested.equals(path);
        case PREFIX ->
            requested.equals(path) || requested.startsWith(path.endsWith("/") ? path : path + "/");
        case PATTERN -> pattern.orElseThrow().matches(requested);
      };
    }

    /** What the pod is asked for. */
    String target(RequestHead request) {
      if (terms.rewrite().isEmpty()) {
        return request.originForm();
      }
      String to = terms.rewrite().get();
      String rewritten =
          pattern.orElseGet(() -> PathPattern.literal(path)).rewrite(request.served(), to);
      int query = request.originForm().indexOf('?');
      if (query < 0) {
        return rewritten;
      }
      String asked = request.originForm().substring(query + 1);
      return rewritten + (rewritten.indexOf('?') < 0 ? "?" : "&") + asked;
    }

    int hostRank() {
      return host.isEmpty() ? 2 : host.startsWith("*.") ? 1 : 0;
    }
  }

  /** The default backend of an Ingress, and the hosts that its rules name. */
  private record Fallback(Set<String> hosts, ServicePort target, Terms terms) {}

  private final List<Route> routes;
  private final List<Fallback> fallbacks;

  private IngressTable(List<Route> routes, List<Fallback> fallbacks) {
    this.routes = routes;
    this.fallbacks = fallbacks;
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
    var fallbacks = new ArrayList<Fallback>();
    for (KubeObject ingress : oldestFirst) {
      try {
        Terms terms = Terms.of(ingress);
        List<Route> own = routes(ingress, terms, Canary.of(ingress));
        routes.addAll(own);
        target(ingress, ingress.spec().path("defaultBackend"))
            .ifPresent(target -> fallbacks.add(new Fallback(hosts(own), target, terms)));
      } catch (IllegalArgumentException e) {
        problems.accept(ingress, String.valueOf(e.getMessage()));
      }
    }
    routes.sort(
        Comparator.comparingInt(Route::hostRank)
            .thenComparing(r -> r.type() != PathType.EXACT)
            .thenComparingInt(r -> -r.path().length()));
    return new IngressTable(List.copyOf(routes), List.copyOf(fallbacks));
  }

  private static Set<String> hosts(List<Route> routes) {
    return routes.stream().map(Route::host).collect(Collectors.toSet());
  }

  private static List<Route> routes(KubeObject ingress, Terms terms, Optional<Canary> canary) {
    var routes = new ArrayList<Route>();
    for (JsonNode rule : ingress.spec().path("rules")) {
      String host = rule.path("host").asString("").toLowerCase(Locale.ROOT);
      for (JsonNode path : rule.path("http").path("paths")) {
        target(ingress, path.path("backend"))
            .ifPresent(target -> routes.add(route(host, path, target, terms, canary)));
      }
    }
    return routes;
  }

  private static Route route(
      String host, JsonNode rule, ServicePort target, Terms terms, Optional<Canary> canary) {
    String path = rule.path("path").asString("/");
    if (rule.path("pathType").asString("").equals("Exact")) {
      return new Route(host, PathType.EXACT, path, Optional.empty(), target, terms, canary);
    }
    if (terms.patterns()) {
      var pattern = Optional.of(PathPattern.of(path));
      return new Route(host, PathType.PATTERN, path, pattern, target, terms, canary);
    }
    // What an implementation does with ImplementationSpecific is its own choice: a prefix.
    String prefix = path.equals("/") ? path : withoutEnd(path);
    return new Route(host, PathType.PREFIX, prefix, Optional.empty(), target, terms, canary);
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
  Optional<Match> find(RequestHead request, Predicate<ServicePort> served) {
    String path = request.served();
    String host = rulesOf(request.host());
    Optional<Route> main =
        routes.stream()
            .filter(r -> r.canary().isEmpty() && r.host().equals(host) && r.matchesPath(path))
            .findFirst();
    return main.map(m ->
            new Match(
                canary(m, request.fields(), served).orElse(m).target(),
                m.terms(),
                m.target(request)))
        .or(() -> fallback(host).map(f -> new Match(f.target(), f.terms(), request.originForm())));
  }

  /** The host, as rules write it, whose rules are those of a requested one. */
  private String rulesOf(String requested) {
    return routes.stream()
        .filter(r -> r.canary().isEmpty() && r.matchesHost(requested))
        .map(Route::host)
        .findFirst()
        .orElse("");
  }

  private Optional<Route> canary(Route main, Fields request, Predicate<ServicePort> served) {
    return routes.stream()
        .filter(r -> r.isCanaryOf(main) && r.canary().orElseThrow().takes(request))
        .filter(r -> served.test(r.target()))
        .findFirst();
  }

  /** Where no rule of a host wants a request, its Ingress may; for other hosts, any Ingress. */
  private Optional<Fallback> fallback(String host) {
    return fallbacks.stream().filter(f -> host.isEmpty() || f.hosts().contains(host)).findFirst();
  }
}
