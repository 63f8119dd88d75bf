package dev.slipway.node.probe;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.databind.JsonNode;

/**
 * One probe of a container's specification.
 *
 * @param graceSeconds how long the container gets when this probe ends it; empty for the pod's own
 */
public record Probe(
    Check check,
    Duration initialDelay,
    Duration period,
    Duration timeout,
    int successThreshold,
    int failureThreshold,
    OptionalLong graceSeconds) {

  /** What is asked. */
  public sealed interface Check {
    /** A GET that must be answered with a status from 200 to 399. */
    record HttpGet(
        Scheme scheme, Optional<String> host, int port, String path, List<Header> headers)
        implements Check {}

    /** A connection that must be accepted. */
    record TcpSocket(Optional<String> host, int port) implements Check {}

    /** A command that must exit with 0. */
    record Exec(List<String> command) implements Check {}

    /** A call of the health service that must be answered with SERVING. */
    record Grpc(int port, String service) implements Check {}

    /** Nothing the node can ask. */
    record Unsupported(String what) implements Check {}
  }

  /** How HTTP travels. */
  public enum Scheme {
    HTTP,
    HTTPS
  }

  /** A header to send. */
  public record Header(String name, String value) {}

  /**
   * Reads a probe.
   *
   * @param ports the container's named ports
   */
  public static Probe of(JsonNode probe, Map<String, Integer> ports) {
    long grace = probe.path("terminationGracePeriodSeconds").asLong(0);
    return new Probe(
        check(probe, ports),
        seconds(probe, "initialDelaySeconds", 0),
        seconds(probe, "periodSeconds", 10),
        seconds(probe, "timeoutSeconds", 1),
        probe.path("successThreshold").asInt(1),
        probe.path("failureThreshold").asInt(3),
        grace > 0 ? OptionalLong.of(grace) : OptionalLong.empty());
  }

  private static Duration seconds(JsonNode probe, String field, long standard) {
    return Duration.ofSeconds(probe.path(field).asLong(standard));
  }

  /** Reads what is asked, of a probe or of a lifecycle hook. */
  public static Check check(JsonNode handler, Map<String, Integer> ports) {
    if (handler.has("httpGet")) {
      return httpGet(handler.path("httpGet"), ports);
    }
    if (handler.has("tcpSocket")) {
      JsonNode socket = handler.path("tcpSocket");
      return new Check.TcpSocket(text(socket, "host"), port(socket.path("port"), ports));
    }
    if (handler.has("exec")) {
      var command = new ArrayList<String>();
      handler.path("exec").path("command").forEach(word -> command.add(word.asString("")));
      return new Check.Exec(List.copyOf(command));
    }
    if (handler.has("grpc")) {
      JsonNode grpc = handler.path("grpc");
      return new Check.Grpc(grpc.path("port").asInt(0), grpc.path("service").asString(""));
    }
    return new Check.Unsupported("no handler");
  }

  private static Check httpGet(JsonNode get, Map<String, Integer> ports) {
    var headers = new ArrayList<Header>();
    for (JsonNode header : get.path("httpHeaders")) {
      headers.add(new Header(header.path("name").asString(""), header.path("value").asString("")));
    }
    String path = get.path("path").asString("/");
    return new Check.HttpGet(
        get.path("scheme").asString("HTTP").equals("HTTPS") ? Scheme.HTTPS : Scheme.HTTP,
        text(get, "host"),
        port(get.path("port"), ports),
        path.startsWith("/") ? path : "/" + path,
        List.copyOf(headers));
  }

  private static Optional<String> text(JsonNode node, String field) {
    return Optional.of(node.path(field).asString("")).filter(t -> !t.isEmpty());
  }

  private static int port(JsonNode port, Map<String, Integer> ports) {
    return port.isNumber() ? port.asInt(0) : ports.getOrDefault(port.asString(""), 0);
  }
}
