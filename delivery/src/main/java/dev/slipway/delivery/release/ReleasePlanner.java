package dev.slipway.delivery.release;

import dev.slipway.delivery.release.ReleaseAction.Failure;
import dev.slipway.manifest.KubeObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Decides what comes next for the latest release of an environment. Pure: the same releases, view
 * and time give the same action, so that whoever takes over after a crash goes on where it stopped.
 *
 * @param automatic whether failed releases go back by themselves (specification-notes S47)
 */
public record ReleasePlanner(Automatic automatic) {
  /** Time enough for anything to change by itself. */
  private static final Duration LONG = Duration.ofHours(1);

  /** Whether failed releases go back by themselves. */
  public enum Automatic {
    ON,
    OFF
  }

  /** The next action; {@link ReleaseAction.Wait} when there is nothing to do now. */
  public ReleaseAction next(Chronicle chronicle, EnvironmentView view, Instant now) {
    Optional<Release> latest = chronicle.latest();
    if (latest.isEmpty()) {
      return new ReleaseAction.Wait(now.plus(LONG));
    }
    Release release = latest.get();
    return switch (release.state()) {
      case ROLLING_OUT -> rollingOut(chronicle, release, view, now);
      case FAILED -> failed(chronicle, release, view, now);
      case SERVING, SUPERSEDED, ROLLED_BACK -> new ReleaseAction.Wait(now.plus(LONG));
    };
  }

  private ReleaseAction rollingOut(
      Chronicle chronicle, Release release, EnvironmentView view, Instant now) {
    if (release.undo().isPresent()) {
      List<String> missing = missing(release, view);
      if (!missing.isEmpty()) {
        return new ReleaseAction.Restore(release, missing);
      }
    }
    var judge = new RolloutJudge(view, now, RolloutDeadline.ofExperience(chronicle));
    var failures = new ArrayList<Failure>();
    var again = new ArrayList<Instant>();
    boolean complete = true;
    List<KubeObject> present = present(release, view);
    if (present.isEmpty()) {
      failures.add(
          new Failure(
              "release " + release.number(),
              "",
              "",
              "its Deployments are gone",
              Failure.Kind.STATE));
    }
    for (KubeObject deployment : present) {
      switch (judge.judge(deployment)) {
        case RolloutVerdict.Complete _ -> {}
        case RolloutVerdict.Progressing progressing -> {
          complete = false;
          progressing.lookAgain().ifPresent(again::add);
        }
        case RolloutVerdict.Hopeless hopeless -> failures.add(hopeless.failure());
      }
    }
    if (!failures.isEmpty()) {
      return new ReleaseAction.Fail(release, failures);
    }
    return complete
        ? new ReleaseAction.Complete(release, Verification.of(release, view))
        : new ReleaseAction.Wait(
            again.stream().min(Comparator.naturalOrder()).orElse(now.plus(LONG)));
  }

  /** The Deployments that the release touched and that still are as it made them. */
  private static List<KubeObject> present(Release release, EnvironmentView view) {
    return release.touched().stream().flatMap(w -> view.deployment(w.name()).stream()).toList();
  }

  /** What a way back has still to change. */
  private static List<String> missing(Release release, EnvironmentView view) {
    var names = new ArrayList<String>();
    for (Workload workload : release.touched()) {
      boolean there =
          view.deployment(workload.name())
              .filter(d -> Contents.template(d).equals(workload.template()))
              .isPresent();
      if (!there) {
        names.add(workload.name());
      }
    }
    for (String gone : release.undo().map(Release.Undo::scaledDown).orElse(List.of())) {
      if (view.deployment(gone).filter(d -> d.spec().path("replicas").asInt(1) > 0).isPresent()) {
        names.add(gone);
      }
    }
    return names;
  }

  /** A failed release that is still what runs: it recovers, goes back, or stays with a reason. */
  private ReleaseAction failed(
      Chronicle chronicle, Release release, EnvironmentView view, Instant now) {
    var judge = new RolloutJudge(view, now, RolloutDeadline.ofExperience(chronicle));
    List<KubeObject> present = present(release, view);
    boolean recovered =
        !present.isEmpty()
            && present.stream().allMatch(d -> judge.judge(d) instanceof RolloutVerdict.Complete);
    if (recovered) {
      return new ReleaseAction.Complete(release, Verification.of(release, view));
    }
    if (isDecided(release) || chronicle.wasUndone(release)) {
      return new ReleaseAction.Wait(now.plus(LONG));
    }
    Optional<String> obstacle = obstacle(release, present);
    Optional<Release> target = chronicle.lastGoodBefore(release);
    if (obstacle.isPresent() || target.isEmpty()) {
      return new ReleaseAction.Stay(
          release, obstacle.orElse("there is no earlier release that served"));
    }
    return new ReleaseAction.GoBack(release, target.get(), release.outcome().reason());
  }

  /** How the reason of a failed release ends once it was decided that it stays. */
  static final String STAYS = "; not rolled back: ";

  private static boolean isDecided(Release release) {
    return release.outcome().reason().contains(STAYS);
  }

  /** The reason of a release that stays. */
  public static String staying(Release release, String why) {
    return release.outcome().reason() + STAYS + why;
  }

  private Optional<String> obstacle(Release release, List<KubeObject> deployments) {
    if (release.undo().isPresent()) {
      return Optional.of("it is itself a rollback");
    }
    if (deployments.isEmpty()) {
      return Optional.of("somebody removed its Deployments");
    }
    if (automatic == Automatic.OFF) {
      return Optional.of("automatic rollback is off in this instance");
    }
    for (KubeObject deployment : deployments) {
      var annotations = deployment.annotations();
      if (annotations.getOrDefault(Stamps.AUTOMATIC_ROLLBACK, "on").equals("off")) {
        return Optional.of(
            "annotation " + Stamps.AUTOMATIC_ROLLBACK + " of " + deployment.name() + " is off");
      }
      if (annotations.getOrDefault(Stamps.MIGRATION, "false").equals("true")) {
        return Optional.of(
            "it migrates data (annotation "
                + Stamps.MIGRATION
                + " of "
                + deployment.name()
                + "); decide with 'slipway rollback --yes-data'");
      }
    }
    return Optional.empty();
  }
}
