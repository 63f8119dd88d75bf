package dev.slipway.runner.run;

import dev.slipway.base.InputException;
import dev.slipway.base.SlipwayException;
import dev.slipway.git.CommitId;
import dev.slipway.git.GitRepository;
import dev.slipway.workflow.event.Event;
import dev.slipway.workflow.event.SchedulePayload;
import dev.slipway.workflow.syntax.Cron;
import dev.slipway.workflow.syntax.WorkflowReader;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Starts workflows by their time tables ({@code on: schedule}), those of each repository's default
 * branch only. A time is written down before its run is made, so no restart makes two runs of it;
 * times that passed while no process ran are left out, unless they passed just before.
 */
public final class Schedules implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Schedules.class.getName());
  private static final Duration LATEST = Duration.ofMinutes(10);
  private static final Duration ROUND = Duration.ofMinutes(1);

  private final Runs runs;
  private final RunParts parts;
  private final ScheduleStore store;
  private final Clock clock;
  private final Map<String, Seen> seen = new HashMap<>();
  private final Thread thread = Thread.ofVirtual().name("schedules").unstarted(this::rounds);

  /** One time table of one workflow. */
  record Table(String repository, String file, String cron, String zone) {}

  /** The time tables of a repository at a commit. */
  private record Seen(CommitId commit, List<Table> tables) {}

  public Schedules(Runs runs, ScheduleStore store, Clock clock) {
    this.runs = runs;
    this.parts = runs.parts();
    this.store = store;
    this.clock = clock;
  }

  /** Looks at the time tables at every full minute from now on. */
  public void begin() {
    thread.start();
  }

  private void rounds() {
    try {
      while (true) {
        Instant now = clock.instant();
        Instant next = now.truncatedTo(ChronoUnit.MINUTES).plus(ROUND);
        Thread.sleep(Duration.between(now, next));
        safeRound();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A round that fails is not the last one. */
  private void safeRound() {
    try {
      round();
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.WARNING, "the time tables could not be looked at", e);
    }
  }

  /** Starts everything whose time has come. */
  void round() {
    var known = new ArrayList<Table>();
    for (String repository : parts.repositories().names()) {
      try {
        List<Table> tables = tables(repository);
        known.addAll(tables);
        tables.forEach(this::look);
      } catch (RuntimeException e) {
        LOG.log(System.Logger.Level.WARNING, "the time tables of " + repository, e);
      }
    }
    store.keepOnly(known);
  }

  private List<Table> tables(String repository) {
    if (parts.repositories().facts(repository).fork()) {
      return List.of(); // Its time tables are those of the repository that it was made of.
    }
    try (GitRepository git = parts.repositories().open(repository)) {
      Optional<CommitId> head = git.resolve("refs/heads/" + git.defaultBranch());
      if (head.isEmpty()) {
        return List.of();
      }
      Seen before = seen.get(repository);
      if (before == null || !before.commit().equals(head.get())) {
        before = new Seen(head.get(), read(repository, new WorkflowFiles(git, head.get())));
        seen.put(repository, before);
      }
      return before.tables();
    }
  }

  private static List<Table> read(String repository, WorkflowFiles files) {
    var tables = new ArrayList<Table>();
    files
        .read()
        .forEach((file, reading) -> {
          if (reading instanceof WorkflowReader.Accepted accepted) {
            accepted
                .workflow()
                .trigger("schedule")
                .ifPresent(trigger ->
                    trigger
                        .schedules()
                        .forEach(s ->
                            tables.add(
                                new Table(
                                    repository, file, s.cron(), s.timezone().orElse("UTC")))));
          }
        });
    return tables;
  }

  private void look(Table table) {
    Instant now = clock.instant();
    Instant last = store.last(table, now);
    Instant from = last.isBefore(now.minus(LATEST)) ? now.minus(LATEST) : last;
    Optional<Instant> due = latest(table, from, now);
    if (due.isPresent()) {
      store.fired(table, due.get(), ScheduleStore.Kind.STARTED);
      start(table);
    } else if (next(Cron.parse(table.cron()), table, last)
        .filter(at -> !at.isAfter(from))
        .isPresent()) {
      store.fired(table, from, ScheduleStore.Kind.MISSED);
    }
  }

  /** The last time of the table after {@code from} and up to now. */
  private static Optional<Instant> latest(Table table, Instant from, Instant now) {
    Cron cron = Cron.parse(table.cron());
    Optional<Instant> latest = Optional.empty();
    Optional<Instant> at = next(cron, table, from);
    while (at.isPresent() && !at.get().isAfter(now)) {
      latest = at;
      at = next(cron, table, at.get());
    }
    return latest;
  }

  private static Optional<Instant> next(Cron cron, Table table, Instant after) {
    return cron.next(after.atZone(ZoneId.of(table.zone()))).map(ZonedDateTime::toInstant);
  }

  private void start(Table table) {
    var facts = parts.repositories().facts(table.repository());
    String ref = "refs/heads/" + facts.defaultBranch();
    try (GitRepository git = parts.repositories().open(table.repository())) {
      var event =
          new Event(
              "schedule",
              Optional.empty(),
              new SchedulePayload(facts, table.cron()).json(),
              ref,
              Optional.empty(),
              List::of);
      var cause =
          new RunCause(
              table.repository(),
              git.resolve(ref).orElseThrow(),
              event,
              "",
              "system:schedule",
              parts.repositories().trust(table.repository()));
      try {
        runs.start(cause, table.file());
      } catch (InputException e) {
        runs.failed(cause, table.file(), table.file(), String.valueOf(e.getMessage()));
      }
    } catch (SlipwayException e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "{0} of {1} was not started: {2}",
          table.file(),
          table.repository(),
          e.getMessage());
    }
  }

  /** Ends the looking; runs go on. */
  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
