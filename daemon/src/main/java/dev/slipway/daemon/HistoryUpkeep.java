package dev.slipway.daemon;

import dev.slipway.forge.Forge;
import dev.slipway.runner.run.Runs;
import dev.slipway.store.Journal;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Forgets what is long over, as the services do that this stands for: logs of jobs after 90 days;
 * runs, pushes and the journal after 400. A clock that was set wrong does not take everything.
 */
final class HistoryUpkeep implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(HistoryUpkeep.class.getName());
  private static final Duration LOGS = Duration.ofDays(90);
  private static final Duration ALL = Duration.ofDays(400);

  private static final long KEPT_RUNS = 1_000;
  private static final long KEPT_EVENTS = 100_000;

  /** The first time comes soon: a process may never get old. */
  private static final long FIRST_MINUTES = 15;

  private static final long MINUTES = 24L * 60;

  private final Runs runs;
  private final Forge forge;
  private final Journal journal;
  private final Clock clock;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("history-upkeep").factory());

  HistoryUpkeep(Runs runs, Forge forge, Journal journal, Clock clock) {
    this.runs = runs;
    this.forge = forge;
    this.journal = journal;
    this.clock = clock;
  }

  HistoryUpkeep start() {
    var _ = timer.scheduleAtFixedRate(this::once, FIRST_MINUTES, MINUTES, TimeUnit.MINUTES);
    return this;
  }

  private void once() {
    try {
      Instant now = clock.instant();
      int old = runs.forget(now.minus(LOGS), now.minus(ALL), KEPT_RUNS);
      int pushes = forge.forgetBefore(now.minus(ALL));
      int events = journal.forgetBefore(now.minus(ALL), KEPT_EVENTS);
      if (old + pushes + events > 0) {
        LOG.log(Level.INFO, "forgot {0} runs, {1} pushes and {2} events", old, pushes, events);
      }
    } catch (RuntimeException e) {
      // What was not done is done the next time.
      LOG.log(Level.WARNING, "could not forget what is long over", e);
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
