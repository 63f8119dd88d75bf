package dev.slipway.daemon;

import dev.slipway.base.Json;
import dev.slipway.http.HttpListener;
import dev.slipway.http.Route;
import dev.slipway.http.RouteSet;
import dev.slipway.identity.AccessTokens;
import dev.slipway.kubernetes.Cluster;
import dev.slipway.kubernetes.ClusterSettings;
import dev.slipway.kubernetes.controller.Controllers;
import dev.slipway.store.Journal;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * The rooms, wired in the order in which they need each other:
 *
 * <pre>
 * state       slipway.db, journal, tokens          who may do what
 * machine     networks, snapshots, containers      what runs
 * images      blobs, names, registry, builder      what it is made of
 * cluster     objects, controllers, node, proxies  what should run
 * listeners   HTTP, Kubernetes TLS, ingress        who asks
 * </pre>
 */
final class Instance implements AutoCloseable {
  private static final int FIRST_NODE_PORT = 30_000;
  private static final int LAST_NODE_PORT = 32_767;

  private final Closing closing;
  private final Machine machine;
  private final String url;

  private Instance(Closing closing, Machine machine, String url) {
    this.closing = closing;
    this.machine = machine;
    this.url = url;
  }

  static Instance start(DataDirectory data, Settings settings, Shutdown shutdown, Clock clock)
      throws IOException, InterruptedException {
    var closing = new Closing();
    try {
      var schemas = List.of(Journal.SCHEMA, AccessTokens.SCHEMA);
      var state = State.open(data, schemas, clock, closing);
      var machine = Machine.open(data, clock, closing);
      var cluster =
          closing.add(
              Cluster.open(
                  data.kubernetesDatabase(),
                  new ClusterSettings(
                      machine.networks().plan().services().toString(),
                      FIRST_NODE_PORT,
                      LAST_NODE_PORT,
                      clock,
                      new SecureRandom())));
      closing.add(Controllers.start(cluster));
      String url = "http://127.0.0.1:" + settings.port();
      var routes = new ArrayList<Route>();
      routes.addAll(
          new InstanceRoutes(status(data, settings, url), state.tokens(), shutdown).routes());
      closing.add(
          HttpListener.start(
              new HttpListener.Settings(
                  new InetSocketAddress(InetAddress.getLoopbackAddress(), settings.port()),
                  Optional.empty()),
              state.authenticator(),
              state.authorizer(),
              List.of(new RouteSet("slipway", routes, new ProblemFormat(), request -> "Bearer"))));
      closing.add(ReadyFile.write(data, url));
      return new Instance(closing, machine, url);
    } catch (IOException | RuntimeException e) {
      closing.close();
      throw e;
    }
  }

  private static ObjectNode status(DataDirectory data, Settings settings, String url) {
    return Json.MAPPER
        .createObjectNode()
        .put("ready", true)
        .put("url", url)
        .put("registry", "127.0.0.1:" + settings.port())
        .put("kubernetes", "https://127.0.0.1:" + settings.kubernetesPort())
        .put("ingress", "http://127.0.0.1:" + settings.ingressPort())
        .put("kubeconfig", data.kubeconfig().toString())
        .put("data", data.root().toString())
        .put("pid", ProcessHandle.current().pid());
  }

  String url() {
    return url;
  }

  /** Ends and removes what runs; objects and images stay. */
  void removeWorkloads() {
    machine.removeAll();
  }

  /** Removes what a process that is gone left running. */
  static void clean(DataDirectory data) {
    try (var closing = new Closing()) {
      Machine.open(data, Clock.systemUTC(), closing).removeAll();
    }
  }

  @Override
  public void close() {
    closing.close();
  }
}
