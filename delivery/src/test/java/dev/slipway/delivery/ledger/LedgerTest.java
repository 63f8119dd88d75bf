package dev.slipway.delivery.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.delivery.ToyCluster;
import dev.slipway.delivery.release.Author;
import dev.slipway.delivery.release.Contents;
import dev.slipway.delivery.release.Environment;
import dev.slipway.delivery.release.Release;
import dev.slipway.delivery.release.Release.Content;
import dev.slipway.delivery.release.Release.Evidence;
import dev.slipway.delivery.release.Release.Origin;
import dev.slipway.delivery.release.Release.Outcome;
import dev.slipway.delivery.release.ReleaseState;
import dev.slipway.delivery.release.Workload;
import dev.slipway.delivery.release.Workload.Image;
import dev.slipway.delivery.release.Workload.Part;
import dev.slipway.store.Database;
import dev.slipway.store.Journal;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerTest {
  private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");

  @TempDir Path directory;
  private Database database;
  private Journal journal;
  private Ledger ledger;
  private Environment production;

  @BeforeEach
  void open() {
    database =
        Database.open(directory.resolve("test.db"), List.of(Journal.SCHEMA, Ledger.schema()));
    journal = new Journal(database, Clock.systemUTC());
    ledger = new Ledger(database, journal);
    production = ledger.environment("doctor-app", "production");
  }

  @AfterEach
  void close() {
    database.close();
  }

  private static Release release(int number, ReleaseState state) {
    return new Release(
        "production",
        number,
        Author.of("admin", "kubectl", NOW),
        Origin.UNKNOWN,
        Optional.empty(),
        "by hand",
        NOW,
        new Content(
            List.of(
                new Workload(
                    "web",
                    "sha256:t",
                    Optional.of("sha256:b"),
                    Part.CHANGED,
                    List.of(new Image("app", "web:1", Optional.of("sha256:d"))))),
            "sha256:m"),
        new Outcome(
            state,
            Optional.of(NOW.plusSeconds(2)),
            "",
            List.of(new Evidence("p", "app", "crashed", List.of("bye"), List.of("Killed"))),
            "fine"));
  }

  @Test
  void aReleaseComesBackAsItWasWrittenWithItsEvent() {
    Lease lease = ledger.acquire(production);
    Release written = release(1, ReleaseState.SERVING);
    var manifests =
        List.of(
            Contents.clean(ToyCluster.configuration("1")),
            Contents.clean(ToyCluster.deployment("web", "web:1", Map.of("a", "b"))));
    ledger.write(
        lease,
        entry -> {
          entry.put(written, "landed");
          entry.manifests(written, manifests);
        });

    assertThat(ledger.release(production, 1)).contains(written);
    assertThat(ledger.manifests(production, 1)).isEqualTo(manifests);
    assertThat(journal.latest("production", 1))
        .singleElement()
        .satisfies(e -> assertThat(e.kind()).isEqualTo("delivery.release.landed"));
  }

  @Test
  void whoTookOverLaterShutsTheEarlierOneOut() {
    Lease earlier = ledger.acquire(production);
    Lease later = ledger.acquire(production);

    assertThat(ledger.isHeld(earlier)).isFalse();
    assertThatThrownBy(
            () -> ledger.write(earlier, e -> e.put(release(1, ReleaseState.SERVING), "landed")))
        .isInstanceOf(LeaseLostException.class);
    assertThat(ledger.release(production, 1)).isEmpty();
    ledger.write(later, e -> e.put(release(1, ReleaseState.SERVING), "landed"));
    assertThat(ledger.release(production, 1)).isPresent();
  }

  @Test
  void aFailingChangeLeavesNothingBehind() {
    Lease lease = ledger.acquire(production);
    assertThatThrownBy(() ->
            ledger.write(
                lease,
                entry -> {
                  entry.put(release(1, ReleaseState.SERVING), "landed");
                  throw new IllegalStateException("half way");
                }))
        .hasMessage("half way");
    assertThat(ledger.release(production, 1)).isEmpty();
    assertThat(journal.latest("production", 5))
        .extracting(Journal.Event::kind)
        .containsExactly("delivery.environment.found");
  }

  @Test
  void twoNamespacesDoNotShareAName() {
    assertThat(ledger.environment("shop", "production")).isEqualTo(new Environment("shop", "shop"));
    assertThat(ledger.environment("doctor-app", "production")).isEqualTo(production);
    assertThat(ledger.environments()).hasSize(2);
  }

  @Test
  void theServingReleaseIsRememberedHoweverLongAgo() {
    Lease lease = ledger.acquire(production);
    ledger.write(
        lease,
        entry -> {
          entry.put(release(1, ReleaseState.SERVING), "landed");
          for (int i = 2; i <= 80; i++) {
            entry.put(release(i, ReleaseState.FAILED), "landed");
          }
        });
    var chronicle = ledger.chronicle(production);
    assertThat(chronicle.latest().map(Release::number)).contains(80);
    assertThat(chronicle.serving().map(Release::number)).contains(1);
    assertThat(chronicle.releases()).hasSize(51);
  }

  @Test
  void aQuarantineEndsOnce() {
    Lease lease = ledger.acquire(production);
    var quarantine = new Quarantine("alice/app", "c".repeat(40), 3, "it failed");
    ledger.write(lease, entry -> entry.quarantine(quarantine));
    assertThat(ledger.quarantines(production)).containsExactly(quarantine);
    ledger.write(lease, entry -> entry.lift(quarantine, 4));
    assertThat(ledger.quarantines(production)).isEmpty();
  }
}
