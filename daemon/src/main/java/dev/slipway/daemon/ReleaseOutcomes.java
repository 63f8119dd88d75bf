package dev.slipway.daemon;

import dev.slipway.delivery.ledger.Ledger;
import dev.slipway.delivery.release.Environment;
import dev.slipway.delivery.release.Release;
import dev.slipway.delivery.release.ReleaseState;
import dev.slipway.runner.DeploymentOutcomes;
import dev.slipway.runner.JobDescriptor;
import java.util.Optional;

/** What became of the releases that a run's jobs brought about. */
final class ReleaseOutcomes implements DeploymentOutcomes {
  private static final int LATEST = 10;

  private final Ledger ledger;

  ReleaseOutcomes(Ledger ledger) {
    this.ledger = ledger;
  }

  @Override
  public Optional<String> objection(JobDescriptor job) {
    for (Environment environment : ledger.environments()) {
      Optional<Release> newest =
          ledger.releases(environment, LATEST).stream()
              .filter(release -> release.author().run().equals(Optional.of(job.run())))
              .findFirst();
      if (newest.filter(ReleaseOutcomes::lost).isPresent()) {
        return newest.map(ReleaseOutcomes::reason);
      }
    }
    return Optional.empty();
  }

  // The newest counts: what an earlier attempt of the same run lost, a later one has made good.
  private static boolean lost(Release release) {
    return release.state() == ReleaseState.FAILED || release.state() == ReleaseState.ROLLED_BACK;
  }

  private static String reason(Release release) {
    return "release "
        + release.number()
        + " of "
        + release.environment()
        + " did not hold: "
        + release.state().text()
        + ", "
        + release.outcome().reason();
  }
}
