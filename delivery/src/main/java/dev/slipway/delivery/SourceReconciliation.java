package dev.slipway.delivery;

import dev.slipway.base.Json;
import dev.slipway.delivery.SourceHistory.Content;
import dev.slipway.delivery.SourceHistory.RevertOrder;
import dev.slipway.delivery.SourceHistory.Reverted;
import dev.slipway.delivery.ledger.Lease;
import dev.slipway.delivery.ledger.Ledger;
import dev.slipway.delivery.release.Chronicle;
import dev.slipway.delivery.release.Release;
import dev.slipway.delivery.release.Release.Origin;
import dev.slipway.delivery.release.Release.Source;
import dev.slipway.delivery.release.Release.Undo;
import dev.slipway.delivery.release.Release.Undo.Reconciliation;
import dev.slipway.delivery.release.ReleaseState;
import java.util.Optional;

/**
 * Keeps git telling the truth about an environment: the deploy record of what serves
 * (specification-notes S46, S61), and a revert of what was undone (S70, S73). Done after the fact
 * and once each, also after a crash.
 */
final class SourceReconciliation {
  private final Lease lease;
  private final Ledger ledger;
  private final SourceHistory history;

  SourceReconciliation(Lease lease, Ledger ledger, SourceHistory history) {
    this.lease = lease;
    this.ledger = ledger;
    this.history = history;
  }

  /** Does what is left to do for the latest release. */
  void catchUp(Chronicle chronicle) {
    Optional<Release> serving = chronicle.latest().filter(r -> r.state() == ReleaseState.SERVING);
    if (serving.isEmpty() || serving.get().origin().repository().isEmpty()) {
      return;
    }
    Release release = serving.get();
    String repository = release.origin().repository().get();
    Optional<Undo> pending = release.undo().filter(u -> u.git() == Reconciliation.PENDING);
    if (pending.isPresent()) {
      release = revert(chronicle, release, repository, pending.get());
    }
    if (ledger.recorded(release).isEmpty()) {
      record(release, repository);
    }
  }

  private Release revert(Chronicle chronicle, Release release, String repository, Undo undo) {
    Reverted outcome =
        chronicle
            .find(undo.of())
            .flatMap(Release::commit)
            .map(bad -> revert(release, repository, bad))
            .orElseGet(() -> new Reverted.Impossible("no commit is known of release " + undo.of()));
    Release after =
        switch (outcome) {
          case Reverted.Done(String commit, Content content) -> {
            Release done =
                release.reconciled(Reconciliation.DONE, "reverted by " + commit.substring(0, 7));
            yield content == Content.AS_KEPT
                ? done.with(new Origin(Optional.of(repository), Optional.of(commit), Source.REVERT))
                : done;
          }
          case Reverted.Conflicts conflicts ->
              release.reconciled(
                  Reconciliation.OPEN,
                  "later commits touch "
                      + String.join(", ", conflicts.paths())
                      + "; revert by hand, or push a fix");
          case Reverted.Impossible(String why) -> release.reconciled(Reconciliation.OPEN, why);
        };
    ledger.write(lease, entry -> entry.put(after, "reconciled"));
    return after;
  }

  private Reverted revert(Release release, String repository, String bad) {
    Optional<String> branch = history.defaultBranch(repository);
    if (branch.isEmpty()) {
      return new Reverted.Impossible(repository + " is not hosted here");
    }
    if (release.commit().isEmpty()) {
      return new Reverted.Impossible("no commit is known of what was gone back to");
    }
    return history.revert(
        new RevertOrder(
            repository,
            branch.get(),
            bad,
            release.commit().get(),
            release.cause(),
            release.author().principal(),
            "Slipway-Rollback: " + release.environment() + "/" + release.number()));
  }

  private void record(Release release, String repository) {
    var manifests = ledger.manifests(lease.environment(), release.number());
    String marker = "Slipway-Release: " + release.environment() + "/" + release.number();
    String message =
        release.environment()
            + ": release "
            + release.number()
            + "\n\n"
            + release.cause()
            + "\n\n"
            + marker
            + "\n";
    history
        .record(
            repository,
            "refs/slipway/env/" + release.environment(),
            DeployRecord.files(release, manifests),
            message,
            marker)
        .ifPresentOrElse(
            commit -> ledger.write(lease, entry -> entry.recorded(release, commit)),
            () ->
                ledger.write(
                    lease,
                    entry -> {
                      entry.recorded(release, "");
                      entry.note(
                          "not-recorded",
                          Json.MAPPER
                              .createObjectNode()
                              .put("reason", repository + " is not hosted here"),
                          release.number());
                    }));
  }
}
