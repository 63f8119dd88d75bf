package dev.slipway.runner.run;

import dev.slipway.store.Database;
import java.time.Instant;
import java.util.List;

/** What is still to be done about runs that are over: their end is told, and one day they go. */
final class EndedRuns {
  private static final String OVER =
      "status = 'completed' AND ended < ? AND id <= (SELECT MAX(id) FROM run) - ?";

  private final Database database;

  EndedRuns(Database database) {
    this.database = database;
  }

  /** Those of whose end nobody was told, by id. */
  List<String> untold() {
    return database.read(sql ->
        sql.list(
            "SELECT id FROM run WHERE status = 'completed' AND COALESCE(told, 0) < attempt"
                + " ORDER BY id",
            row -> Long.toString(row.number(1))));
  }

  /** Whoever listens was told of the end of the run's last attempt. */
  void told(String run) {
    database.write(sql ->
        sql.update(
            "UPDATE run SET told = attempt WHERE id = ? AND status = 'completed'",
            RunRows.key(run)));
  }

  /** The runs that ended before a time, but for so many of the last ones, by id. */
  List<String> before(Instant time, long kept) {
    return database.read(sql ->
        sql.list(
            "SELECT id FROM run WHERE " + OVER,
            row -> Long.toString(row.number(1)),
            time.toEpochMilli(),
            kept));
  }

  /** Forgets these; the last run of each workflow stays all the same, for numbers go on from it. */
  int forgetBefore(Instant time, long kept) {
    String old =
        " IN (SELECT id FROM run WHERE "
            + OVER
            + " AND number < (SELECT MAX(number) FROM run AS later WHERE later.repository ="
            + " run.repository AND later.file = run.file))";
    return database.write(sql -> {
      sql.update("DELETE FROM step WHERE run" + old, time.toEpochMilli(), kept);
      sql.update("DELETE FROM job WHERE run" + old, time.toEpochMilli(), kept);
      return sql.update("DELETE FROM run WHERE id" + old, time.toEpochMilli(), kept);
    });
  }
}
