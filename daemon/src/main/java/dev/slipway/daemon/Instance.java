package dev.slipway.daemon;

import dev.slipway.base.Json;
import dev.slipway.container.reach.HostAdditions;
import dev.slipway.container.reach.HostCertificates;
import dev.slipway.container.reach.HostReach;
import dev.slipway.delivery.DeliveryRoutes;
import dev.slipway.delivery.GitHistory;
import dev.slipway.delivery.ledger.Ledger;
import dev.slipway.http.HttpListener;
import dev.slipway.http.Route;
import dev.slipway.http.RouteSet;
import dev.slipway.identity.assembly.Identity;
import dev.slipway.identity.user.UserRoutes;
import dev.slipway.node.Node;
import dev.slipway.registry.Registry;
import dev.slipway.store.Journal;
import dev.slipway.store.Schema;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * The rooms, wired in the order in which they need each other:
 *
 * <pre>
 * MachineNetwork                                    how containers are reached
 * Serving       objects, proxies, cluster DNS         what users see of a start
 * State         slipway.db, journal, tokens          who may do what
 * Machine       snapshots, containers                what runs things
 * ImageStock    blobs, names, registry, builder      what they are made of
 * ClusterParts  controllers, node                    what should run; the Kubernetes API
 * DeliveryParts releases, the order of commits, the way back
 * RunnerParts   workflows, jobs, their services       what happens by itself
 * ForgeParts    repositories, git, GitHub's API       what sets it off
 * RegistryParts the registry as clients see it
 * listener      all of these and Slipway's own API    who asks
 * </pre>
 */
final class Instance implements AutoCloseable {
  private static final long LARGEST_LOG = 10L << 20;

  private final Closing closing;
  private final Machine machine;
  private final Node node;
  private final String url;

  private Instance(Closing closing, Machine machine, Node node, String url) {
    this.closing = closing;
    this.machine = machine;
    this.node = node;
    this.url = url;
  }

  /**
   * Starts everything; it is ready when this returns.
   *
   * @param home the checkout, where {@code bases/} is
   */
  static Instance start(
      DataDirectory data, Path home, Settings settings, Shutdown shutdown, Clock clock)
      throws IOException {
    Ports.requireFree(settings);
    var objects = Serving.objects(data);
    var keys = Serving.keys(data, clock);
    var closing = new Closing();
    try {
      var network = MachineNetwork.open(data, closing);
      var serving = Serving.start(settings, keys, objects, data.keys(), network, clock, closing);
      var state = State.open(data, settings, schemas(), clock, closing);
      var machine = Machine.open(data, network, clock, closing);
      var additions = additions(data);
      var sources = ForgeParts.sources(data, state, clock, closing);
      var deliveries = DeliveryParts.of(state, new GitHistory(sources, clock), clock);
      var stock =
          ImageStock.open(
              data, home, settings, state, deliveries.tags(), machine, additions, clock, closing);
      var cluster =
          ClusterParts.start(
              data, settings, state, machine, stock, deliveries, serving, clock, closing);
      var listeners = new InstanceListeners(settings, cluster.listener());
      var payloads = new RepositoryPayloads(settings.url());
      var runner =
          RunnerParts.open(
              new RunnerParts.Needs(
                  data,
                  state,
                  machine,
                  stock,
                  sources,
                  payloads,
                  additions,
                  listeners,
                  new ReleaseOutcomes(
                      deliveries.ledger(), cluster.cluster(), settings.ingressPort()),
                  settings.actions(),
                  settings.hostLabels().orElse(List.of()),
                  settings.url(),
                  clock),
              closing);
      var delivery =
          closing.add(
              deliveries.start(
                  cluster, stock.catalog(), new HostedSurroundings(runner.runs().store())));
      var forge = ForgeParts.start(data, settings, state, sources, payloads, runner, clock);
      var upkeep =
          closing.add(
              new CacheUpkeep(
                      stock,
                      machine.snapshots(),
                      new NeededImages(deliveries.ledger(), cluster.cluster())::names)
                  .start());
      var own = new ArrayList<Route>();
      own.addAll(new InstanceRoutes(status(data, settings), state.tokens(), shutdown).routes());
      own.addAll(new BuildRoutes(stock.builder(), stock.catalog(), upkeep, clock).routes());
      own.addAll(new BaseRoutes(stock.locks(), stock.updates()).routes());
      own.addAll(new ImageRoutes(stock.catalog()).routes());
      own.addAll(
          new LogRoutes(data.processLog(), cluster.cluster(), cluster.node().agent()).routes());
      own.addAll(new TrafficRoutes(cluster.cluster(), serving.proxies().statistics()).routes());
      own.addAll(new DeliveryRoutes(delivery).routes());
      own.addAll(runner.routes());
      own.addAll(new UserRoutes(state.identity().users(), sources::hasOwner).routes());
      var sets = new ArrayList<RouteSet>();
      sets.add(new RouteSet("slipway", own, new ProblemFormat(), request -> "Bearer"));
      var deployed = new DeployedImages(cluster.cluster(), deliveries.ledger(), stock.catalog());
      sets.addAll(
          RegistryParts.start(stock.registry(), state, deployed, clock, closing).routeSets());
      sets.add(runner.services());
      sets.addAll(forge.routeSets());
      sets.addAll(state.identity().routeSets(EmbeddedCluster.of(settings, cluster.authority())));
      var listener =
          HttpListener.start(
              new HttpListener.Settings(
                  new InetSocketAddress(InetAddress.getLoopbackAddress(), settings.port()),
                  Optional.empty()),
              state.authenticator(),
              state.authorizer(),
              sets);
      closing.add(listener);
      listeners.started(listener);
      closing.add(new HistoryUpkeep(runner.runs(), forge.forge(), state.journal(), clock).start());
      closing.add(new LogRoom(data.processLog(), LARGEST_LOG).start());
      closing.add(ReadyFile.write(data, status(data, settings)));
      return new Instance(closing, machine, cluster.node(), settings.url());
    } catch (IOException | RuntimeException e) {
      closing.close();
      throw e;
    }
  }

  private static List<Schema> schemas() {
    var schemas = new ArrayList<>(List.of(Journal.SCHEMA, Registry.schema(), Ledger.schema()));
    schemas.addAll(ForgeParts.schemas());
    schemas.addAll(Identity.schemas());
    schemas.addAll(RunnerParts.schemas());
    return schemas;
  }

  /** What this machine's administrator added, for everything that runs in a container. */
  private static HostAdditions additions(DataDirectory data) {
    var environment = System.getenv();
    Path certificates = data.run().resolve("certificates");
    var added = HostCertificates.prepare(certificates, environment);
    // The process trusts them too, where it fetches actions and images; an option says otherwise.
    if (System.getProperty("javax.net.ssl.trustStore") == null) {
      HostCertificates.javaProperties(certificates).forEach(System::setProperty);
    }
    return added.and(HostReach.of(environment, Path.of(System.getProperty("user.home"))));
  }

  private static ObjectNode status(DataDirectory data, Settings settings) {
    return Json.MAPPER
        .createObjectNode()
        .put("ready", true)
        .put("url", settings.url())
        .put("registry", settings.registryHost())
        .put("kubernetes", settings.kubernetesUrl())
        .put("ingress", settings.ingressUrl())
        .put("kubeconfig", data.kubeconfig().toString())
        .put("build", System.getProperty("slipway.dist", ""))
        .put("data", data.root().toString())
        .put("pid", ProcessHandle.current().pid());
  }

  String url() {
    return url;
  }

  /** Ends and removes what runs, then closes; objects and images stay. */
  void removeWorkloads() {
    node.removeEverything();
    // Listeners on service addresses give back what they opened in the firewall when they close:
    // the network goes last.
    closing.close();
    machine.removeAll();
  }

  /** Removes what a process that is gone left running. */
  static void clean(DataDirectory data) {
    try (var closing = new Closing()) {
      var network = MachineNetwork.open(data, closing);
      Machine.open(data, network, Clock.systemUTC(), closing).removeAll();
    }
  }

  @Override
  public void close() {
    closing.close();
  }
}
