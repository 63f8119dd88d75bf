package dev.slipway.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.delivery.ledger.Ledger;
import dev.slipway.delivery.release.Chronicle;
import dev.slipway.delivery.release.Contents;
import dev.slipway.delivery.release.Environment;
import dev.slipway.delivery.release.Release;
import dev.slipway.delivery.release.Release.Source;
import dev.slipway.delivery.release.ReleasePlanner;
import dev.slipway.delivery.release.ReleaseState;
import dev.slipway.delivery.release.Workload;
import dev.slipway.http.Principal;
import dev.slipway.manifest.KubeObject;
import dev.slipway.store.Database;
import dev.slipway.store.Journal;
import dev.slipway.testing.ManualClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Deploys, failures, late old commits, people and crashes between any two steps, in random order:
 * an older commit never follows a newer one, one release is active, what failed has gone back or
 * says why not, and what runs is what the ledger says.
 */
class DeliverySimulationTest {
  private static final List<String> SERVICES = List.of("backend", "frontend");
  private static final int STEPS = 80;

  /** The process was killed here. */
  private static final class Crash extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  @TempDir Path directory;

  private final ToyCluster cluster = new ToyCluster();
  private final LinearHistory history = new LinearHistory();
  private final ManualClock clock = new ManualClock(Instant.parse("2026-11-26T12:00:00Z"));
  private final PodEvidence evidence =
      new PodEvidence() {
        @Override
        public List<String> log(String namespace, String pod, String container, int lines) {
          return List.of("no such image");
        }

        @Override
        public List<String> events(String namespace, String pod) {
          return List.of("Warning Failed: ImagePullBackOff");
        }
      };

  @SuppressWarnings("NullAway.Init") // each seed opens its own
  private Ledger ledger;

  @SuppressWarnings("NullAway.Init")
  private DeployGate gate;

  @SuppressWarnings("NullAway.Init")
  private Reconciler reconciler;

  private int newest;
  private int runs;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void whateverHappensTheOrderHolds(long seed) {
    var random = new Random(seed);
    try (var database =
        Database.open(directory.resolve("test.db"), List.of(Journal.SCHEMA, Ledger.schema()))) {
      var journal = new Journal(database, clock);
      ledger = new Ledger(database, journal);
      gate = new DeployGate(ledger, cluster, history, journal, clock);
      start();
      cluster.store(ToyCluster.configuration("0"));
      for (int i = 0; i < STEPS; i++) {
        clock.pass(Duration.ofSeconds(3));
        act(random);
        settle(random);
        check();
      }
      cluster.beforeAccess(() -> {});
      quiesce();
      checkEnd();
    }
  }

  private void start() {
    Environment environment = ledger.environment(ToyCluster.NAMESPACE, "production");
    var digests =
        new ImageDigests() {
          @Override
          public Optional<String> digest(String reference) {
            return Optional.empty();
          }

          @Override
          public Optional<Provenance> provenance(String digest) {
            return Optional.empty();
          }
        };
    reconciler =
        new Reconciler(
            ledger.acquire(environment),
            ledger,
            new Ports(cluster, cluster, evidence, digests, history),
            new ReleasePlanner(ReleasePlanner.Automatic.ON),
            clock);
    // A process that starts is told of all that is there.
    cluster.drain();
    reconciler.landed(cluster.deployments());
  }

  private void act(Random random) {
    switch (random.nextInt(10)) {
      case 0, 1, 2 -> deploy(random, ++newest, random.nextInt(3) == 0);
      case 3, 4 -> {
        if (newest > 0) {
          deploy(random, 1 + random.nextInt(newest), false);
        }
      }
      case 5 -> setImageByHand(random);
      case 6 -> cluster.store(ToyCluster.configuration(Integer.toString(random.nextInt(5))));
      default ->
          SERVICES.forEach(s -> {
            if (random.nextBoolean()) {
              cluster.progress(s);
            }
          });
    }
  }

  private void deploy(Random random, int commit, boolean bad) {
    runs++;
    String id = LinearHistory.commit(commit);
    var principal =
        new Principal(
            "deployer",
            Set.of(),
            Map.of(
                "repository",
                LinearHistory.REPOSITORY,
                "commit",
                id,
                "run",
                Integer.toString(runs),
                "ref",
                "refs/heads/main"));
    for (String service : SERVICES) {
      String image = "registry/p/r/" + service + (bad ? "-bad" : "") + ":" + id;
      apply(principal, ToyCluster.deployment(service, image, Map.of()));
      if (random.nextInt(3) == 0) {
        // The first part may fail before the second is there.
        cluster.progress(service);
        settle(random);
      }
    }
  }

  private void setImageByHand(Random random) {
    String service = SERVICES.get(random.nextInt(2));
    String image = "registry/p/r/" + service + ":hand-" + random.nextInt(3);
    apply(new Principal("admin", Set.of()), ToyCluster.deployment(service, image, Map.of()));
  }

  private void apply(Principal principal, KubeObject wanted) {
    cluster.beforeAccess(() -> {});
    Optional<KubeObject> old = cluster.find("Deployment", wanted.name());
    switch (gate.decide(principal, "kubectl", old, wanted)) {
      case DeployGate.Decision.Refuse _ -> {}
      case DeployGate.Decision.Admit admit ->
          cluster.store(
              wanted.edited(tree ->
                  admit.annotations().forEach(tree.withObject("/metadata/annotations")::put)));
    }
  }

  /** A round that may be killed anywhere; the next process takes over. */
  private void settle(Random random) {
    var left = new int[] {random.nextInt(3) == 0 ? random.nextInt(8) : Integer.MAX_VALUE};
    cluster.beforeAccess(() -> {
      if (--left[0] < 0) {
        throw new Crash();
      }
    });
    try {
      reconciler.landed(cluster.drain());
      reconciler.settle();
    } catch (Crash e) {
      cluster.beforeAccess(() -> {});
      start();
    }
  }

  private void quiesce() {
    for (int i = 0; i < 20; i++) {
      clock.pass(Duration.ofSeconds(3));
      SERVICES.forEach(cluster::progress);
      reconciler.landed(cluster.drain());
      reconciler.settle();
    }
  }

  private Chronicle chronicle() {
    return ledger.chronicle(ledger.environment(ToyCluster.NAMESPACE).orElseThrow());
  }

  private void check() {
    List<Release> oldestFirst = chronicle().releases().reversed();
    assertThat(oldestFirst.stream().filter(Release::isRollingOut).count()).isLessThanOrEqualTo(1);
    assertThat(oldestFirst.stream().filter(r -> r.state() == ReleaseState.SERVING).count())
        .isLessThanOrEqualTo(1);
    Optional<String> last = Optional.empty();
    for (Release release : oldestFirst) {
      boolean deployed = release.origin().from() == Source.PRINCIPAL;
      if (deployed && last.isPresent()) {
        assertThat(LinearHistory.number(release.commit().orElseThrow()))
            .as("release %s after %s", release.number(), last.get())
            .isGreaterThanOrEqualTo(LinearHistory.number(last.get()) % 1_000);
      }
      last = release.commit().or(lastKnown(last));
    }
  }

  private static java.util.function.Supplier<Optional<String>> lastKnown(Optional<String> last) {
    return () -> last;
  }

  private void checkEnd() {
    Chronicle chronicle = chronicle();
    Release latest = chronicle.latest().orElseThrow();
    assertThat(latest.isRollingOut()).as("%s", latest).isFalse();
    for (Release release : chronicle.releases()) {
      if (release.state() == ReleaseState.FAILED && release.number() == latest.number()) {
        assertThat(release.outcome().reason()).contains("not rolled back");
      }
      if (release.state() == ReleaseState.FAILED || release.state() == ReleaseState.ROLLED_BACK) {
        assertThat(release.outcome().reason()).isNotEmpty();
      }
    }
    for (KubeObject deployment : cluster.deployments()) {
      assertThat(latest.workload(deployment.name()).map(Workload::template))
          .as("%s of %s", deployment.name(), latest)
          .contains(Contents.template(deployment));
    }
    var numbers = chronicle.releases().stream().map(Release::number).toList();
    assertThat(numbers).doesNotHaveDuplicates();
  }
}
