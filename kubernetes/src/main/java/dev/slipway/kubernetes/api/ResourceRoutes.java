package dev.slipway.kubernetes.api;

import dev.slipway.base.Json;
import dev.slipway.http.Request;
import dev.slipway.http.Response;
import dev.slipway.kubernetes.Cluster;
import dev.slipway.kubernetes.NodeAgent;
import dev.slipway.kubernetes.PodMetrics;
import dev.slipway.kubernetes.ResourceType;
import dev.slipway.kubernetes.ResourceType.Trait;
import dev.slipway.kubernetes.WriteGate;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** From a path under a group and version to the handler, with the access check in between. */
final class ResourceRoutes {
  private final Cluster cluster;
  private final AccessCheck access;
  private final TokenRequests tokenRequests;
  private final ListHandler lists;
  private final WatchHandler watches;
  private final ObjectHandler objects;
  private final PatchHandler patches;
  private final ScaleHandler scales;
  private final PodHandler pods;
  private final ProxyHandler proxies;
  private final NodeProxy nodes;
  private final Reviews reviews;
  private final PriorityClasses priorities;
  private final MetricsHandler metrics;

  ResourceRoutes(
      Cluster cluster,
      AccessCheck access,
      RoleGrants grants,
      NodeAgent node,
      ServiceAccountTokens tokens,
      WriteGate gate,
      PodMetrics metrics) {
    var gated = new GatedWrites(gate, grants);
    var tables = new TableWriter(cluster.clock());
    this.cluster = cluster;
    this.access = access;
    this.tokenRequests = new TokenRequests(cluster, tokens);
    this.lists = new ListHandler(cluster, tables);
    this.watches = new WatchHandler(cluster, tables);
    this.objects = new ObjectHandler(cluster, tables, lists, gated, access);
    this.patches = new PatchHandler(cluster, gated, access);
    this.scales = new ScaleHandler(cluster);
    this.pods = new PodHandler(cluster, node);
    this.proxies = new ProxyHandler(cluster, node);
    this.nodes = new NodeProxy(cluster, metrics, pods);
    this.priorities = new PriorityClasses(cluster);
    this.reviews = new Reviews(access, tokens);
    this.metrics = new MetricsHandler(cluster, metrics);
  }

  Response serve(Request request, ApiRequest api) throws IOException {
    String group = api.group();
    String version = api.version();
    if (group.equals("apiextensions.k8s.io")
        && version.equals("v1")
        && api.resource().equals("customresourcedefinitions")
        && api.verb().equals("list")) {
      access.require(request.principal(), api);
      return Answers.object(200, noCustomKinds());
    }
    if (group.equals(MetricsHandler.GROUP) && version.equals(MetricsHandler.VERSION)) {
      access.require(request.principal(), api);
      return metrics.answer(request, api);
    }
    if (PriorityClasses.isMeant(api) && !api.verb().equals("watch")) {
      access.require(request.principal(), api);
      return priorities.answer(request, api);
    }
    Optional<LaterKind> later = LaterKind.find(group, version, api.resource());
    if (later.isPresent()) {
      access.require(request.principal(), api);
      return api.verb().equals("watch")
          ? watches.watchNothing(request, later.get().kind())
          : later.get().answer(api, cluster.version());
    }
    if (!ServedResource.isServed(group, version)) {
      return Response.text(404, "404 page not found\n");
    }
    Optional<ReviewResource> review =
        ReviewResource.ALL.stream()
            .filter(r -> r.plural().equals(api.resource()) && r.kind().group().equals(group))
            .findFirst();
    if (review.isPresent()) {
      if (!api.verb().equals("create")) {
        throw Answers.methodNotAllowed();
      }
      if (request.principal().isAnonymous()) {
        throw new dev.slipway.http.HttpException(401, "Unauthorized");
      }
      if (!review.get().aboutOneself()) {
        access.require(request.principal(), api);
      }
      return reviews.answer(request, review.get(), api.namespace());
    }
    if (group.isEmpty() && api.resource().equals("bindings")) {
      throw Answers.methodNotAllowed();
    }
    ServedResource resource =
        ServedResource.find(group, version, api.resource()).orElseThrow(Answers::noSuchResource);
    access.require(request.principal(), api);
    return api.subresource().isEmpty()
        ? resource(request, api, resource)
        : subresource(request, api, resource);
  }

  /** kubectl asks for custom kinds before it says that it does not know one. */
  private ObjectNode noCustomKinds() {
    ObjectNode list = Json.MAPPER.createObjectNode();
    list.put("kind", "CustomResourceDefinitionList");
    list.put("apiVersion", "apiextensions.k8s.io/v1");
    list.putObject("metadata").put("resourceVersion", Long.toString(cluster.version()));
    list.putArray("items");
    return list;
  }

  private Response resource(Request request, ApiRequest api, ServedResource resource)
      throws IOException {
    boolean clusterPath = resource.type().isNamespaced() && api.namespace().isEmpty();
    if (clusterPath && !api.verb().equals("list") && !api.verb().equals("watch")) {
      throw Answers.methodNotAllowed();
    }
    return switch (api.verb()) {
      case "list" -> lists.list(request, api, resource);
      case "watch" -> watches.watch(request, api, resource);
      case "get" -> objects.get(request, api, resource);
      case "create" -> {
        if (!api.name().isEmpty()) {
          throw Answers.methodNotAllowed();
        }
        yield objects.create(request, api, resource);
      }
      case "update", "patch" -> {
        if (api.name().isEmpty()) {
          throw Answers.methodNotAllowed();
        }
        yield api.verb().equals("update")
            ? objects.update(request, api, resource)
            : patches.patch(request, api, resource);
      }
      case "delete" -> objects.delete(request, api, resource);
      case "deletecollection" -> objects.deleteAll(request, api, resource);
      default -> throw Answers.methodNotAllowed();
    };
  }

  private Response subresource(Request request, ApiRequest api, ServedResource resource)
      throws IOException {
    ResourceType type = resource.type();
    String what = api.subresource();
    if (what.equals("status") && type.has(Trait.STATUS)) {
      return part(request, api, resource);
    }
    if (what.equals("scale") && type.has(Trait.SCALE)) {
      return scale(request, api, resource);
    }
    if (what.equals("token") && type.equals(ResourceType.SERVICE_ACCOUNTS)) {
      return tokenRequests.answer(request, api);
    }
    if (what.equals("finalize") && type.equals(ResourceType.NAMESPACES)) {
      return finalizeNamespace(request, api, resource);
    }
    if (what.equals("ephemeralcontainers") && type.equals(ResourceType.PODS)) {
      return part(request, api, resource);
    }
    if (what.equals(ApiRequest.PROXY) && type.equals(ResourceType.NODES)) {
      return nodes.answer(request, api, ProxyHandler.ofNode(request, api));
    }
    boolean leadsToPods = type.equals(ResourceType.PODS) || type.equals(ResourceType.SERVICES);
    if (what.equals(ApiRequest.PROXY) && leadsToPods) {
      return proxies.proxy(request, api);
    }
    if (type.equals(ResourceType.PODS)) {
      return pod(request, api);
    }
    throw Answers.noSuchResource();
  }

  private Response pod(Request request, ApiRequest api) throws IOException {
    return switch (api.subresource()) {
      case "log" -> pods.log(request, api);
      case "exec" -> pods.exec(request, api);
      case "attach" -> pods.attach(request, api);
      case "portforward" -> pods.portForward(request, api);
      case "eviction" -> pods.evict(request, api);
      case "binding" -> pods.bind(request, api);
      default -> throw Answers.noSuchResource();
    };
  }

  private Response part(Request request, ApiRequest api, ServedResource resource)
      throws IOException {
    return switch (api.verb()) {
      case "get" -> objects.get(request, api, resource);
      case "update" -> objects.update(request, api, resource);
      case "patch" -> patches.patch(request, api, resource);
      default -> throw Answers.methodNotAllowed();
    };
  }

  private Response scale(Request request, ApiRequest api, ServedResource resource)
      throws IOException {
    return switch (api.verb()) {
      case "get" -> scales.get(request, api, resource);
      case "update" -> scales.update(request, api, resource);
      case "patch" ->
          Bodies.contentType(request).equals(PatchHandler.APPLY)
              ? scales.apply(request, api, resource)
              : scales.patch(request, api, resource);
      default -> throw Answers.methodNotAllowed();
    };
  }

  /** A client that has done its part for a namespace puts it back with the finalizers left. */
  private Response finalizeNamespace(Request request, ApiRequest api, ServedResource resource)
      throws IOException {
    ObjectNode body = Bodies.optional(request, resource.kind());
    var left = new ArrayList<String>();
    body.path("spec").path("finalizers").forEach(f -> left.add(f.asString("")));
    cluster.finalizeNamespace(api.name(), present -> left);
    return Answers.object(
        200,
        cluster
            .find(ResourceType.NAMESPACES, ObjectHandler.name(api))
            .map(o -> resource.toServed(o.tree()))
            .orElse(body));
  }
}
