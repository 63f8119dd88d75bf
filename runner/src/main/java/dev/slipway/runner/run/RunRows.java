package dev.slipway.runner.run;

import dev.slipway.runner.Conclusion;
import dev.slipway.runner.JobDescriptor;
import dev.slipway.runner.run.RunView.JobView;
import dev.slipway.runner.run.RunView.StepView;
import dev.slipway.store.Row;
import dev.slipway.store.Schema;
import dev.slipway.store.Sql;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The tables of runs, jobs and steps, and how their rows are read. */
final class RunRows {
  /** The tables. */
  static final Schema SCHEMA =
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
              """,
              """
              ALTER TABLE run ADD COLUMN begun INTEGER;
              ALTER TABLE run ADD COLUMN starter TEXT;
              """,
              "ALTER TABLE run ADD COLUMN only_job TEXT",
              """
              ALTER TABLE run ADD COLUMN occasion TEXT;
              CREATE UNIQUE INDEX run_occasion ON run (occasion, file) WHERE occasion IS NOT NULL
              """,
              "ALTER TABLE run ADD COLUMN cancelled TEXT",
              """
              ALTER TABLE run ADD COLUMN told INTEGER;
              UPDATE run SET told = attempt WHERE status = 'completed'
              """));

  /** Selects what {@link #run} reads; conditions follow. */
  static final String RUN =
      "SELECT id, repository, file, workflow, title, number, attempt, event, payload, commit_id,"
          + " ref, head_ref, base_ref, actor, trust, status, conclusion, reason, created, ended,"
          + " COALESCE(begun, created), COALESCE(starter, actor), only_job"
          + " FROM run";

  private RunRows() {}

  /** The run with the jobs of its attempt. */
  static RunView withJobs(Sql sql, RunView run) throws SQLException {
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
        run.begun(),
        run.ended(),
        run.starter(),
        run.onlyJob(),
        jobs(sql, run.id(), run.attempt()));
  }

  /** The jobs of an attempt with their steps, in the order in which they came up. */
  static List<JobView> jobs(Sql sql, String run, int attempt) throws SQLException {
    var steps = new HashMap<String, List<StepView>>();
    for (StepOf one :
        sql.list(
            "SELECT number, name, status, conclusion, started, ended, job FROM step WHERE run = ?"
                + " AND attempt = ? ORDER BY job, number",
            row -> new StepOf(row.text(7), step(row)),
            key(run),
            attempt)) {
      steps.computeIfAbsent(one.job(), job -> new ArrayList<>()).add(one.step());
    }
    return sql.list(
        "SELECT id, name, status, conclusion, reason, outputs, url, started, ended FROM job"
            + " WHERE run = ? AND attempt = ? ORDER BY place",
        row -> job(row, steps),
        key(run),
        attempt);
  }

  /** A step and the job it belongs to. */
  private record StepOf(String job, StepView step) {}

  /** A run's key in the tables. */
  static long key(String run) {
    return Long.parseLong(run);
  }

  /** A row of {@link #RUN}, without jobs. */
  static RunView run(Row row) throws SQLException {
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
        Instant.ofEpochMilli(row.number(21)),
        row.optionalTime(20),
        row.text(22),
        row.optionalText(23),
        List.of());
  }

  private static JobView job(Row row, Map<String, List<StepView>> steps) throws SQLException {
    String id = row.text(1);
    return new JobView(
        id,
        row.text(2),
        RunStatus.of(row.text(3)),
        row.optionalText(4).map(Conclusion::of),
        row.text(5),
        row.text(6),
        row.text(7),
        row.optionalTime(8),
        row.optionalTime(9),
        steps.getOrDefault(id, List.of()));
  }

  private static StepView step(Row row) throws SQLException {
    return new StepView(
        (int) row.number(1),
        row.text(2),
        RunStatus.of(row.text(3)),
        row.optionalText(4).map(Conclusion::of),
        row.optionalTime(5),
        row.optionalTime(6));
  }
}
