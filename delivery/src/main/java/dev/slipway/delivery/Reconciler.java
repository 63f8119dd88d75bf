package dev.slipway.delivery;

import dev.slipway.delivery.ledger.Lease;
import dev.slipway.delivery.ledger.Ledger;
import dev.slipway.delivery.release.Chronicle;
import dev.slipway.delivery.release.EnvironmentView;
import dev.slipway.delivery.release.Landing;
import dev.slipway.delivery.release.ReleaseAction;
import dev.slipway.delivery.release.ReleasePlanner;
import dev.slipway.manifest.KubeObject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;

/**
 * Looks after one environment: asks the planners what comes next and does it, until nothing is left
 * to do. For one thread at a time.
 *
 * <p>Every action begins or ends with a transaction of the ledger and can be done again: killed
 * anywhere, the next holder of the lease goes on.
 */
final class Reconciler {
  private static final Duration LONG = Duration.ofHours(1);

  private final Lease lease;
  private final Ledger ledger;
  private final Ports ports;
  private final ReleasePlanner planner;
  private final Landing landing;
  private final Executor executor;
  private final SourceReconciliation source;
  private final Clock clock;
  private final Queue<KubeObject> landed = new ArrayDeque<>();

  Reconciler(Lease lease, Ledger ledger, Ports ports, ReleasePlanner planner, Clock clock) {
    var origins = new ReleaseOrigins(ports.images(), ports.history());
    this.lease = lease;
    this.ledger = ledger;
    this.ports = ports;
    this.planner = planner;
    this.landing = new Landing(origins, origins);
    this.executor = new Executor(lease, ledger, ports, clock);
    this.source = new SourceReconciliation(lease, ledger, ports.history());
    this.clock = clock;
  }

  Executor executor() {
    return executor;
  }

  /** Takes note of a state of a Deployment; {@link #settle} decides what it means. */
  void landed(List<KubeObject> deployments) {
    landed.addAll(deployments);
  }

  /**
   * Does all there is to do now.
   *
   * @return when to look again even if nothing changes
   */
  Instant settle() {
    record();
    while (true) {
      switch (next()) {
        case ReleaseAction.Wait wait -> {
          source.catchUp(chronicle());
          return wait.until();
        }
        case ReleaseAction action -> {
          if (!executor.perform(action, view())) {
            // The cluster has moved on; it will be told.
            return clock.instant().plus(LONG);
          }
        }
      }
    }
  }

  private ReleaseAction next() {
    return planner.next(chronicle(), view(), clock.instant());
  }

  private void record() {
    for (KubeObject one = landed.peek(); one != null; one = landed.peek()) {
      EnvironmentView view = view();
      landing
          .decide(chronicle(), view, one, clock.instant())
          .ifPresent(action -> executor.perform(action, view));
      landed.remove();
    }
  }

  Chronicle chronicle() {
    return ledger.chronicle(lease.environment());
  }

  EnvironmentView view() {
    return ports.watch().view(lease.environment().namespace());
  }
}
