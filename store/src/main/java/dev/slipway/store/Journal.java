package dev.slipway.store;

import dev.slipway.base.Json;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Everything that happens, in order. A row is written in the transaction of the change it tells of,
 * so there is no change without its event and no event without its change.
 */
public final class Journal {
  /** The journal's table. */
  public static final Schema SCHEMA =
      new Schema(
          "journal",
          List.of(
              """
              CREATE TABLE event (
                number INTEGER PRIMARY KEY AUTOINCREMENT,
                time INTEGER NOT NULL,
                kind TEXT NOT NULL,
                subject TEXT NOT NULL,
                principal TEXT NOT NULL,
                data TEXT NOT NULL) STRICT;
              CREATE INDEX event_subject ON event (subject, number);
              CREATE INDEX event_kind ON event (kind, number)
              """));

  private static final String COLUMNS =
      "SELECT number, time, kind, subject, principal, data FROM event";

  private final Database database;
  private final Clock clock;

  /**
   * One thing that happened.
   *
   * @param number its place in the journal, growing
   * @param kind what happened, such as {@code registry.tag.moved}
   * @param subject to what, such as {@code p/doctor-app/backend:latest}
   * @param principal who did it
   * @param data the details
   */
  public record Event(
      long number, Instant time, String kind, String subject, String principal, JsonNode data) {}

  /** The journal in {@code database}, which was opened with {@link #SCHEMA}. */
  public Journal(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  /** Adds an event to the transaction of {@code sql}. */
  public void append(Sql sql, String kind, String subject, String principal, ObjectNode data)
      throws SQLException {
    sql.update(
        "INSERT INTO event (time, kind, subject, principal, data) VALUES (?, ?, ?, ?, ?)",
        clock.millis(),
        kind,
        subject,
        principal,
        Json.text(data));
  }

  /**
   * Adds an event that tells of no change in the database, such as a refusal; durable on return.
   */
  public void append(String kind, String subject, String principal, ObjectNode data) {
    database.write(sql -> {
      append(sql, kind, subject, principal, data);
      return kind;
    });
  }

  /**
   * Forgets what happened before; numbers are not given again.
   *
   * @param kept so many of the last events stay, whatever the clock says
   * @return how many were forgotten
   */
  public int forgetBefore(Instant time, long kept) {
    return database.write(sql ->
        sql.update(
            "DELETE FROM event WHERE time < ? AND number <= (SELECT MAX(number) FROM event) - ?",
            time.toEpochMilli(),
            kept));
  }

  /** The events after {@code number}, oldest first. */
  public List<Event> after(long number, int limit) {
    return database.read(sql ->
        sql.list(
            COLUMNS + " WHERE number > ? ORDER BY number LIMIT ?", Journal::event, number, limit));
  }

  /** The latest events of one subject, newest first. */
  public List<Event> latest(String subject, int limit) {
    return database.read(sql ->
        sql.list(
            COLUMNS + " WHERE subject = ? ORDER BY number DESC LIMIT ?",
            Journal::event,
            subject,
            limit));
  }

  /** The last event of all. */
  public Optional<Event> last() {
    return database.read(
        sql -> sql.first(COLUMNS + " ORDER BY number DESC LIMIT 1", Journal::event));
  }

  private static Event event(Row row) throws SQLException {
    return new Event(
        row.number(1),
        Instant.ofEpochMilli(row.number(2)),
        row.text(3),
        row.text(4),
        row.text(5),
        Json.MAPPER.readTree(row.text(6)));
  }
}
