package dev.slipway.delivery;

import dev.slipway.delivery.ledger.Lease;
import dev.slipway.delivery.ledger.Ledger;
import dev.slipway.delivery.ledger.Quarantine;
import dev.slipway.delivery.release.Chronicle;
import dev.slipway.delivery.release.EnvironmentView;
import dev.slipway.delivery.release.Release;
import dev.slipway.delivery.release.Release.Evidence;
import dev.slipway.delivery.release.Release.Outcome;
import dev.slipway.delivery.release.ReleaseAction;
import dev.slipway.delivery.release.ReleaseAction.Failure;
import dev.slipway.delivery.release.ReleasePlanner;
import dev.slipway.delivery.release.ReleaseState;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Carries out what the planners decided. */
final class Executor {
  private static final int LOG_LINES = 20;
  private static final int EVIDENCE = 4;

  private final Lease lease;
  private final Ledger ledger;
  private final Ports ports;
  private final Restoration restoration;
  private final Clock clock;

  Executor(Lease lease, Ledger ledger, Ports ports, Clock clock) {
    this.lease = lease;
    this.ledger = ledger;
    this.ports = ports;
    this.restoration = new Restoration(lease, ledger, ports.edit(), clock);
    this.clock = clock;
  }

  /** Does it; false when the cluster has changed meanwhile and the plan with it. */
  boolean perform(ReleaseAction action, EnvironmentView view) {
    return switch (action) {
      case ReleaseAction.Land(Release release) -> record(release, view);
      case ReleaseAction.Extend(Release release) -> extend(release, view);
      case ReleaseAction.Reopen(Release release) -> {
        put(release, "reopened");
        yield true;
      }
      case ReleaseAction.Restore(Release release, List<String> workloads) ->
          restore(release, workloads);
      case ReleaseAction.Complete(Release release, String verification) ->
          complete(release, verification, view);
      case ReleaseAction.Fail(Release release, List<Failure> failures) -> fail(release, failures);
      case ReleaseAction.GoBack(Release of, Release to, String reason) -> {
        goBack(of, to, WayBack.automatic(reason), view);
        yield true;
      }
      case ReleaseAction.Stay(Release release, String reason) -> {
        put(release.in(ReleaseState.FAILED, ReleasePlanner.staying(release, reason)), "stays");
        yield true;
      }
      case ReleaseAction.Wait _ -> false;
    };
  }

  private boolean record(Release release, EnvironmentView view) {
    Optional<Release> before = chronicle().latest().filter(Release::isRollingOut);
    List<Quarantine> ended =
        ledger.quarantines(lease.environment()).stream().filter(q -> isEnded(q, release)).toList();
    ledger.write(
        lease,
        entry -> {
          if (before.isPresent()) {
            String why = "release " + release.number() + " landed before it was ready";
            entry.put(before.get().in(ReleaseState.SUPERSEDED, why), "superseded");
          }
          entry.put(release, "landed");
          entry.manifests(release, view.manifests());
          for (Quarantine quarantine : ended) {
            entry.lift(quarantine, release.number());
          }
        });
    return true;
  }

  /** A descendant of a bad commit is the fix that was waited for. */
  private boolean isEnded(Quarantine quarantine, Release release) {
    return release.commit().isPresent()
        && release.origin().repository().equals(Optional.of(quarantine.repository()))
        && switch (ports
            .history()
            .order(quarantine.repository(), release.commit().get(), quarantine.commit())) {
          case NEWER, SAME -> true;
          case OLDER, APART, UNKNOWN -> false;
        };
  }

  private boolean extend(Release release, EnvironmentView view) {
    ledger.write(
        lease,
        entry -> {
          entry.put(release, "extended");
          entry.manifests(release, view.manifests());
        });
    return true;
  }

  private boolean restore(Release release, List<String> workloads) {
    try {
      return restoration.restore(release, workloads);
    } catch (ClusterRefusedException e) {
      String why = "the cluster refused to take it back: " + e.getMessage();
      put(ended(release.in(ReleaseState.FAILED, why)), "failed");
      return true;
    }
  }

  private boolean complete(Release release, String verification, EnvironmentView view) {
    var done =
        ended(release.in(ReleaseState.SERVING, ""))
            .with(
                new Outcome(ReleaseState.SERVING, Optional.of(now()), "", List.of(), verification));
    List<Release> all = chronicle().releases();
    ledger.write(
        lease,
        entry -> {
          for (Release other : all) {
            replaced(entry, other, done);
          }
          entry.put(done, "serves");
          if (done.undo().isEmpty()) {
            // What it reads may have been applied after its Deployments.
            entry.manifests(done, view.manifests());
          }
        });
    return true;
  }

  /** What becomes of an earlier release when {@code done} serves. */
  private void replaced(Ledger.Entry entry, Release other, Release done) throws SQLException {
    if (other.number() == done.number()) {
      return;
    }
    boolean undone = done.undo().filter(u -> u.of() == other.number()).isPresent();
    String by = "by release " + done.number();
    if (undone && other.state() != ReleaseState.ROLLED_BACK) {
      String reason = other.outcome().reason();
      String why = (reason.isEmpty() ? "" : reason + "; ") + "rolled back " + by;
      entry.put(other.in(ReleaseState.ROLLED_BACK, why), "rolled-back");
    } else if (other.state() == ReleaseState.SERVING) {
      String why = Chronicle.SERVED + now() + ", replaced " + by;
      entry.put(other.in(ReleaseState.SUPERSEDED, why), "superseded");
    }
  }

  private boolean fail(Release release, List<Failure> failures) {
    var evidence = new ArrayList<Evidence>();
    var reasons = new ArrayList<String>();
    for (Failure failure : failures) {
      String reason = failure.toString();
      if (evidence.size() < EVIDENCE) {
        Evidence shown = evidence(failure);
        evidence.add(shown);
        reason += failure.kind() == Failure.Kind.UNREADY ? shown.probe() : "";
      }
      reasons.add(reason);
    }
    String reason = String.join("; ", reasons);
    put(
        release.with(
            new Outcome(
                ReleaseState.FAILED,
                Optional.of(now()),
                reason,
                evidence,
                release.outcome().verification())),
        "failed");
    return true;
  }

  private Evidence evidence(Failure failure) {
    String namespace = lease.environment().namespace();
    List<String> events =
        failure.pod().isEmpty() ? List.of() : ports.evidence().events(namespace, failure.pod());
    List<String> log =
        failure.container().isEmpty()
            ? List.of()
            : ports.evidence().log(namespace, failure.pod(), failure.container(), LOG_LINES);
    return new Evidence(failure.pod(), failure.container(), failure.problem(), log, events);
  }

  /** Begins a way back; the planner sees to the rest. */
  Release goBack(Release of, Release to, WayBack way, EnvironmentView view) {
    Chronicle chronicle = chronicle();
    Release back = way.release(chronicle.nextNumber(), of, to, view, now());
    var manifests = ledger.manifests(lease.environment(), to.number());
    Optional<Release> unfinished = chronicle.latest().filter(Release::isRollingOut);
    ledger.write(
        lease,
        entry -> {
          if (unfinished.isPresent()) {
            String why = "given up for the rollback to release " + to.number();
            entry.put(unfinished.get().in(ReleaseState.SUPERSEDED, why), "superseded");
          }
          entry.put(back, "rollback-began");
          entry.manifests(back, manifests);
          if (of.origin().repository().isPresent()
              && of.commit().isPresent()
              && !of.commit().equals(to.commit())) {
            entry.quarantine(
                new Quarantine(
                    of.origin().repository().get(), of.commit().get(), of.number(), way.reason()));
          }
        });
    return back;
  }

  private Release ended(Release release) {
    Outcome outcome = release.outcome();
    return release.with(
        new Outcome(
            outcome.state(),
            Optional.of(now()),
            outcome.reason(),
            outcome.evidence(),
            outcome.verification()));
  }

  private void put(Release release, String event) {
    ledger.write(lease, entry -> entry.put(release, event));
  }

  private Chronicle chronicle() {
    return ledger.chronicle(lease.environment());
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }
}
