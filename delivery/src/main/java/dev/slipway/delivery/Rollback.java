package dev.slipway.delivery;

import dev.slipway.delivery.SourceHistory.RevertOrder;
import dev.slipway.delivery.SourceHistory.Reverted;
import dev.slipway.delivery.release.Chronicle;
import dev.slipway.delivery.release.Release;
import dev.slipway.delivery.release.Release.Undo.Reconciliation;
import dev.slipway.delivery.release.Release.Undo.Trigger;
import dev.slipway.delivery.release.RolloutProgress;
import dev.slipway.delivery.rollback.RollbackPlan;
import dev.slipway.delivery.rollback.RollbackPlan.Git;
import dev.slipway.delivery.rollback.RollbackPlanner;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** One way back on demand: planned on facts, carried out, followed to its end. */
final class Rollback {
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final Duration LOOK = Duration.ofSeconds(5);

  private final EnvironmentLoop loop;
  private final FactFinder facts;
  private final Ports ports;
  private final RollbackOrder order;
  private final Clock clock;

  Rollback(EnvironmentLoop loop, FactFinder facts, Ports ports, RollbackOrder order, Clock clock) {
    this.loop = loop;
    this.facts = facts;
    this.ports = ports;
    this.order = order;
    this.clock = clock;
  }

  /** Hears what happens. */
  interface Listener {
    void planned(RollbackPlan plan);

    void line(String text);
  }

  /** How it ended. */
  sealed interface Result {
    /** Nothing was to be done. */
    record Explained() implements Result {}

    /** The release that went back, at its end. */
    record Ended(Release release) implements Result {}

    /** Git has the revert; a workflow deploys it. */
    record InGit(String commit) implements Result {}

    /** It was not done. */
    record NotDone(String reason, String hint) implements Result {}
  }

  /** What was decided under the environment's lock, and begun when it is an undo. */
  private record Begun(RollbackPlan plan, Optional<Release> release) {}

  Result run(Listener listener) throws InterruptedException {
    Begun begun = loop.between(this::begin);
    listener.planned(begun.plan());
    return switch (begun.plan()) {
      case RollbackPlan.Stop(String reason, String hint, var _) -> new Result.NotDone(reason, hint);
      case RollbackPlan.Undo _ when begun.release().isPresent() ->
          follow(begun.release().get(), listener);
      case RollbackPlan.Revert revert when order.mode() == RollbackOrder.Mode.DO -> revert(revert);
      case RollbackPlan.Undo _, RollbackPlan.Revert _ -> new Result.Explained();
    };
  }

  private Begun begin(Reconciler reconciler) {
    // What has landed is recorded first: the facts are about what runs.
    reconciler.settle();
    Chronicle chronicle = reconciler.chronicle();
    var view = reconciler.view();
    RollbackPlan plan =
        RollbackPlanner.plan(facts.find(chronicle, view, order.wish().to()), order.wish());
    if (order.mode() == RollbackOrder.Mode.DRY_RUN || !(plan instanceof RollbackPlan.Undo undo)) {
      return new Begun(plan, Optional.empty());
    }
    var way =
        new WayBack(
            Trigger.REQUESTED,
            order.principal(),
            order.reason(),
            undo.git() == Git.REVERT ? Reconciliation.PENDING : Reconciliation.NOT_WANTED);
    return new Begun(
        plan, Optional.of(reconciler.executor().goBack(undo.of(), undo.to(), way, view)));
  }

  /** Waits until it serves or fails and git was dealt with, telling what changes. */
  private Result follow(Release begun, Listener listener) throws InterruptedException {
    Instant end = clock.instant().plus(PATIENCE);
    var told = new HashMap<String, String>();
    long rounds = 0;
    while (clock.instant().isBefore(end)) {
      rounds = loop.awaitRound(rounds, LOOK);
      Release now = loop.peek(r -> look(r, begun, told, listener));
      boolean open =
          now.undo().filter(u -> u.git() == Reconciliation.PENDING).isPresent()
              && now.state() == dev.slipway.delivery.release.ReleaseState.SERVING;
      if (!now.isRollingOut() && !open) {
        return new Result.Ended(now);
      }
    }
    return new Result.NotDone(
        "release "
            + begun.number()
            + " is still rolling out after "
            + PATIENCE.toMinutes()
            + " min",
        "'slipway release " + begun.number() + "' shows how it goes on");
  }

  private Release look(
      Reconciler reconciler, Release begun, Map<String, String> told, Listener listener) {
    Chronicle chronicle = reconciler.chronicle();
    Release now = chronicle.find(begun.number()).orElse(begun);
    RolloutProgress.of(chronicle, now, reconciler.view(), clock.instant())
        .forEach((workload, words) -> {
          if (!words.equals(told.put(workload, words))) {
            listener.line(workload + ": " + words);
          }
        });
    return now;
  }

  private Result revert(RollbackPlan.Revert plan) {
    Optional<String> repository = plan.of().origin().repository();
    Optional<String> bad = plan.of().commit();
    Optional<String> good = plan.to().commit();
    if (repository.isEmpty() || bad.isEmpty() || good.isEmpty()) {
      return new Result.NotDone(
          "the commits of both releases are needed for a revert", "use --strategy undo");
    }
    Reverted outcome =
        ports
            .history()
            .revert(
                new RevertOrder(
                    repository.get(),
                    plan.branch(),
                    bad.get(),
                    good.get(),
                    order.reason(),
                    order.principal(),
                    "Slipway-Revert: " + plan.of().environment() + "/" + plan.of().number()));
    return switch (outcome) {
      case Reverted.Done(String commit, var _) -> new Result.InGit(commit);
      case Reverted.Conflicts conflicts ->
          new Result.NotDone(
              "later commits touch " + String.join(", ", conflicts.paths()),
              "use --strategy undo, or revert by hand in a pull request");
      case Reverted.Impossible(String why) -> new Result.NotDone(why, "use --strategy undo");
    };
  }
}
