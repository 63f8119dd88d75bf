package dev.slipway.delivery;

import dev.slipway.delivery.ledger.Ledger;
import dev.slipway.delivery.release.Environment;
import dev.slipway.delivery.release.Release;
import dev.slipway.delivery.release.ReleasePlanner;
import dev.slipway.manifest.KubeObject;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Deliveries of an instance: watches the cluster, records what lands as releases, takes failed ones
 * back, and goes back when asked.
 */
public final class Delivery implements AutoCloseable {
  private final Ledger ledger;
  private final Ports ports;
  private final DeliverySettings settings;
  private final Surroundings surroundings;
  private final Clock clock;
  private final Map<String, EnvironmentLoop> loops = new ConcurrentHashMap<>();
  private ClusterWatch.Subscription subscription = () -> {};

  private Delivery(
      Ledger ledger,
      Ports ports,
      DeliverySettings settings,
      Surroundings surroundings,
      Clock clock) {
    this.ledger = ledger;
    this.ports = ports;
    this.settings = settings;
    this.surroundings = surroundings;
    this.clock = clock;
  }

  /** Starts looking after every environment there is and every one that comes. */
  public static Delivery start(
      Ledger ledger,
      Ports ports,
      DeliverySettings settings,
      Surroundings surroundings,
      Clock clock) {
    var delivery = new Delivery(ledger, ports, settings, surroundings, clock);
    // What was half done before goes on even if nothing in the cluster changes.
    ledger.environments().forEach(e -> delivery.loop(e.namespace(), e.name()));
    delivery.subscription =
        ports
            .watch()
            .subscribe(
                new ClusterWatch.Listener() {
                  @Override
                  public void landed(KubeObject deployment) {
                    String namespace = deployment.namespace();
                    settings
                        .rules()
                        .name(namespace)
                        .ifPresent(name -> delivery.loop(namespace, name).landed(deployment));
                  }

                  @Override
                  public void changed(String namespace) {
                    Optional.ofNullable(delivery.loops.get(namespace))
                        .ifPresent(EnvironmentLoop::changed);
                  }
                });
    return delivery;
  }

  private EnvironmentLoop loop(String namespace, String name) {
    return loops.computeIfAbsent(
        namespace, n -> new EnvironmentLoop(n, () -> reconciler(n, name), clock).started());
  }

  private Reconciler reconciler(String namespace, String name) {
    Environment environment = ledger.environment(namespace, name);
    return new Reconciler(
        ledger.acquire(environment),
        ledger,
        ports,
        new ReleasePlanner(settings.automatic()),
        clock);
  }

  /** All environments, by name. */
  public List<Environment> environments() {
    return ledger.environments();
  }

  /**
   * The environment a user means: by its name or its namespace; without one the only one there is,
   * or the only one that serves users.
   */
  public Optional<Environment> find(Optional<String> named) {
    List<Environment> all = environments();
    if (named.isPresent()) {
      return all.stream()
          .filter(e -> e.name().equals(named.get()) || e.namespace().equals(named.get()))
          .findFirst();
    }
    List<Environment> production =
        all.stream().filter(e -> settings.rules().isProduction(e.namespace())).toList();
    List<Environment> meant = all.size() == 1 ? all : production;
    return meant.size() == 1 ? Optional.of(meant.getFirst()) : Optional.empty();
  }

  /** The latest releases, the newest first. */
  public List<Release> releases(Environment environment, int limit) {
    return ledger.releases(environment, limit);
  }

  public Optional<Release> release(Environment environment, int number) {
    return ledger.release(environment, number);
  }

  /** The manifests of a release, with the values of Secrets. */
  List<KubeObject> manifests(Environment environment, int number) {
    return ledger.manifests(environment, number);
  }

  /**
   * The revisions that the cluster knows, by Deployment and hash of the template: what {@code
   * kubectl rollout} counts, beside the numbers of releases (specification-notes S68).
   */
  Map<String, Map<String, String>> revisions(Environment environment) {
    return Revisions.of(ports.watch().view(environment.namespace()));
  }

  /** A way back, planned or carried out on demand. */
  Rollback rollback(Environment environment, RollbackOrder order) {
    return new Rollback(
        loop(environment.namespace(), environment.name()),
        new FactFinder(ledger, ports, surroundings, settings.rules()),
        ports,
        order,
        clock);
  }

  Ledger ledger() {
    return ledger;
  }

  /** Stops looking; what is half done goes on at the next start. */
  @Override
  public void close() {
    subscription.close();
    loops.values().forEach(EnvironmentLoop::close);
  }
}
