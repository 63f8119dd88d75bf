package dev.slipway.daemon;

import dev.slipway.delivery.ledger.Ledger;
import dev.slipway.delivery.release.Environment;
import dev.slipway.delivery.release.Release;
import dev.slipway.delivery.release.ReleaseState;
import dev.slipway.kubernetes.Cluster;
import dev.slipway.kubernetes.ResourceType;
import dev.slipway.kubernetes.Selection;
import dev.slipway.runner.DeploymentOutcomes;
import dev.slipway.runner.JobDescriptor;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What became of the releases that a run's jobs brought about.
 *
 * @param ingressPort where this instance serves Ingresses
 */
record ReleaseOutcomes(Ledger ledger, Cluster cluster, int ingressPort)
    implements DeploymentOutcomes {
  private static final int LATEST = 10;
  private static final int LAST_WORDS = 200;

  @Override
  public Optional<String> objection(JobDescriptor job) {
    return newest(job).filter(ReleaseOutcomes::lost).map(ReleaseOutcomes::reason).findFirst();
  }

  @Override
  public Optional<String> address(JobDescriptor job) {
    return ledger.environments().stream()
        .filter(environment -> newest(environment, job).isPresent())
        .flatMap(environment ->
            IngressAddress.of(
                cluster
                    .list(ResourceType.INGRESSES, Selection.namespace(environment.namespace()))
                    .items(),
                ingressPort)
                .stream())
        .findFirst();
  }

  /** The newest release of the job's run in each environment that has one. */
  private Stream<Release> newest(JobDescriptor job) {
    return ledger.environments().stream().flatMap(environment -> newest(environment, job).stream());
  }

  private Optional<Release> newest(Environment environment, JobDescriptor job) {
    return ledger.releases(environment, LATEST).stream()
        .filter(release -> release.author().run().equals(Optional.of(job.run())))
        .findFirst();
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
        + release.outcome().reason()
        + lastWords(release)
        + "; 'slipway release "
        + release.number()
        + " --environment "
        + release.environment()
        + "' says more";
  }

  /** What a pod that failed wrote last. */
  private static String lastWords(Release release) {
    return release.outcome().evidence().stream()
        .flatMap(evidence -> evidence.log().stream())
        .filter(line -> !line.isBlank())
        .reduce((_, last) -> last)
        .map(String::strip)
        .map(line -> line.length() <= LAST_WORDS ? line : line.substring(0, LAST_WORDS) + "…")
        .map(line -> "; it said last: " + line)
        .orElse("");
  }
}
