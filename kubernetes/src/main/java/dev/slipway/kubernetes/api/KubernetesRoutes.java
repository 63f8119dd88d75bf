package dev.slipway.kubernetes.api;

import dev.slipway.base.Json;
import dev.slipway.http.Authorizer;
import dev.slipway.http.Handler;
import dev.slipway.http.Method;
import dev.slipway.http.Request;
import dev.slipway.http.Response;
import dev.slipway.http.Route;
import dev.slipway.http.RouteSet;
import dev.slipway.kubernetes.ApiException;
import dev.slipway.kubernetes.Cluster;
import dev.slipway.kubernetes.NodeAgent;
import dev.slipway.kubernetes.PodMetrics;
import dev.slipway.kubernetes.RequestAudit;
import dev.slipway.kubernetes.RoleRules;
import dev.slipway.kubernetes.WriteGate;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/** The routes of the Kubernetes API; its paths start at the root of their own port. */
public final class KubernetesRoutes {
  private static final String WHY_OPEN = "probes and version checks come before any login";
  private static final String WHY_SELF =
      "the permission depends on the resource in the path and on whether it is a watch";

  private final ResourceRoutes resources;
  private final AccessCheck access;
  private final IssuerDocuments issuer;
  private final RequestCounts counts = new RequestCounts(System::nanoTime);
  private final MetricsPage page;
  private final RequestAudit audit;
  private final OpenApi openApi = new OpenApi();
  private final List<Route> routes = new ArrayList<>();

  private KubernetesRoutes(
      Cluster cluster,
      Authorizer authorizer,
      NodeAgent node,
      ServiceAccountTokens tokens,
      WriteGate gate,
      PodMetrics metrics,
      RequestAudit audit) {
    this.audit = audit;
    var roles = new RoleRules(cluster);
    this.access = new AccessCheck(authorizer, roles);
    this.issuer = new IssuerDocuments(tokens);
    this.page = new MetricsPage(cluster, counts);
    this.resources =
        new ResourceRoutes(
            cluster, access, new RoleGrants(access, roles), node, tokens, gate, metrics);
  }

  /**
   * All routes.
   *
   * @param authorizer asked once for every request about resources, with permissions such as {@code
   *     container.deployments.create} on {@code namespaces/n/deployments/d}
   * @param node runs the containers
   * @param gate asked before a client's write of a Deployment is stored
   * @param metrics what {@code kubectl top} shows
   * @param audit told of every request that may change something
   */
  public static RouteSet routeSet(
      Cluster cluster,
      Authorizer authorizer,
      NodeAgent node,
      ServiceAccountTokens tokens,
      WriteGate gate,
      PodMetrics metrics,
      RequestAudit audit) {
    var all = new KubernetesRoutes(cluster, authorizer, node, tokens, gate, metrics, audit);
    all.addOpenRoutes();
    all.addDiscovery();
    all.addResources();
    return new RouteSet(
        "kubernetes", all.routes, Answers::failure, request -> "Bearer realm=\"kubernetes\"");
  }

  private void addOpenRoutes() {
    // Clients that are generated from the description of the API end such paths with a slash.
    for (String path : List.of("/version", "/version/")) {
      routes.add(Route.anonymous(Method.GET, path, WHY_OPEN, r -> Answers.object(200, version())));
    }
    for (String path : List.of("/healthz", "/livez", "/readyz")) {
      routes.add(
          Route.anonymous(Method.GET, path + "/etcd", WHY_OPEN, r -> Response.text(200, "ok")));
      routes.add(Route.anonymous(Method.GET, path, WHY_OPEN, r -> health(r, path.substring(1))));
      routes.add(
          Route.anonymous(Method.GET, path + "/ping", WHY_OPEN, r -> Response.text(200, "ok")));
    }
  }

  /** This process answers, and it does so only with its store open: that is all it knows of. */
  private static Response health(Request request, String name) {
    return WriteParameters.isSet(request, "verbose")
        ? Response.text(200, "[+]ping ok\n[+]etcd ok\n" + name + " check passed\n")
        : Response.text(200, "ok");
  }

  private void addDiscovery() {
    known("/", r -> Answers.object(200, paths()));
    known("/api", r -> Discovery.root(r, Discovery.coreGroup()));
    known("/apis", r -> Discovery.root(r, Discovery.namedGroups()));
    known("/api/v1", r -> Answers.object(200, Discovery.resources("", "v1")));
    known("/apis/{group}", r -> group(r.parameter("group")));
    known(
        "/apis/{group}/{version}", r -> groupVersion(r.parameter("group"), r.parameter("version")));
    known(IssuerDocuments.CONFIGURATION, issuer::configuration);
    known(IssuerDocuments.KEYS, r -> issuer.keys());
    known("/metrics", r -> page.answer());
    known("/openapi/v2", openApi::version2);
    known("/openapi/v3", openApi::index);
    known("/openapi/v3/{path...}", r -> openApi.document(r, r.parameter("path")));
  }

  private static Response group(String group) {
    return Discovery.namedGroups().contains(group)
        ? Answers.object(200, Discovery.group(group))
        : Response.text(404, "404 page not found\n");
  }

  private static Response groupVersion(String group, String version) {
    return Discovery.isServed(group, version)
        ? Answers.object(200, Discovery.resources(group, version))
        : Response.text(404, "404 page not found\n");
  }

  /** The paths served, the variable ones left out. */
  private ObjectNode paths() {
    ObjectNode node = Json.MAPPER.createObjectNode();
    var paths = node.putArray("paths");
    Stream.concat(
            routes.stream().map(Route::pattern).filter(p -> !p.contains("{") && !p.endsWith("/")),
            Discovery.paths().stream())
        .distinct()
        .sorted()
        .forEach(paths::add);
    return node;
  }

  /** What is no resource; most of it every logged-in user may read. */
  private void known(String path, Handler handler) {
    Handler guarded =
        request -> {
          access.requirePath(request.principal(), request.path());
          return handler.handle(request);
        };
    Handler answering = answering(guarded);
    String why = "what the API says of itself every logged-in user may read, the rest by roles";
    routes.add(Route.handlerDecides(Method.GET, path, why, answering));
    if (path.startsWith("/api")) {
      routes.add(Route.handlerDecides(Method.GET, path + "/", why, answering));
    }
  }

  private void addResources() {
    for (Method method :
        List.of(Method.GET, Method.POST, Method.PUT, Method.PATCH, Method.DELETE)) {
      served(method, "/api/v1/{path...}", r -> "", r -> "v1");
      served(
          method,
          "/apis/{group}/{version}/{path...}",
          r -> r.parameter("group"),
          r -> r.parameter("version"));
    }
  }

  private void served(
      Method method,
      String path,
      Function<Request, String> group,
      Function<Request, String> version) {
    Function<Request, ApiRequest> meaning =
        r -> ApiRequest.of(r, group.apply(r), version.apply(r), AuditedHandler.segments(r));
    Handler handler = r -> resources.serve(r, meaning.apply(r));
    Handler audited = new AuditedHandler(handler, meaning, audit);
    Handler counted = r -> counts.counted(r, meaning.apply(r), audited);
    routes.add(Route.handlerDecides(method, path, WHY_SELF, answering(counted)));
  }

  /** Refusals of the cluster are answers, not failures of the handler; all in the client's form. */
  private static Handler answering(Handler handler) {
    return new Handler() {
      @Override
      public Response handle(Request request) throws IOException {
        try {
          return Encodings.inFormOf(request, handler.handle(request));
        } catch (ApiException e) {
          return Encodings.inFormOf(request, Answers.error(e));
        }
      }
    };
  }

  private static ObjectNode version() {
    ObjectNode node = Json.MAPPER.createObjectNode();
    node.put("major", "1").put("minor", "33").put("gitVersion", "v1.33.0+slipway");
    node.put("gitCommit", "").put("gitTreeState", "clean").put("buildDate", "");
    node.put("goVersion", "").put("compiler", "javac").put("platform", "linux/amd64");
    return node;
  }
}
