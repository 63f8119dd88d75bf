package dev.slipway.runner.run;

import dev.slipway.base.Json;
import dev.slipway.runner.Conclusion;
import dev.slipway.runner.JobDescriptor;
import dev.slipway.runner.run.RunView.JobView;
import dev.slipway.runner.run.RunView.StepView;
import dev.slipway.store.Database;
import dev.slipway.store.Journal;
import dev.slipway.store.Row;
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

/** The state of runs, jobs and steps; each change is written with its journal event. */
public final class RunStore {
  /** The tables. */
  public static final Schema SCHEMA =
      new Schema(
          "runner",
          List.of(
              """
              CREATE TABLE run (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                repository TEXT NOT NULL,
                file TEXT NOT NULL,
                workflow TEXT NOT NULL,
                title TEXT NOT NULL,
                number INTEGER NOT NULL,
                attempt INTEGER NOT NULL,
                event TEXT NOT NULL,
                payload TEXT NOT NULL,
                commit_id TEXT NOT NULL,
                ref TEXT NOT NULL,
                head_ref TEXT NOT NULL,
                base_ref TEXT NOT NULL,
                actor TEXT NOT NULL,
                trust TEXT NOT NULL,
                status TEXT NOT NULL,
                conclusion TEXT,
                reason TEXT NOT NULL,
                created INTEGER NOT NULL,
                ended INTEGER) STRICT;
              CREATE UNIQUE INDEX run_number ON run (repository, file, number);
              CREATE INDEX run_commit ON run (repository, commit_id);
              CREATE INDEX run_status ON run (status);
              CREATE TABLE job (
                run INTEGER NOT NULL REFERENCES run (id),
                attempt INTEGER NOT NULL,
                id TEXT NOT NULL,
                place INTEGER NOT NULL,
                name TEXT NOT NULL,
                status TEXT NOT NULL,
                conclusion TEXT,
                reason TEXT NOT NULL,
                outputs TEXT NOT NULL,
                url TEXT NOT NULL,
                started INTEGER,
                ended INTEGER,
                PRIMARY KEY (run, attempt, id)) STRICT;
              CREATE TABLE step (
                run INTEGER NOT NULL,
                attempt INTEGER NOT NULL,
                job TEXT NOT NULL,
                number INTEGER NOT NULL,
                name TEXT NOT NULL,
                status TEXT NOT NULL,
                conclusion TEXT,
                started INTEGER,
                ended INTEGER,
                PRIMARY KEY (run, attempt, job, number)) STRICT
              """));

  private static final String KEPT = "kept: it succeeded in an attempt before";
  private static final String RUN =
      "SELECT id, repository, file, workflow, title, number, attempt, event, payload, commit_id,"
          + " ref, head_ref, base_ref, actor, trust, status, conclusion, reason, created, ended"
          + " FROM run";

  private final Database database;
  private final Journal journal;
  private final Clock clock;

  public RunStore(Database database, Journal journal, Clock clock) {
    this.database = database;
    this.journal = journal;
    this.clock = clock;
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
              + " commit_id, ref, head_ref, base_ref, actor, trust, status, reason, created)"
              + " VALUES (?, ?, ?, ?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?, 'queued', '', ?)",
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
          clock.millis());
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
          id(run.id()));
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
          id(run));
      journal(sql, "run.completed", run, "", conclusion.text());
      return conclusion;
    });
  }

  /** One more try; the runs of before stay to be seen. */
  int nextAttempt(String run, String actor) {
    return database.write(sql -> {
      sql.update(
          "UPDATE run SET attempt = attempt + 1, status = 'queued', conclusion = NULL, reason = '',"
              + " ended = NULL WHERE id = ? AND status = 'completed'",
          id(run));
      journal.append(sql, "run.rerun", "runs/" + run, actor, Json.MAPPER.createObjectNode());
      return sql.first("SELECT attempt FROM run WHERE id = ?", row -> (int) row.number(1), id(run))
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
          id(run.id()),
          run.attempt(),
          job,
          id(run.id()),
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
          id(run.id()),
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
              id(run.id()),
              run.attempt(),
              job.id(),
              id(run.id()),
              run.attempt(),
              job.name(),
              job.conclusion().map(Conclusion::text),
              KEPT,
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
    database.write(sql -> sql.update("UPDATE run SET title = ? WHERE id = ?", title, id(run)));
  }

  void stepStarted(RunView run, String job, int number, String name) {
    database.write(sql -> {
      sql.update(
          "INSERT OR REPLACE INTO step (run, attempt, job, number, name, status, started)"
              + " VALUES (?, ?, ?, ?, ?, 'running', ?)",
          id(run.id()),
          run.attempt(),
          job,
          number,
          name,
          clock.millis());
      return number;
    });
  }

  void stepEnded(RunView run, String job, int number, String name, Conclusion conclusion) {
    database.write(sql -> {
      sql.update(
          "INSERT INTO step (run, attempt, job, number, name, status, conclusion, ended)"
              + " VALUES (?, ?, ?, ?, ?, 'completed', ?, ?) ON CONFLICT (run, attempt, job, number)"
              + " DO UPDATE SET status = 'completed', conclusion = excluded.conclusion, ended ="
              + " excluded.ended",
          id(run.id()),
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
            id(run.id()),
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
      Optional<RunView> run = sql.first(RUN + " WHERE id = ?", RunStore::run, id(id));
      return run.isPresent() ? Optional.of(withJobs(sql, run.get())) : run;
    });
  }

  /** The latest runs, newest first, without their jobs. */
  public List<RunView> latest(Optional<String> repository, int limit) {
    return database.read(sql ->
        repository.isPresent()
            ? sql.list(
                RUN + " WHERE repository = ? ORDER BY id DESC LIMIT ?",
                RunStore::run,
                repository.get(),
                limit)
            : sql.list(RUN + " ORDER BY id DESC LIMIT ?", RunStore::run, limit));
  }

  /** The runs of a commit, the oldest first, with their jobs. */
  public List<RunView> ofCommit(String repository, String commit) {
    return select(RUN + " WHERE repository = ? AND commit_id = ? ORDER BY id", repository, commit);
  }

  /** The runs of a commit, and of the pull requests that have it as their head. */
  public List<RunView> ofHead(String repository, String commit) {
    return select(
        RUN
            + " WHERE repository = ? AND (commit_id = ?"
            + " OR json_extract(payload, '$.pull_request.head.sha') = ?) ORDER BY id",
        repository,
        commit,
        commit);
  }

  private List<RunView> select(String query, Object... values) {
    return database.read(sql -> {
      var all = new ArrayList<RunView>();
      for (RunView run : sql.list(query, RunStore::run, values)) {
        all.add(withJobs(sql, run));
      }
      return all;
    });
  }

  /** The runs that have not ended, the oldest first. */
  List<RunView> open() {
    return database.read(sql -> {
      var all = new ArrayList<RunView>();
      for (RunView run :
          sql.list(RUN + " WHERE status <> 'completed' ORDER BY id", RunStore::run)) {
        all.add(withJobs(sql, run));
      }
      return all;
    });
  }

  /** The jobs of an attempt. */
  List<JobView> jobs(String run, int attempt) {
    return database.read(sql -> jobs(sql, run, attempt));
  }

  private static RunView withJobs(Sql sql, RunView run) throws SQLException {
    return new RunView(
        run.id(),
        run.repository(),
        run.workflowFile(),
        run.workflow(),
        run.title(),
        run.number(),
        run.attempt(),
        run.event(),
        run.payload(),
        run.commit(),
        run.ref(),
        run.headRef(),
        run.baseRef(),
        run.actor(),
        run.trust(),
        run.status(),
        run.conclusion(),
        run.reason(),
        run.created(),
        run.ended(),
        jobs(sql, run.id(), run.attempt()));
  }

  private static List<JobView> jobs(Sql sql, String run, int attempt) throws SQLException {
    var jobs = new ArrayList<JobView>();
    for (JobView job :
        sql.list(
            "SELECT id, name, status, conclusion, reason, outputs, url, started, ended FROM job"
                + " WHERE run = ? AND attempt = ? ORDER BY place",
            RunStore::job,
            id(run),
            attempt)) {
      List<StepView> steps =
          sql.list(
              "SELECT number, name, status, conclusion, started, ended FROM step WHERE run = ? AND"
                  + " attempt = ? AND job = ? ORDER BY number",
              RunStore::step,
              id(run),
              attempt,
              job.id());
      jobs.add(
          new JobView(
              job.id(),
              job.name(),
              job.status(),
              job.conclusion(),
              job.reason(),
              job.outputs(),
              job.url(),
              job.started(),
              job.ended(),
              steps));
    }
    return jobs;
  }

  private static long id(String run) {
    return Long.parseLong(run);
  }

  private static RunView run(Row row) throws SQLException {
    return new RunView(
        Long.toString(row.number(1)),
        row.text(2),
        row.text(3),
        row.text(4),
        row.text(5),
        row.number(6),
        (int) row.number(7),
        row.text(8),
        row.text(9),
        row.text(10),
        row.text(11),
        row.text(12),
        row.text(13),
        row.text(14),
        JobDescriptor.Trust.valueOf(row.text(15)),
        RunStatus.of(row.text(16)),
        row.optionalText(17).map(Conclusion::of),
        row.text(18),
        Instant.ofEpochMilli(row.number(19)),
        time(row, 20),
        List.of());
  }

  private static JobView job(Row row) throws SQLException {
    return new JobView(
        row.text(1),
        row.text(2),
        RunStatus.of(row.text(3)),
        row.optionalText(4).map(Conclusion::of),
        row.text(5),
        row.text(6),
        row.text(7),
        time(row, 8),
        time(row, 9),
        List.of());
  }

  private static StepView step(Row row) throws SQLException {
    return new StepView(
        (int) row.number(1),
        row.text(2),
        RunStatus.of(row.text(3)),
        row.optionalText(4).map(Conclusion::of),
        time(row, 5),
        time(row, 6));
  }

  private static Optional<Instant> time(Row row, int column) throws SQLException {
    return row.optionalText(column).map(Long::parseLong).map(Instant::ofEpochMilli);
  }
}
