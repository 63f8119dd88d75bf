package dev.slipway.kubernetes.api;

import dev.slipway.base.Json;
import dev.slipway.http.Headers;
import dev.slipway.http.Request;
import dev.slipway.http.Response;
import dev.slipway.http.StreamHandler;
import dev.slipway.kubernetes.ApiException;
import dev.slipway.kubernetes.Cluster;
import dev.slipway.kubernetes.DeleteOptions;
import dev.slipway.kubernetes.NodeAgent;
import dev.slipway.kubernetes.ResourceType;
import dev.slipway.manifest.GroupVersionKind;
import dev.slipway.manifest.KubeObject;
import dev.slipway.manifest.ObjectName;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What one can do with a pod beyond reading and writing it. */
final class PodHandler {
  private static final String CHANNEL_PROTOCOL = "v5.channel.k8s.io";

  /**
   * The newest first. Version 4 cannot end the input; kubectl speaks 5, the clients of Python, Java
   * and JavaScript speak 4.
   */
  private static final List<String> CHANNEL_PROTOCOLS =
      List.of(CHANNEL_PROTOCOL, "v4.channel.k8s.io");

  private static final String FORWARD_TUNNEL = "SPDY/3.1+portforward.k8s.io";
  private static final String SPDY = "SPDY/3.1";
  private static final String STREAM_VERSION = "X-Stream-Protocol-Version";

  /** The newest version for SPDY, whose result is a Status; all clients since 1.4 offer it. */
  private static final String SPDY_COMMAND = "v4.channel.k8s.io";

  private static final GroupVersionKind EVICTION = new GroupVersionKind("policy", "v1", "Eviction");
  private static final GroupVersionKind BINDING = new GroupVersionKind("", "v1", "Binding");

  private static final String SPDY_FORWARD = "portforward.k8s.io";

  private final Cluster cluster;
  private final NodeAgent node;

  PodHandler(Cluster cluster, NodeAgent node) {
    this.cluster = cluster;
    this.node = node;
  }

  Response log(Request request, ApiRequest api) throws IOException {
    return log(request, api, request.query("container").orElse(""));
  }

  /**
   * A container's log.
   *
   * @param named the container; empty for a pod's only one
   */
  Response log(Request request, ApiRequest api, String named) throws IOException {
    KubeObject pod = cluster.get(ResourceType.PODS, ObjectHandler.name(api));
    String container = container(pod, named);
    LogParameters.require(request, pod.name());
    boolean follow = isTrue(request, "follow");
    var wanted =
        new NodeAgent.LogRequest(
            container,
            follow ? NodeAgent.Follow.FOLLOW : NodeAgent.Follow.ONCE,
            isTrue(request, "previous") ? NodeAgent.Run.PREVIOUS : NodeAgent.Run.CURRENT,
            isTrue(request, "timestamps") ? NodeAgent.LineTimes.PREFIX : NodeAgent.LineTimes.OMIT,
            number(request, "tailLines"),
            since(request),
            number(request, "limitBytes"));
    Headers headers = Headers.of("Content-Type", "text/plain");
    requireStarted(pod, container, wanted);
    return new Response.Streaming(
        200,
        headers,
        out -> {
          try {
            node.logs(pod, wanted, out);
          } catch (ApiException e) {
            // the status line is out already; the text tells what happened
            out.write((e.getMessage() + "\n").getBytes(java.nio.charset.StandardCharsets.UTF_8));
          }
        });
  }

  /** Says why there is no log before the answer begins. */
  private static void requireStarted(
      KubeObject pod, String container, NodeAgent.LogRequest wanted) {
    if (wanted.run() == NodeAgent.Run.PREVIOUS) {
      requireEnded(pod, container);
      return;
    }
    for (String list :
        List.of("containerStatuses", "initContainerStatuses", "ephemeralContainerStatuses")) {
      for (JsonNode status : pod.status().path(list)) {
        if (status.path("name").asString("").equals(container)) {
          requireStarted(pod, container, status);
          return;
        }
      }
    }
    if (pod.spec().path("nodeName").asString("").isEmpty()) {
      throw ApiException.badRequest("pod " + pod.name() + " does not have a host assigned");
    }
    throw ApiException.badRequest(
        "container \"" + container + "\" in pod \"" + pod.name() + "\" is waiting to start");
  }

  private static void requireEnded(KubeObject pod, String container) {
    boolean ended =
        Stream.of("containerStatuses", "initContainerStatuses", "ephemeralContainerStatuses")
            .flatMap(list -> pod.status().path(list).valueStream())
            .filter(status -> status.path("name").asString("").equals(container))
            .anyMatch(status -> status.path("lastState").has("terminated"));
    if (!ended) {
      throw ApiException.badRequest(
          "previous terminated container \"%s\" in pod \"%s\" not found"
              .formatted(container, pod.name()));
    }
  }

  private static void requireStarted(KubeObject pod, String container, JsonNode status) {
    JsonNode waiting = status.path("state").path("waiting");
    if (!waiting.isObject() || !status.path("containerID").asString("").isEmpty()) {
      return;
    }
    String reason = waiting.path("reason").asString("");
    String head =
        "container \"" + container + "\" in pod \"" + pod.name() + "\" is waiting to start";
    throw ApiException.badRequest(
        switch (reason) {
          case "ErrImagePull", "ImagePullBackOff", "ErrImageNeverPull" ->
              head + ": trying and failing to pull image";
          default -> reason.isEmpty() ? head : head + ": " + reason;
        });
  }

  Response exec(Request request, ApiRequest api) {
    return remoteCommand(request, api, RemoteCommand.Kind.EXEC);
  }

  Response attach(Request request, ApiRequest api) {
    return remoteCommand(request, api, RemoteCommand.Kind.ATTACH);
  }

  private Response remoteCommand(Request request, ApiRequest api, RemoteCommand.Kind kind) {
    KubeObject pod = cluster.get(ResourceType.PODS, ObjectHandler.name(api));
    String container = container(pod, request.query("container").orElse(""));
    var wanted =
        new NodeAgent.ExecRequest(
            container,
            request.queries("command"),
            isTrue(request, "tty") ? NodeAgent.Terminal.ALLOCATE : NodeAgent.Terminal.NONE);
    var command = new RemoteCommand(node, pod, wanted, kind, isTrue(request, "stdin"));
    for (String protocol : CHANNEL_PROTOCOLS) {
      if (offers(request, "Sec-WebSocket-Protocol", protocol)) {
        return new Response.WebSocket(protocol, command::serve);
      }
    }
    requireOffered(request, SPDY_COMMAND, CHANNEL_PROTOCOL);
    var spdy = new SpdyCommand(command, isTrue(request, "stdout"), isTrue(request, "stderr"));
    return spdy(SPDY_COMMAND, spdy::serve);
  }

  Response portForward(Request request, ApiRequest api) {
    KubeObject pod = cluster.get(ResourceType.PODS, ObjectHandler.name(api));
    if (!pod.status().path("phase").asString("").equals("Running")) {
      throw ApiException.badRequest(
          "unable to forward port because pod is not running. Current status="
              + pod.status().path("phase").asString("Pending"));
    }
    var forward = new PortForward(node, pod);
    if (offers(request, "Sec-WebSocket-Protocol", FORWARD_TUNNEL)) {
      return new Response.WebSocket(FORWARD_TUNNEL, forward::tunnel);
    }
    requireOffered(request, SPDY_FORWARD, FORWARD_TUNNEL);
    return spdy(SPDY_FORWARD, forward::serve);
  }

  private static Response spdy(String protocol, StreamHandler handler) {
    return new Response.Upgrade(SPDY, Headers.of(STREAM_VERSION, protocol), handler);
  }

  private static void requireOffered(Request request, String spdy, String webSocket) {
    boolean upgrade =
        request.header("Upgrade").filter(SPDY::equalsIgnoreCase).isPresent()
            && offers(request, STREAM_VERSION, spdy);
    if (!upgrade) {
      throw ApiException.badRequest(
          "Upgrade request required: this is served over WebSocket with subprotocol "
              + webSocket
              + ", or over "
              + SPDY
              + " with "
              + STREAM_VERSION
              + " "
              + spdy);
    }
  }

  private static boolean offers(Request request, String header, String protocol) {
    return request.headers(header).stream()
        .flatMap(h -> List.of(h.split("\\s*,\\s*")).stream())
        .anyMatch(protocol::equals);
  }

  Response evict(Request request, ApiRequest api) throws IOException {
    JsonNode body = Bodies.optional(request, EVICTION);
    String named = body.path("metadata").path("name").asString(api.name());
    if (!named.equals(api.name())) {
      throw ApiException.badRequest("name in URL does not match name in Eviction object");
    }
    DeleteOptions deletion = DeleteParameters.of(request, body.path("deleteOptions"));
    cluster.evict(ObjectHandler.name(api), deletion);
    ObjectNode status = Json.MAPPER.createObjectNode();
    status.put("kind", "Status").put("apiVersion", "v1");
    status.putObject("metadata");
    status.put("status", "Success").put("code", 201);
    return Answers.object(201, status);
  }

  Response bind(Request request, ApiRequest api) throws IOException {
    JsonNode body = Bodies.optional(request, BINDING);
    String target = body.path("target").path("name").asString("");
    ObjectName name = ObjectHandler.name(api);
    cluster.edit(
        ResourceType.PODS,
        name,
        tree -> {
          String assigned = tree.path("spec").path("nodeName").asString("");
          if (!assigned.isEmpty() && !assigned.equals(target)) {
            throw ApiException.conflict(
                ResourceType.PODS,
                name.name(),
                "pod " + name.name() + " is already assigned to node \"" + assigned + "\"");
          }
          tree.withObject("/spec").put("nodeName", target);
        },
        ObjectHandler.writeOptions(request));
    ObjectNode status = Json.MAPPER.createObjectNode();
    status.put("kind", "Status").put("apiVersion", "v1");
    status.putObject("metadata");
    status.put("status", "Success").put("code", 201);
    return Answers.object(201, status);
  }

  /** The container meant: the one named, or the only one. */
  private static String container(KubeObject pod, String wanted) {
    var names = new ArrayList<String>();
    var initial = new ArrayList<String>();
    pod.spec().path("containers").forEach(c -> names.add(c.path("name").asString("")));
    pod.spec().path("initContainers").forEach(c -> initial.add(c.path("name").asString("")));
    var added = new ArrayList<String>();
    pod.spec().path("ephemeralContainers").forEach(c -> added.add(c.path("name").asString("")));
    if (wanted.isEmpty() && names.size() == 1) {
      return names.getFirst();
    }
    if (wanted.isEmpty()) {
      throw ApiException.badRequest(
          "a container name must be specified for pod "
              + pod.name()
              + ", choose one of: ["
              + String.join(" ", names)
              + "]"
              + (initial.isEmpty()
                  ? ""
                  : " or one of the init containers: [" + String.join(" ", initial) + "]"));
    }
    if (!names.contains(wanted) && !initial.contains(wanted) && !added.contains(wanted)) {
      throw ApiException.badRequest("container " + wanted + " is not valid for pod " + pod.name());
    }
    return wanted;
  }

  private static boolean isTrue(Request request, String name) {
    return WriteParameters.isSet(request, name);
  }

  private static OptionalLong number(Request request, String name) {
    String text = request.query(name).orElse("");
    return text.isEmpty() ? OptionalLong.empty() : OptionalLong.of(ListHandler.number(text));
  }

  private Optional<Instant> since(Request request) {
    OptionalLong seconds = number(request, "sinceSeconds");
    if (seconds.isPresent()) {
      return Optional.of(cluster.clock().instant().minusSeconds(seconds.getAsLong()));
    }
    return request.query("sinceTime").flatMap(dev.slipway.manifest.Timestamps::parse);
  }
}
