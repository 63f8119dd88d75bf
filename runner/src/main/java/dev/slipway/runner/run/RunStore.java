package dev.slipway.runner.run;

import dev.slipway.base.Json;
import dev.slipway.runner.Conclusion;
import dev.slipway.runner.run.RunView.JobView;
import dev.slipway.store.Database;
import dev.slipway.store.Journal;
import dev.slipway.store.Schema;
import dev.slipway.store.Sql;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * The state of runs, jobs and steps; each change is written with its journal event.
 *
 * <p>Changes of runs and jobs are durable when the call returns. Those of steps outlive the process
 * and do not wait for the disk: a step's program starts after its start is written, and a loss of
 * power, which may take the last of them, interrupts the job as well. A job's end brings all of its
 * steps to the disk.
 */
public final class RunStore {
  /** The tables. */
  public static final Schema SCHEMA = RunRows.SCHEMA;

  private static final String KEPT = "kept from an attempt before";

  private final Database database;
  private final Journal journal;
  private final Clock clock;

  public RunStore(Database database, Journal journal, Clock clock) {
    this.database = database;
    this.journal = journal;
    this.clock = clock;
  }

  /** Whether a workflow has run, or runs, for something that is told of again. */
  boolean isKnown(RunCause cause, String file) {
    return cause.occasion().isPresent()
        && database
            .read(sql ->
                sql.first(
                    "SELECT id FROM run WHERE occasion = ? AND file = ?",
                    row -> row.number(1),
                    cause.occasion().get(),
                    file))
            .isPresent();
  }

  /** Creates a run; its number is the next one of its workflow file. */
  String create(RunCause cause, String file, String workflow, String title) {
    return database.write(sql -> {
      long number =
          sql.first(
                      "SELECT COALESCE(MAX(number), 0) FROM run WHERE repository = ? AND file = ?",
                      row -> row.number(1),
                      cause.repository(),
                      file)
                  .orElse(0L)
              + 1;
      sql.update(
          "INSERT INTO run (repository, file, workflow, title, number, attempt, event, payload,"
              + " commit_id, ref, head_ref, base_ref, actor, trust, status, reason, created,"
              + " only_job, occasion)"
              + " VALUES (?, ?, ?, ?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?, 'queued', '', ?, ?, ?)",
          cause.repository(),
          file,
          workflow,
          title,
          number,
          cause.event().name(),
          Json.text(cause.event().payload()),
          cause.commit().sha(),
          cause.event().ref(),
          cause.headRef(),
          cause.event().baseRef().orElse(""),
          cause.actor(),
          cause.trust().name(),
          clock.millis(),
          cause.onlyJob(),
          cause.occasion());
      String id =
          sql.first("SELECT last_insert_rowid()", row -> Long.toString(row.number(1)))
              .orElseThrow();
      ObjectNode data = Json.MAPPER.createObjectNode();
      data.put("repository", cause.repository()).put("file", file);
      data.put("commit", cause.commit().sha()).put("event", cause.event().name());
      journal.append(sql, "run.created", "runs/" + id, cause.actor(), data);
      return id;
    });
  }

  /** A run that waits or goes on. */
  void runStatus(RunView run, RunStatus status, String reason) {
    database.write(sql -> {
      sql.update(
          "UPDATE run SET status = ?, reason = ? WHERE id = ?",
          status.text(),
          reason,
          RunRows.key(run.id()));
      journal(sql, "run." + status.text(), run.id(), "", reason);
      return status;
    });
  }

  void runEnded(String run, Conclusion conclusion, String reason) {
    database.write(sql -> {
      sql.update(
          "UPDATE run SET status = 'completed', conclusion = ?, reason = ?, ended = ? WHERE id = ?",
          conclusion.text(),
          reason,
          clock.millis(),
          RunRows.key(run));
      journal(sql, "run.completed", run, "", conclusion.text());
      return conclusion;
    });
  }

  /** Somebody wants the run to end. */
  void cancelAsked(String run, String reason) {
    database.write(sql -> {
      sql.update("UPDATE run SET cancelled = ? WHERE id = ?", reason, RunRows.key(run));
      journal(sql, "run.cancelled", run, "", reason);
      return reason;
    });
  }

  /** Why somebody wants the run's present attempt to end; empty when nobody does. */
  Optional<String> cancelAsked(String run) {
    return database
        .read(sql ->
            sql.first(
                "SELECT cancelled FROM run WHERE id = ?",
                row -> row.optionalText(1),
                RunRows.key(run)))
        .flatMap(reason -> reason);
  }

  /** One more try; the runs of before stay to be seen. */
  int nextAttempt(String run, String actor) {
    return database.write(sql -> {
      sql.update(
          "UPDATE run SET attempt = attempt + 1, status = 'queued', conclusion = NULL, reason = '',"
              + " ended = NULL, cancelled = NULL, begun = ?, starter = ? WHERE id = ? AND status ="
              + " 'completed'",
          clock.millis(),
          actor,
          RunRows.key(run));
      journal.append(sql, "run.rerun", "runs/" + run, actor, Json.MAPPER.createObjectNode());
      return sql.first(
              "SELECT attempt FROM run WHERE id = ?", row -> (int) row.number(1), RunRows.key(run))
          .orElseThrow();
    });
  }

  /** A job came up, or is somewhere else than before. */
  void job(RunView run, String job, String name, RunStatus status, String reason) {
    database.write(sql -> {
      Optional<Long> now =
          status == RunStatus.RUNNING ? Optional.of(clock.millis()) : Optional.empty();
      sql.update(
          "INSERT INTO job (run, attempt, id, place, name, status, reason, outputs, url, started)"
              + " VALUES (?, ?, ?, (SELECT COUNT(*) FROM job WHERE run = ? AND attempt = ?), ?, ?,"
              + " ?, '{}', '', ?) ON CONFLICT (run, attempt, id) DO UPDATE SET status ="
              + " excluded.status, reason = excluded.reason, started = COALESCE(started,"
              + " excluded.started)",
          RunRows.key(run.id()),
          run.attempt(),
          job,
          RunRows.key(run.id()),
          run.attempt(),
          name,
          status.text(),
          reason,
          now);
      journal(sql, "job." + status.text(), run.id(), job, reason);
      return status;
    });
  }

  void jobEnded(
      RunView run,
      String job,
      Conclusion conclusion,
      String reason,
      Map<String, String> outputs,
      String url) {
    database.write(sql -> {
      sql.update(
          "UPDATE job SET status = 'completed', conclusion = ?, reason = ?, outputs = ?, url = ?,"
              + " ended = ? WHERE run = ? AND attempt = ? AND id = ?",
          conclusion.text(),
          reason,
          Json.text(Json.MAPPER.valueToTree(outputs)),
          url,
          clock.millis(),
          RunRows.key(run.id()),
          run.attempt(),
          job);
      journal(sql, "job.completed", run.id(), job, conclusion.text());
      return conclusion;
    });
  }

  /** A job of an attempt before, whose outcome this attempt takes over. */
  void jobKept(RunView run, JobView job) {
    database.write(sql -> {
      int added =
          sql.update(
              "INSERT OR IGNORE INTO job (run, attempt, id, place, name, status, conclusion,"
                  + " reason, outputs, url, started, ended) VALUES (?, ?, ?, (SELECT COUNT(*) FROM"
                  + " job WHERE run = ? AND attempt = ?), ?, 'completed', ?, ?, ?, ?, ?, ?)",
              RunRows.key(run.id()),
              run.attempt(),
              job.id(),
              RunRows.key(run.id()),
              run.attempt(),
              job.name(),
              job.conclusion().map(Conclusion::text),
              job.conclusion().equals(Optional.of(Conclusion.SUCCESS)) ? KEPT : job.reason(),
              job.outputs(),
              job.url(),
              job.started().map(Instant::toEpochMilli),
              job.ended().map(Instant::toEpochMilli));
      if (added > 0) {
        journal(sql, "job.kept", run.id(), job.id(), "");
      }
      return added;
    });
  }

  /** What the run is called, once its {@code run-name} is known. */
  void titled(String run, String title) {
    database.write(
        sql -> sql.update("UPDATE run SET title = ? WHERE id = ?", title, RunRows.key(run)));
  }

  void stepStarted(RunView run, String job, int number, String name) {
    database.writeUnflushed(sql -> {
      sql.update(
          "INSERT OR REPLACE INTO step (run, attempt, job, number, name, status, started)"
              + " VALUES (?, ?, ?, ?, ?, 'running', ?)",
          RunRows.key(run.id()),
          run.attempt(),
          job,
          number,
          name,
          clock.millis());
      return number;
    });
  }

  void stepEnded(RunView run, String job, int number, String name, Conclusion conclusion) {
    database.writeUnflushed(sql -> {
      sql.update(
          "INSERT INTO step (run, attempt, job, number, name, status, conclusion, ended)"
              + " VALUES (?, ?, ?, ?, ?, 'completed', ?, ?) ON CONFLICT (run, attempt, job, number)"
              + " DO UPDATE SET status = 'completed', conclusion = excluded.conclusion, ended ="
              + " excluded.ended",
          RunRows.key(run.id()),
          run.attempt(),
          job,
          number,
          name,
          conclusion.text(),
          clock.millis());
      return number;
    });
  }

  /** Steps that were running when the process ended. */
  void stepsInterrupted(RunView run, String job) {
    database.write(sql ->
        sql.update(
            "UPDATE step SET status = 'completed', conclusion = 'failure', ended = ? WHERE run = ?"
                + " AND attempt = ? AND job = ? AND status = 'running'",
            clock.millis(),
            RunRows.key(run.id()),
            run.attempt(),
            job));
  }

  private void journal(Sql sql, String kind, String run, String job, String detail)
      throws SQLException {
    ObjectNode data = Json.MAPPER.createObjectNode();
    if (!job.isEmpty()) {
      data.put("job", job);
    }
    if (!detail.isEmpty()) {
      data.put("detail", detail);
    }
    journal.append(sql, kind, "runs/" + run, "system:runner", data);
  }

  /** A run with its jobs and steps. */
  public Optional<RunView> find(String id) {
    if (!id.matches("[0-9]{1,18}")) {
      return Optional.empty();
    }
    return database.read(sql -> {
      Optional<RunView> run =
          sql.first(RunRows.RUN + " WHERE id = ?", RunRows::run, RunRows.key(id));
      return run.isPresent() ? Optional.of(RunRows.withJobs(sql, run.get())) : run;
    });
  }

  /** The latest runs, newest first, without their jobs. */
  public List<RunView> latest(Optional<String> repository, int limit) {
    return database.read(sql ->
        repository.isPresent()
            ? sql.list(
                RunRows.RUN + " WHERE repository = ? ORDER BY id DESC LIMIT ?",
                RunRows::run,
                repository.get(),
                limit)
            : sql.list(RunRows.RUN + " ORDER BY id DESC LIMIT ?", RunRows::run, limit));
  }

  /** The runs of a commit, the oldest first, with their jobs. */
  public List<RunView> ofCommit(String repository, String commit) {
    return select(
        RunRows.RUN + " WHERE repository = ? AND commit_id = ? ORDER BY id", repository, commit);
  }

  /** The runs of a commit, and of the pull requests that have it as their head. */
  public List<RunView> ofHead(String repository, String commit) {
    return select(
        RunRows.RUN
            + " WHERE repository = ? AND (commit_id = ?"
            + " OR json_extract(payload, '$.pull_request.head.sha') = ?) ORDER BY id",
        repository,
        commit,
        commit);
  }

  private List<RunView> select(String query, Object... values) {
    return database.read(sql -> {
      var all = new ArrayList<RunView>();
      for (RunView run : sql.list(query, RunRows::run, values)) {
        all.add(RunRows.withJobs(sql, run));
      }
      return all;
    });
  }

  /** The runs that have not ended, the oldest first. */
  List<RunView> open() {
    return database.read(sql -> {
      var all = new ArrayList<RunView>();
      for (RunView run :
          sql.list(RunRows.RUN + " WHERE status <> 'completed' ORDER BY id", RunRows::run)) {
        all.add(RunRows.withJobs(sql, run));
      }
      return all;
    });
  }

  /** Those that are over. */
  EndedRuns ended() {
    return new EndedRuns(database);
  }

  /** The jobs of an attempt. */
  public List<JobView> jobs(String run, int attempt) {
    return database.read(sql -> RunRows.jobs(sql, run, attempt));
  }
}
