package dev.slipway.forge.check;

import dev.slipway.base.Json;
import dev.slipway.store.Database;
import dev.slipway.store.Journal;
import dev.slipway.store.Row;
import dev.slipway.store.Schema;
import dev.slipway.store.Sql;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The statuses and check runs that were posted about commits. */
public final class PostedChecks {
  /** Its tables. */
  public static final Schema SCHEMA =
      new Schema(
          "forge-check",
          List.of(
              """
              CREATE TABLE forge_status (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                repository INTEGER NOT NULL,
                sha TEXT NOT NULL,
                context TEXT NOT NULL,
                state TEXT NOT NULL,
                description TEXT NOT NULL,
                url TEXT NOT NULL,
                creator TEXT NOT NULL,
                created INTEGER NOT NULL) STRICT;
              CREATE INDEX forge_status_sha ON forge_status (repository, sha, id);
              CREATE TABLE forge_check (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                repository INTEGER NOT NULL,
                sha TEXT NOT NULL,
                name TEXT NOT NULL,
                status TEXT NOT NULL,
                conclusion TEXT NOT NULL,
                details TEXT NOT NULL,
                creator TEXT NOT NULL,
                started INTEGER NOT NULL,
                completed INTEGER) STRICT;
              CREATE INDEX forge_check_sha ON forge_check (repository, sha, id)
              """));

  private static final String STATUS =
      "SELECT id, sha, context, state, description, url, creator, created FROM forge_status ";
  private static final String CHECK =
      "SELECT id, sha, name, status, conclusion, details, creator, started, completed"
          + " FROM forge_check ";

  private final Database database;
  private final Journal journal;
  private final Clock clock;

  /**
   * @param database opened with {@link #SCHEMA}
   */
  public PostedChecks(Database database, Journal journal, Clock clock) {
    this.database = database;
    this.journal = journal;
    this.clock = clock;
  }

  /** Adds a status; its id and time are given here. */
  public PostedStatus add(long repository, PostedStatus status) {
    return database.write(sql -> {
      sql.update(
          "INSERT INTO forge_status (repository, sha, context, state, description, url, creator,"
              + " created) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
          repository,
          status.sha(),
          status.context(),
          status.state(),
          status.description(),
          status.url(),
          status.creator(),
          clock.millis());
      PostedStatus added =
          sql.first(STATUS + "WHERE id = last_insert_rowid()", PostedChecks::status).orElseThrow();
      tell(sql, repository, status.sha(), status.creator(), status.context(), status.state());
      return added;
    });
  }

  private void tell(Sql sql, long repository, String sha, String by, String name, String state)
      throws SQLException {
    journal.append(
        sql,
        "forge.check.posted",
        "repositories/" + repository + "/commits/" + sha,
        by,
        Json.MAPPER.createObjectNode().put("name", name).put("state", state));
  }

  /** The statuses of a commit, the newest first. */
  public List<PostedStatus> statuses(long repository, String sha) {
    return database.read(sql ->
        sql.list(
            STATUS + "WHERE repository = ? AND sha = ? ORDER BY id DESC",
            PostedChecks::status,
            repository,
            sha));
  }

  /** The latest status of each context of a commit. */
  public List<PostedStatus> latest(long repository, String sha) {
    Map<String, PostedStatus> latest = new LinkedHashMap<>();
    statuses(repository, sha).forEach(status -> latest.putIfAbsent(status.context(), status));
    return List.copyOf(latest.values());
  }

  /** Adds a check run; its id is given here. */
  public PostedCheck add(long repository, PostedCheck check) {
    return database.write(sql -> {
      sql.update(
          "INSERT INTO forge_check (repository, sha, name, status, conclusion, details, creator,"
              + " started, completed) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
          repository,
          check.sha(),
          check.name(),
          check.status(),
          check.conclusion(),
          check.details(),
          check.creator(),
          check.started().toEpochMilli(),
          check.completed().map(Instant::toEpochMilli));
      PostedCheck added =
          sql.first(CHECK + "WHERE id = last_insert_rowid()", PostedChecks::check).orElseThrow();
      tell(sql, repository, check.sha(), check.creator(), check.name(), said(check));
      return added;
    });
  }

  /** Writes what a check run has become. */
  public PostedCheck update(long repository, PostedCheck check) {
    return database.write(sql -> {
      sql.update(
          "UPDATE forge_check SET name = ?, status = ?, conclusion = ?, details = ?, started = ?,"
              + " completed = ? WHERE repository = ? AND id = ?",
          check.name(),
          check.status(),
          check.conclusion(),
          check.details(),
          check.started().toEpochMilli(),
          check.completed().map(Instant::toEpochMilli),
          repository,
          check.id());
      tell(sql, repository, check.sha(), check.creator(), check.name(), said(check));
      return sql.first(CHECK + "WHERE id = ?", PostedChecks::check, check.id()).orElseThrow();
    });
  }

  private static String said(PostedCheck check) {
    return check.conclusion().isEmpty() ? check.status() : check.conclusion();
  }

  /** One check run. */
  public Optional<PostedCheck> check(long repository, long id) {
    return database.read(sql ->
        sql.first(CHECK + "WHERE repository = ? AND id = ?", PostedChecks::check, repository, id));
  }

  /** The check runs of a commit, the newest first. */
  public List<PostedCheck> checks(long repository, String sha) {
    return database.read(sql ->
        sql.list(
            CHECK + "WHERE repository = ? AND sha = ? ORDER BY id DESC",
            PostedChecks::check,
            repository,
            sha));
  }

  private static PostedStatus status(Row row) throws SQLException {
    return new PostedStatus(
        row.number(1),
        row.text(2),
        row.text(3),
        row.text(4),
        row.text(5),
        row.text(6),
        row.text(7),
        Instant.ofEpochMilli(row.number(8)));
  }

  private static PostedCheck check(Row row) throws SQLException {
    return new PostedCheck(
        row.number(1),
        row.text(2),
        row.text(3),
        row.text(4),
        row.text(5),
        row.text(6),
        row.text(7),
        Instant.ofEpochMilli(row.number(8)),
        row.optionalTime(9));
  }
}
