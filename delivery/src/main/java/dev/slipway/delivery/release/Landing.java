package dev.slipway.delivery.release;

import dev.slipway.delivery.release.Release.Content;
import dev.slipway.delivery.release.Release.Origin;
import dev.slipway.delivery.release.Workload.Part;
import dev.slipway.manifest.KubeObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Decides what a Deployment seen in the cluster means for the releases: nothing, a further part of
 * the present one, or a new one, whoever wrote it.
 *
 * @param origins tells where a release comes from
 * @param images tells what the images of a Deployment are
 */
public record Landing(Origins origins, Images images) {
  /** Writes of one author that lie closer together than this belong together. */
  private static final Duration BURST = Duration.ofSeconds(2);

  /** Tells where a release comes from and what it is about. */
  public interface Origins {
    Origin origin(Author author, List<Workload.Image> images);

    /** The subject of the release's commit, or what else there is to say in one line. */
    String cause(Author author, Origin origin, KubeObject deployment);
  }

  /** Tells the images of a Deployment, with their digests where somebody knows them. */
  @FunctionalInterface
  public interface Images {
    List<Workload.Image> of(KubeObject deployment);
  }

  /** What to do about {@code deployment}, when there is something to do. */
  public Optional<ReleaseAction> decide(
      Chronicle chronicle, EnvironmentView view, KubeObject deployment, Instant now) {
    String template = Contents.template(deployment);
    Optional<Release> latest = chronicle.latest();
    Optional<Workload> known = latest.flatMap(r -> r.workload(deployment.name()));
    if (known.filter(w -> w.template().equals(template)).isPresent()
        || isWayBack(latest, known, template)) {
      return Optional.empty();
    }
    Author author = Stamps.read(deployment, now);
    List<Workload.Image> found = images.of(deployment);
    var workload =
        new Workload(
            deployment.name(),
            template,
            known.map(Workload::template),
            known.isPresent() ? Part.CHANGED : Part.ADDED,
            found);
    if (latest.isPresent() && isLate(chronicle, latest.get(), author)) {
      return Optional.of(new ReleaseAction.Reopen(reopened(latest.get(), workload)));
    }
    return Optional.of(
        latest
            .filter(r -> belongs(r, author, deployment.name()))
            .<ReleaseAction>map(r -> new ReleaseAction.Extend(extended(r, workload, author, view)))
            .orElseGet(() ->
                new ReleaseAction.Land(created(chronicle, workload, author, deployment, view))));
  }

  /** Whether a change is a further part of what is being, or was just, undone. */
  private static boolean isLate(Chronicle chronicle, Release latest, Author author) {
    return latest
        .undo()
        .flatMap(u -> chronicle.find(u.of()))
        .filter(undone -> together(undone.author(), author))
        .isPresent();
  }

  /** The way back with one more Deployment to change. */
  private static Release reopened(Release back, Workload late) {
    var parts = new ArrayList<>(back.workloads());
    Optional<Workload> wanted = back.workload(late.name());
    parts.removeIf(w -> w.name().equals(late.name()));
    parts.add(
        wanted
            .map(w ->
                new Workload(
                    w.name(), w.template(), Optional.of(late.template()), Part.CHANGED, w.images()))
            .orElseGet(late::carried));
    Release open =
        back.with(new Content(parts, back.content().manifests()), back.author())
            .with(Release.Outcome.STARTED);
    return wanted.isPresent() ? open : open.alsoScalingDown(late.name());
  }

  /** What a way back has still to change is not news. */
  private static boolean isWayBack(
      Optional<Release> latest, Optional<Workload> known, String template) {
    return latest.filter(Release::isRollingOut).flatMap(Release::undo).isPresent()
        && known.flatMap(Workload::before).filter(template::equals).isPresent();
  }

  /** Whether a change is a further part of a release that is there already. */
  private static boolean belongs(Release release, Author author, String deployment) {
    boolean open =
        switch (release.state()) {
          case ROLLING_OUT, SERVING, FAILED -> true;
          case ROLLED_BACK, SUPERSEDED -> false;
        };
    boolean changed = release.workload(deployment).filter(Workload::isTouched).isPresent();
    if (!open || changed || release.undo().isPresent()) {
      return false;
    }
    return together(release.author(), author);
  }

  /** Whether two changes are one author's doing: in one run, or in one go. */
  private static boolean together(Author last, Author author) {
    if (last.run().isPresent() || author.run().isPresent()) {
      return last.run().equals(author.run()) && last.commit().equals(author.commit());
    }
    return last.principal().equals(author.principal())
        && last.client().equals(author.client())
        && Duration.between(last.time(), author.time()).abs().compareTo(BURST) <= 0;
  }

  private static Release extended(
      Release release, Workload workload, Author author, EnvironmentView view) {
    var parts = new ArrayList<>(release.workloads());
    parts.removeIf(w -> w.name().equals(workload.name()));
    parts.add(workload);
    return release.with(new Content(parts, manifests(view)), author).with(Release.Outcome.STARTED);
  }

  private Release created(
      Chronicle chronicle,
      Workload workload,
      Author author,
      KubeObject deployment,
      EnvironmentView view) {
    var parts = new ArrayList<Workload>();
    chronicle.latest().map(Release::workloads).orElse(List.of()).stream()
        .filter(w -> !w.name().equals(workload.name()))
        .filter(w -> view.deployment(w.name()).isPresent())
        .map(Workload::carried)
        .forEach(parts::add);
    parts.add(workload);
    Origin origin = origins.origin(author, workload.images());
    return new Release(
        chronicle.environment().name(),
        chronicle.nextNumber(),
        author,
        origin,
        Optional.empty(),
        origins.cause(author, origin, deployment),
        author.time(),
        new Content(parts, manifests(view)),
        Release.Outcome.STARTED);
  }

  /** The hash over everything that makes up what runs. */
  public static String manifests(EnvironmentView view) {
    var hashes =
        view.manifests().stream()
            .map(o -> o.kind() + "/" + o.name() + " " + Contents.hash(o.tree()))
            .sorted()
            .toList();
    return Contents.hash(dev.slipway.base.Json.MAPPER.valueToTree(hashes));
  }
}
