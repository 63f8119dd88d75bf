package dev.slipway.delivery;

import dev.slipway.delivery.ledger.Ledger;
import dev.slipway.delivery.release.Chronicle;
import dev.slipway.delivery.release.EnvironmentRules;
import dev.slipway.delivery.release.EnvironmentView;
import dev.slipway.delivery.release.Release;
import dev.slipway.delivery.release.ReleaseState;
import dev.slipway.delivery.release.Stamps;
import dev.slipway.delivery.release.Workload;
import dev.slipway.delivery.rollback.RollbackFacts;
import dev.slipway.delivery.rollback.RollbackFacts.Workflows;
import dev.slipway.delivery.rollback.RollbackTarget;
import dev.slipway.manifest.KubeObject;
import java.util.List;
import java.util.Optional;

/** Gathers what the decision about a way back rests on. */
final class FactFinder {
  private final Ledger ledger;
  private final Ports ports;
  private final Surroundings surroundings;
  private final EnvironmentRules rules;

  FactFinder(Ledger ledger, Ports ports, Surroundings surroundings, EnvironmentRules rules) {
    this.rules = rules;
    this.ledger = ledger;
    this.ports = ports;
    this.surroundings = surroundings;
  }

  RollbackFacts find(Chronicle chronicle, EnvironmentView view, Optional<Integer> wanted) {
    Optional<Release> latest = chronicle.latest();
    Optional<String> repository = latest.flatMap(r -> r.origin().repository());
    List<String> missing = List.of();
    List<String> migrations = List.of();
    if (RollbackTarget.find(chronicle, wanted)
        instanceof RollbackTarget.Found(Release of, Release to)) {
      missing = missing(to);
      migrations = migrations(chronicle, of, to);
    }
    return new RollbackFacts(
        chronicle,
        outage(chronicle, view),
        repository.map(surroundings::workflows).orElse(Workflows.NOT_RUNNING),
        repository.flatMap(ports.history()::defaultBranch),
        missing,
        migrations,
        surroundings.gitOps(chronicle.environment().name()));
  }

  private Optional<String> outage(Chronicle chronicle, EnvironmentView view) {
    Optional<Release> failed = chronicle.latest().filter(r -> r.state() == ReleaseState.FAILED);
    if (failed.isPresent()) {
      return Optional.of("release " + failed.get().number() + " failed");
    }
    for (KubeObject deployment : view.deployments()) {
      boolean wanted = deployment.spec().path("replicas").asInt(1) > 0;
      if (wanted && deployment.status().path("availableReplicas").asInt(0) == 0) {
        return Optional.of(deployment.name() + " has no available pod");
      }
    }
    Optional<String> complaints = surroundings.complaints(chronicle.environment().namespace());
    if (complaints.isPresent()) {
      return complaints;
    }
    return rules.isProduction(chronicle.environment().namespace())
        ? Optional.of("somebody wants production back; --strategy revert says it can wait")
        : Optional.empty();
  }

  /** Images that nobody has any more. */
  private List<String> missing(Release to) {
    return to.workloads().stream()
        .flatMap(w -> w.images().stream())
        .filter(i -> i.digest().isPresent())
        .filter(i -> ports.images().digest(pinned(i)).isEmpty())
        .map(Workload.Image::reference)
        .toList();
  }

  /** The image's name with its digest. */
  private static String pinned(Workload.Image image) {
    String name = image.reference();
    int at = name.indexOf('@');
    String bare = at < 0 ? name : name.substring(0, at);
    int colon = bare.lastIndexOf(':');
    String untagged = colon > bare.lastIndexOf('/') ? bare.substring(0, colon) : bare;
    return untagged + "@" + image.digest().orElse("");
  }

  private List<String> migrations(Chronicle chronicle, Release of, Release to) {
    return chronicle.releases().stream()
        .filter(r -> r.number() > to.number() && r.number() <= of.number())
        .filter(r -> r.undo().isEmpty())
        .flatMap(r ->
            ledger.manifests(chronicle.environment(), r.number()).stream()
                .filter(FactFinder::migrates)
                .filter(o -> r.workload(o.name()).filter(Workload::isTouched).isPresent())
                .map(o -> o.name() + " in release " + r.number()))
        .toList();
  }

  private static boolean migrates(KubeObject object) {
    return object.kind().equals("Deployment")
        && object.annotations().getOrDefault(Stamps.MIGRATION, "false").equals("true");
  }
}
