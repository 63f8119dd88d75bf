package dev.slipway.kubernetes.api;

import dev.slipway.http.Headers;
import dev.slipway.http.Method;
import dev.slipway.http.Request;
import dev.slipway.http.Response;
import dev.slipway.kubernetes.ApiException;
import dev.slipway.kubernetes.Cluster;
import dev.slipway.kubernetes.NodeAgent;
import dev.slipway.kubernetes.ResourceType;
import dev.slipway.kubernetes.Selection;
import dev.slipway.kubernetes.proxy.Exchange;
import dev.slipway.kubernetes.proxy.ProxyTarget;
import dev.slipway.manifest.KubeObject;
import dev.slipway.manifest.ObjectName;
import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;

/** The subresource {@code proxy} of Services and pods: HTTP to a server in a pod. */
final class ProxyHandler {
  private static final String SERVICE_LABEL = "kubernetes.io/service-name";
  private static final int USUAL_PORT = 80;

  private final Cluster cluster;
  private final NodeAgent node;
  private final AtomicInteger turn = new AtomicInteger();

  /** A port of a pod that serves. */
  private record Backend(ObjectName pod, int port) {}

  ProxyHandler(Cluster cluster, NodeAgent node) {
    this.cluster = cluster;
    this.node = node;
  }

  Response proxy(Request request, ApiRequest api) throws IOException {
    String kind = api.resource().equals("pods") ? "pod" : "service";
    ProxyTarget target =
        ProxyTarget.parse(api.name())
            .orElseThrow(() ->
                ApiException.badRequest("invalid " + kind + " request \"" + api.name() + "\""));
    Backend backend =
        kind.equals("pod")
            ? pod(api.namespace(), target)
            : endpoint(cluster.get(ResourceType.SERVICES, name(api, target)), target);
    Place place = place(request, api);
    return place.rest().isEmpty() && isRead(request)
        ? redirect(place)
        : exchange(request, backend, target, place);
  }

  /** What a request asks a node for, without its query. */
  static String ofNode(Request request, ApiRequest api) {
    return place(request, api).rest();
  }

  private static ObjectName name(ApiRequest api, ProxyTarget target) {
    return new ObjectName(api.namespace(), target.name());
  }

  private static boolean isRead(Request request) {
    return request.method() == Method.GET || request.method() == Method.HEAD;
  }

  /**
   * Where a request's path is cut.
   *
   * @param prefix as far as {@code proxy}
   * @param rest what the server is asked for; empty or with a slash before it
   * @param query with its question mark
   */
  private record Place(String prefix, String rest, String query) {}

  /** Cuts the path as it was sent: what is encoded in it stays so. */
  private static Place place(Request request, ApiRequest api) {
    String target = request.target();
    int question = target.indexOf('?');
    String path = question < 0 ? target : target.substring(0, question);
    String query = question < 0 ? "" : target.substring(question);
    // /api/v1/namespaces/NAMESPACE/RESOURCE/NAME/proxy
    int segments = api.namespace().isEmpty() ? 5 : 7;
    int end = 0;
    for (int i = 0; i < segments && end >= 0; i++) {
      end = path.indexOf('/', end + 1);
    }
    return end < 0
        ? new Place(path, "", query)
        : new Place(path.substring(0, end), path.substring(end), query);
  }

  /** Links of a page are relative to its path, which has to end in a slash for that. */
  private static Response redirect(Place place) {
    return Response.empty(301, Headers.of("Location", place.prefix() + "/" + place.query()));
  }

  private Response exchange(Request request, Backend backend, ProxyTarget target, Place place)
      throws IOException {
    KubeObject pod = cluster.get(ResourceType.PODS, backend.pod());
    String path = place.rest().isEmpty() ? "/" : place.rest();
    var where = new Exchange.Place(place.prefix(), path + place.query());
    try {
      Socket socket = node.connect(pod, backend.port());
      return switch (target.scheme()) {
        case HTTP -> Exchange.send(socket, request, where);
        case HTTPS -> Exchange.sendSecurely(socket, pod.name(), request, where);
      };
    } catch (IOException e) {
      throw unavailable(
          "error trying to reach service: port "
              + backend.port()
              + " of pod "
              + pod.name()
              + ": "
              + e.getMessage());
    }
  }

  private static ApiException unavailable(String message) {
    return new ApiException(503, "ServiceUnavailable", message, Optional.empty());
  }

  private Backend pod(String namespace, ProxyTarget target) {
    KubeObject pod = cluster.get(ResourceType.PODS, new ObjectName(namespace, target.name()));
    if (isNumber(target.port())) {
      return new Backend(pod.objectName(), number(target.port()));
    }
    for (JsonNode container : pod.spec().path("containers")) {
      for (JsonNode port : container.path("ports")) {
        if (target.port().isEmpty() || target.port().equals(port.path("name").asString(""))) {
          return new Backend(pod.objectName(), port.path("containerPort").asInt(USUAL_PORT));
        }
      }
    }
    if (target.port().isEmpty()) {
      return new Backend(pod.objectName(), USUAL_PORT);
    }
    throw ApiException.badRequest(
        "pod \"%s\" has no port named \"%s\"".formatted(pod.name(), target.port()));
  }

  private static boolean isNumber(String port) {
    return port.matches("[0-9]{1,9}");
  }

  private static int number(String port) {
    int number = Integer.parseInt(port);
    if (number < 1 || number > 65_535) {
      throw ApiException.badRequest("\"" + port + "\" is no port");
    }
    return number;
  }

  /** One of the pods that are ready behind a Service, in turn. */
  private Backend endpoint(KubeObject service, ProxyTarget target) {
    String port = portName(service, target.port());
    var backends = new ArrayList<Backend>();
    for (KubeObject slice :
        cluster
            .list(ResourceType.ENDPOINT_SLICES, Selection.namespace(service.namespace()))
            .items()) {
      if (service.name().equals(slice.labels().get(SERVICE_LABEL))) {
        backends.addAll(backends(slice, port));
      }
    }
    if (backends.isEmpty()) {
      throw unavailable("no endpoints available for service \"" + service.name() + "\"");
    }
    return backends.get(Math.floorMod(turn.getAndIncrement(), backends.size()));
  }

  /** A Service's port may be meant by its number; its endpoints know names only. */
  private static String portName(KubeObject service, String wanted) {
    if (!isNumber(wanted)) {
      return wanted;
    }
    for (JsonNode port : service.spec().path("ports")) {
      if (port.path("port").asString("").equals(wanted)) {
        return port.path("name").asString("");
      }
    }
    throw unavailable(
        "no service port %s found for service \"%s\"".formatted(wanted, service.name()));
  }

  private static List<Backend> backends(KubeObject slice, String port) {
    var backends = new ArrayList<Backend>();
    for (JsonNode offered : slice.tree().path("ports")) {
      if (!offered.path("name").asString("").equals(port)) {
        continue;
      }
      for (JsonNode endpoint : slice.tree().path("endpoints")) {
        JsonNode reference = endpoint.path("targetRef");
        if (endpoint.path("conditions").path("ready").asBoolean(true)
            && reference.path("kind").asString("").equals("Pod")) {
          backends.add(
              new Backend(
                  new ObjectName(slice.namespace(), reference.path("name").asString("")),
                  offered.path("port").asInt(0)));
        }
      }
    }
    return backends;
  }
}
