package dev.slipway.daemon;

import dev.slipway.base.Json;
import dev.slipway.container.reach.HostAdditions;
import dev.slipway.container.reach.HostCertificates;
import dev.slipway.container.reach.HostReach;
import dev.slipway.delivery.DeliveryRoutes;
import dev.slipway.delivery.GitHistory;
import dev.slipway.delivery.ledger.Ledger;
import dev.slipway.forge.Forge;
import dev.slipway.forge.ForgePorts;
import dev.slipway.forge.ForgeRoutes;
import dev.slipway.forge.GitRoutes;
import dev.slipway.forge.Repositories;
import dev.slipway.forge.check.AllChecks;
import dev.slipway.forge.check.PostedChecks;
import dev.slipway.forge.discussion.Discussions;
import dev.slipway.forge.github.GithubForgeRoutes;
import dev.slipway.forge.github.Hosted;
import dev.slipway.forge.release.TaggedReleases;
import dev.slipway.http.HttpListener;
import dev.slipway.http.Principal;
import dev.slipway.http.Route;
import dev.slipway.http.RouteSet;
import dev.slipway.http.github.GithubAccess;
import dev.slipway.http.github.GithubErrors;
import dev.slipway.http.github.GithubSelf;
import dev.slipway.identity.AccessTokens;
import dev.slipway.identity.assembly.Identity;
import dev.slipway.identity.iam.Project;
import dev.slipway.identity.user.UserRoutes;
import dev.slipway.node.Node;
import dev.slipway.registry.Registry;
import dev.slipway.registry.RegistryRoutes;
import dev.slipway.registry.RegistryScope;
import dev.slipway.registry.RegistryTokens;
import dev.slipway.registry.Upkeep;
import dev.slipway.registry.api.RegistryApiRoutes;
import dev.slipway.registry.google.ArtifactRegistryRoutes;
import dev.slipway.store.Journal;
import dev.slipway.store.Schema;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
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
 * listener      registry and Slipway's own API       who asks
 * </pre>
 */
final class Instance implements AutoCloseable {
  private static final Duration REGISTRY_TOKEN_LIFE = Duration.ofHours(1);
  private static final String IMAGE_DOMAIN = "pkg.dev";
  private static final Duration UPKEEP = Duration.ofHours(1);

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
      var sources = new HostedSources(repositories(data, state, clock, closing));
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
      var events =
          new PipelineEvents(
              runner.runs(),
              runner.check(),
              state.identity().setup(),
              payloads,
              sources,
              settings.url());
      var checks = new PostedChecks(state.database(), state.journal(), clock);
      var forge =
          new Forge(
              sources.repositories(),
              state.database(),
              state.journal(),
              clock,
              new ForgePorts(events, events, new AllChecks(events, checks)));
      sources.moveThrough(forge);
      forge.recover();
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
      sets.add(
          RegistryRoutes.routeSet(
              stock.registry(), state.authorizer(), registryTokens(state.tokens()), clock));
      sets.add(artifactRegistry(stock.registry(), state));
      var deployed = new DeployedImages(cluster.cluster(), deliveries.ledger(), stock.catalog());
      sets.add(
          RegistryApiRoutes.routeSet(
              stock.registry(), state.authorizer(), deployed, new ProblemFormat()));
      closing.add(Upkeep.start(stock.registry(), deployed, UPKEEP));
      sets.add(runner.services());
      sets.add(GitRoutes.routeSet(forge, state.authorizer()));
      sets.add(github(data, settings, state, runner, forge, new AllChecks(events, checks), clock));
      sets.add(ForgeRoutes.routeSet(forge, state.authorizer(), new ProblemFormat()));
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
      closing.add(ReadyFile.write(data, status(data, settings)));
      return new Instance(closing, machine, cluster.node(), settings.url());
    } catch (IOException | RuntimeException e) {
      closing.close();
      throw e;
    }
  }

  /** GitHub's REST API, for its clients in workflows. */
  private static RouteSet github(
      DataDirectory data,
      Settings settings,
      State state,
      RunnerParts runner,
      Forge forge,
      AllChecks checks,
      Clock clock) {
    var hosted =
        new Hosted(
            forge,
            new GithubAccess(state.authorizer()),
            new Discussions(state.database(), state.journal(), clock),
            checks.posted(),
            new TaggedReleases(data.releases(), state.database(), state.journal(), clock),
            checks.jobs(),
            settings.url(),
            clock);
    var routes = new ArrayList<>(GithubForgeRoutes.of(hosted));
    routes.addAll(runner.github());
    routes.addAll(new GithubSelf(clock).routes());
    routes.addAll(GithubErrors.everythingElse());
    return new RouteSet(
        "github", routes, new GithubErrors(), request -> "Bearer", RouteSet.EncodedSlashes.TAKEN);
  }

  private static List<Schema> schemas() {
    var schemas =
        new ArrayList<>(
            List.of(
                Journal.SCHEMA,
                Registry.schema(),
                Ledger.schema(),
                Repositories.schema(),
                Discussions.SCHEMA,
                PostedChecks.SCHEMA,
                TaggedReleases.SCHEMA));
    schemas.addAll(Identity.schemas());
    schemas.addAll(RunnerParts.schemas());
    return schemas;
  }

  private static Repositories repositories(
      DataDirectory data, State state, Clock clock, Closing closing) {
    return closing.add(new Repositories(data.git(), state.database(), state.journal(), clock));
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

  private static RegistryTokens registryTokens(AccessTokens tokens) {
    return (Principal principal, List<RegistryScope> granted) -> {
      var issued = tokens.issue(principal, "registry login", REGISTRY_TOKEN_LIFE);
      return new RegistryTokens.Issued(issued.token().value(), issued.expires());
    };
  }

  private static RouteSet artifactRegistry(Registry registry, State state) {
    var identity = state.identity();
    return new ArtifactRegistryRoutes(
            registry,
            state.authorizer(),
            named -> identity.projects().find(named).map(Project::id).orElse(named),
            identity.repositoryPolicies(),
            IMAGE_DOMAIN)
        .routeSet();
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
