package dev.slipway.runner.run;

import dev.slipway.base.Json;
import dev.slipway.store.Database;
import dev.slipway.store.Journal;
import dev.slipway.store.Schema;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;

/** When each time table was last heeded; each change is written with its journal event. */
public final class ScheduleStore {
  /** The table. */
  public static final Schema SCHEMA =
      new Schema(
          "schedule",
          List.of(
              """
              CREATE TABLE schedule (
                repository TEXT NOT NULL,
                file TEXT NOT NULL,
                cron TEXT NOT NULL,
                zone TEXT NOT NULL,
                last INTEGER NOT NULL,
                PRIMARY KEY (repository, file, cron, zone)) STRICT
              """));

  private static final String WHERE =
      " WHERE repository = ? AND file = ? AND cron = ? AND zone = ?";

  private final Database database;
  private final Journal journal;

  /** What came of a time. */
  enum Kind {
    STARTED,
    MISSED
  }

  public ScheduleStore(Database database, Journal journal) {
    this.database = database;
    this.journal = journal;
  }

  /** The last time that was heeded; {@code now} for a table that is seen for the first time. */
  Instant last(Schedules.Table table, Instant now) {
    return database.write(sql -> {
      sql.update(
          "INSERT OR IGNORE INTO schedule (repository, file, cron, zone, last)"
              + " VALUES (?, ?, ?, ?, ?)",
          table.repository(),
          table.file(),
          table.cron(),
          table.zone(),
          now.toEpochMilli());
      return sql.first(
              "SELECT last FROM schedule" + WHERE,
              row -> Instant.ofEpochMilli(row.number(1)),
              table.repository(),
              table.file(),
              table.cron(),
              table.zone())
          .orElse(now);
    });
  }

  /** A time has come. */
  void fired(Schedules.Table table, Instant time, Kind kind) {
    database.write(sql -> {
      sql.update(
          "UPDATE schedule SET last = ?" + WHERE,
          time.toEpochMilli(),
          table.repository(),
          table.file(),
          table.cron(),
          table.zone());
      var data = Json.MAPPER.createObjectNode();
      data.put("file", table.file()).put("cron", table.cron()).put("timezone", table.zone());
      data.put("time", time.toString());
      journal.append(
          sql,
          "schedule." + kind.name().toLowerCase(Locale.ROOT),
          "repositories/" + table.repository(),
          "system:schedule",
          data);
      return kind;
    });
  }

  /** Forgets tables that are there no more: one that comes back begins anew. */
  void keepOnly(Collection<Schedules.Table> tables) {
    var known = new HashSet<>(tables);
    List<Schedules.Table> gone =
        database
            .read(sql ->
                sql.list(
                    "SELECT repository, file, cron, zone FROM schedule",
                    row -> new Schedules.Table(row.text(1), row.text(2), row.text(3), row.text(4))))
            .stream()
            .filter(table -> !known.contains(table))
            .toList();
    for (Schedules.Table table : gone) {
      database.write(sql ->
          sql.update(
              "DELETE FROM schedule" + WHERE,
              table.repository(),
              table.file(),
              table.cron(),
              table.zone()));
    }
  }
}
