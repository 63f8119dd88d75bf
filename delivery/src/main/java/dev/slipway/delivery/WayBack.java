package dev.slipway.delivery;

import dev.slipway.delivery.release.Author;
import dev.slipway.delivery.release.Contents;
import dev.slipway.delivery.release.EnvironmentView;
import dev.slipway.delivery.release.Release;
import dev.slipway.delivery.release.Release.Content;
import dev.slipway.delivery.release.Release.Origin;
import dev.slipway.delivery.release.Release.Source;
import dev.slipway.delivery.release.Release.Undo;
import dev.slipway.delivery.release.Workload;
import dev.slipway.delivery.release.Workload.Part;
import dev.slipway.manifest.KubeObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Who goes back, and why.
 *
 * @param principal who wanted it
 */
record WayBack(Undo.Trigger trigger, String principal, String reason, Undo.Reconciliation git) {
  /** Under this name deliveries write to the cluster. */
  static final String DELIVERY = "system:slipway-delivery";

  /** Because a release failed. Git is left alone: nobody asked to change the branch. */
  static WayBack automatic(String reason) {
    return new WayBack(Undo.Trigger.AUTOMATIC, DELIVERY, reason, Undo.Reconciliation.NOT_WANTED);
  }

  /** The release that goes from {@code of} back to {@code to}. */
  Release release(int number, Release of, Release to, EnvironmentView view, Instant now) {
    List<Workload> unknownThen =
        of.workloads().stream().filter(w -> to.workload(w.name()).isEmpty()).toList();
    var parts = new ArrayList<>(to.workloads().stream().map(w -> part(w, view)).toList());
    unknownThen.forEach(w -> parts.add(w.carried()));
    return new Release(
        of.environment(),
        number,
        Author.of(principal, "slipway", now),
        new Origin(to.origin().repository(), to.commit(), Source.UNDONE_TO),
        Optional.of(
            new Undo(
                of.number(),
                to.number(),
                trigger,
                unknownThen.stream().map(Workload::name).toList(),
                git,
                "")),
        "rollback of " + of.title() + " to " + to.title() + (reason.isEmpty() ? "" : ": " + reason),
        now,
        new Content(parts, to.content().manifests()),
        Release.Outcome.STARTED);
  }

  private static Workload part(Workload wanted, EnvironmentView view) {
    Optional<KubeObject> live = view.deployment(wanted.name());
    Optional<String> before = live.map(Contents::template);
    boolean same = before.equals(Optional.of(wanted.template()));
    Part part = same ? Part.CARRIED : live.isPresent() ? Part.CHANGED : Part.ADDED;
    return new Workload(
        wanted.name(), wanted.template(), same ? Optional.empty() : before, part, wanted.images());
  }
}
