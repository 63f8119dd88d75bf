package dev.slipway.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.delivery.ledger.LeaseLostException;
import dev.slipway.delivery.ledger.Ledger;
import dev.slipway.delivery.release.Author;
import dev.slipway.delivery.release.Environment;
import dev.slipway.delivery.release.Release;
import dev.slipway.delivery.release.Release.Source;
import dev.slipway.delivery.release.ReleasePlanner;
import dev.slipway.delivery.release.ReleasePlanner.Automatic;
import dev.slipway.delivery.release.ReleaseState;
import dev.slipway.delivery.release.Stamps;
import dev.slipway.delivery.release.Workload;
import dev.slipway.store.Database;
import dev.slipway.store.Journal;
import dev.slipway.testing.ManualClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One environment, step by step. */
class ReconcilerTest {
  @TempDir Path directory;
  private final ToyCluster cluster = new ToyCluster();
  private final LinearHistory history = new LinearHistory();
  private final ManualClock clock = new ManualClock(Instant.parse("2026-11-26T12:00:00Z"));
  private Database database;
  private Journal journal;
  private Ledger ledger;
  private Environment production;
  private Reconciler reconciler;

  @BeforeEach
  void open() {
    database =
        Database.open(directory.resolve("test.db"), List.of(Journal.SCHEMA, Ledger.schema()));
    journal = new Journal(database, clock);
    ledger = new Ledger(database, journal);
    production = ledger.environment(ToyCluster.NAMESPACE, "production");
    reconciler = reconciler(Automatic.ON);
    cluster.store(ToyCluster.configuration("first"));
  }

  @AfterEach
  void close() {
    database.close();
  }

  private Reconciler reconciler(Automatic automatic) {
    var digests =
        new ImageDigests() {
          @Override
          public Optional<String> digest(String reference) {
            return Optional.of("sha256:" + reference);
          }

          @Override
          public Optional<Provenance> provenance(String digest) {
            return digest.contains("known")
                ? Optional.of(new Provenance(LinearHistory.REPOSITORY, LinearHistory.commit(77)))
                : Optional.empty();
          }
        };
    var evidence =
        new PodEvidence() {
          @Override
          public List<String> log(String namespace, String pod, String container, int lines) {
            return List.of("last line of " + pod);
          }

          @Override
          public List<String> events(String namespace, String pod) {
            return List.of(
                "Warning Failed: no such image",
                "Warning Unhealthy: Readiness probe failed: refused",
                "Warning Unhealthy: Readiness probe failed: status 500 (9 times)",
                "Normal Killing: bye");
          }
        };
    return new Reconciler(
        ledger.acquire(production),
        ledger,
        new Ports(cluster, cluster, evidence, digests, history),
        new ReleasePlanner(automatic),
        clock);
  }

  private Author run(int commit, String run) {
    return new Author(
        "deployer",
        "kubectl",
        Optional.of(LinearHistory.REPOSITORY),
        Optional.of(LinearHistory.commit(commit)),
        Optional.empty(),
        Optional.of(run),
        clock.instant());
  }

  private Author person() {
    return Author.of("alice", "kubectl-set", clock.instant());
  }

  private void write(Author author, String name, String image) {
    write(author, name, image, Map.of());
  }

  private void write(Author author, String name, String image, Map<String, String> more) {
    var annotations = new HashMap<>(Stamps.of(author));
    annotations.putAll(more);
    cluster.store(ToyCluster.deployment(name, image, annotations));
  }

  private void settle() {
    reconciler.landed(cluster.drain());
    reconciler.settle();
  }

  private void ready(String... names) {
    for (String name : names) {
      cluster.progress(name);
    }
    settle();
  }

  private Release release(int number) {
    return ledger.release(production, number).orElseThrow();
  }

  private List<Release> releases() {
    return ledger.releases(production, 100);
  }

  private String image(String name) {
    return cluster
        .find("Deployment", name)
        .orElseThrow()
        .at("/spec/template/spec/containers/0/image")
        .asString("");
  }

  @Test
  void aRunsWritesAreOneReleaseHoweverLongTheyTake() {
    write(run(1, "7"), "backend", "backend:1");
    settle();
    clock.pass(Duration.ofMinutes(3));
    write(run(1, "7"), "frontend", "frontend:1");
    settle();

    assertThat(releases()).hasSize(1);
    assertThat(release(1).touched()).hasSize(2);
    ready("backend", "frontend");
    assertThat(release(1).state()).isEqualTo(ReleaseState.SERVING);
    assertThat(release(1).origin().from()).isEqualTo(Source.PRINCIPAL);
    assertThat(history.records()).containsOnlyKeys("Slipway-Release: production/1");
  }

  @Test
  void aPersonsQuickWritesAreOneReleaseAndLaterOnesAnother() {
    write(person(), "backend", "backend:1");
    clock.pass(Duration.ofSeconds(1));
    write(person(), "frontend", "frontend:1");
    settle();
    clock.pass(Duration.ofSeconds(3));
    write(person(), "worker", "worker:1");
    settle();

    assertThat(releases()).extracting(Release::number).containsExactly(2, 1);
    assertThat(release(1).touched()).hasSize(2);
    assertThat(release(1).state()).isEqualTo(ReleaseState.SUPERSEDED);
    assertThat(release(2).workload("backend").map(Workload::part)).contains(Workload.Part.CARRIED);
  }

  @Test
  void theSameDeploymentAgainIsANewRelease() {
    write(run(1, "7"), "backend", "backend:1");
    write(run(1, "7"), "backend", "backend:2");
    settle();
    assertThat(releases()).extracting(Release::number).containsExactly(2, 1);
  }

  @Test
  void aCommitIsFoundByTagOrByProvenance() {
    write(person(), "backend", "backend:" + LinearHistory.commit(5));
    settle();
    assertThat(release(1).commit()).contains(LinearHistory.commit(5));
    assertThat(release(1).origin().from()).isEqualTo(Source.IMAGE_TAG);
    clock.pass(Duration.ofSeconds(9));
    write(person(), "backend", "backend:known");
    settle();
    assertThat(release(2).commit()).contains(LinearHistory.commit(77));
    assertThat(release(2).origin().from()).isEqualTo(Source.IMAGE_PROVENANCE);
    clock.pass(Duration.ofSeconds(9));
    write(person(), "backend", "backend:whatever");
    settle();
    assertThat(release(3).commit()).isEmpty();
  }

  private void serveFirst() {
    write(run(1, "1"), "backend", "backend:1");
    write(run(1, "1"), "frontend", "frontend:1");
    settle();
    ready("backend", "frontend");
    clock.pass(Duration.ofMinutes(1));
  }

  @Test
  void ofWhatNeverGetsReadyTheReasonIsWhatItsProbesSay() {
    serveFirst();
    write(run(2, "2"), "backend", "backend-deaf:2");
    settle();
    ready("backend");

    assertThat(release(2).outcome().reason())
        .matches(
            "backend: runs, but was not ready within \\d+ s:"
                + " Readiness probe failed: status 500 \\(9 times\\)");
  }

  @Test
  void aFailedReleaseGoesBackWithItsConfigurationAndAddedDeploymentsLoseTheirPods() {
    serveFirst();
    cluster.store(ToyCluster.configuration("second"));
    write(run(2, "2"), "backend", "backend-bad:2");
    write(run(2, "2"), "frontend", "frontend:2");
    write(run(2, "2"), "worker", "worker:2");
    settle();
    ready("backend");

    assertThat(release(2).state()).isEqualTo(ReleaseState.FAILED);
    assertThat(release(2).outcome().reason()).isEqualTo("backend: ImagePullBackOff");
    assertThat(release(2).outcome().evidence())
        .singleElement()
        .satisfies(e -> assertThat(e.log()).containsExactly("last line of backend-1-a"));
    assertThat(release(3).isRollingOut()).isTrue();
    assertThat(image("backend")).isEqualTo("backend:1");
    assertThat(image("frontend")).isEqualTo("frontend:1");
    assertThat(cluster.find("ConfigMap", "settings").orElseThrow().at("/data/v").asString(""))
        .isEqualTo("first");
    assertThat(cluster.find("Deployment", "worker").orElseThrow().spec().path("replicas").asInt(9))
        .isZero();

    ready("backend", "frontend");
    assertThat(release(3).state()).isEqualTo(ReleaseState.SERVING);
    assertThat(release(2).state()).isEqualTo(ReleaseState.ROLLED_BACK);
    assertThat(release(1).state()).isEqualTo(ReleaseState.SUPERSEDED);
    assertThat(ledger.quarantines(production))
        .singleElement()
        .satisfies(q -> assertThat(q.commit()).isEqualTo(LinearHistory.commit(2)));
  }

  @Test
  void aPartThatComesAfterTheFailureIsTakenBackToo() {
    serveFirst();
    write(run(2, "2"), "backend", "backend-bad:2");
    settle();
    ready("backend");
    assertThat(release(3).isRollingOut()).isTrue();
    write(run(2, "2"), "frontend", "frontend:2");
    write(run(2, "2"), "worker", "worker:2");
    settle();

    assertThat(releases()).hasSize(3);
    assertThat(image("frontend")).isEqualTo("frontend:1");
    assertThat(cluster.find("Deployment", "worker").orElseThrow().spec().path("replicas").asInt(9))
        .isZero();
    ready("backend", "frontend");
    assertThat(release(3).state()).isEqualTo(ReleaseState.SERVING);
    assertThat(release(2).state()).isEqualTo(ReleaseState.ROLLED_BACK);
  }

  @Test
  void theFirstReleaseHasNothingToGoBackTo() {
    write(run(1, "1"), "backend", "backend-bad:1");
    settle();
    ready("backend");
    assertThat(release(1).state()).isEqualTo(ReleaseState.FAILED);
    assertThat(release(1).outcome().reason())
        .isEqualTo(
            "backend: ImagePullBackOff; not rolled back: there is no earlier release that served");
    settle();
    assertThat(releases()).hasSize(1);
  }

  @Test
  void anAnnotationKeepsAReleaseFromGoingBack() {
    serveFirst();
    write(run(2, "2"), "backend", "backend-bad:2", Map.of(Stamps.AUTOMATIC_ROLLBACK, "off"));
    settle();
    ready("backend");
    assertThat(release(2).outcome().reason()).contains("not rolled back: annotation");
    assertThat(image("backend")).isEqualTo("backend-bad:2");
  }

  @Test
  void aMigrationNeedsADecision() {
    serveFirst();
    write(run(2, "2"), "backend", "backend-bad:2", Map.of(Stamps.MIGRATION, "true"));
    settle();
    ready("backend");
    assertThat(release(2).outcome().reason()).contains("it migrates data", "--yes-data");
  }

  @Test
  void theInstanceCanTurnItOff() {
    reconciler = reconciler(Automatic.OFF);
    serveFirst();
    write(run(2, "2"), "backend", "backend-bad:2");
    settle();
    ready("backend");
    assertThat(release(2).outcome().reason()).contains("off in this instance");
  }

  @Test
  void aNewerReleaseOvertakesARollback() {
    serveFirst();
    write(run(2, "2"), "backend", "backend-bad:2");
    settle();
    ready("backend");
    assertThat(release(3).isRollingOut()).isTrue();
    write(run(3, "3"), "backend", "backend:3");
    settle();
    assertThat(release(3).state()).isEqualTo(ReleaseState.SUPERSEDED);
    assertThat(image("backend")).isEqualTo("backend:3");
    assertThat(ledger.quarantines(production)).isEmpty();
    ready("backend");
    assertThat(release(4).state()).isEqualTo(ReleaseState.SERVING);
  }

  @Test
  void whoLostTheLeaseChangesNothing() {
    serveFirst();
    Reconciler earlier = reconciler;
    reconciler = reconciler(Automatic.ON);
    write(run(2, "2"), "backend", "backend:2");
    var landed = cluster.drain();
    earlier.landed(landed);
    assertThatThrownBy(earlier::settle).isInstanceOf(LeaseLostException.class);
    assertThat(releases()).hasSize(1);
    reconciler.landed(landed);
    reconciler.settle();
    assertThat(releases()).hasSize(2);
  }
}
