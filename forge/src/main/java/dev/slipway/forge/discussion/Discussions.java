package dev.slipway.forge.discussion;

import dev.slipway.base.Json;
import dev.slipway.store.Database;
import dev.slipway.store.Journal;
import dev.slipway.store.Row;
import dev.slipway.store.Schema;
import dev.slipway.store.Sql;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The comments and labels of pull requests; each change is written with its journal event. */
public final class Discussions {
  /** Its tables. */
  public static final Schema SCHEMA =
      new Schema(
          "forge-discussion",
          List.of(
              """
              CREATE TABLE forge_comment (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                repository INTEGER NOT NULL,
                pull INTEGER NOT NULL,
                author TEXT NOT NULL,
                body TEXT NOT NULL,
                created INTEGER NOT NULL,
                updated INTEGER NOT NULL) STRICT;
              CREATE INDEX forge_comment_pull ON forge_comment (repository, pull, id);
              CREATE TABLE forge_label (
                repository INTEGER NOT NULL,
                pull INTEGER NOT NULL,
                name TEXT NOT NULL COLLATE NOCASE,
                PRIMARY KEY (repository, pull, name)) STRICT, WITHOUT ROWID
              """));

  private static final String COMMENT =
      "SELECT id, pull, author, body, created, updated FROM forge_comment ";

  private final Database database;
  private final Journal journal;
  private final Clock clock;

  /** Which pull request: the id of its repository, and its number there. */
  public record Place(long repository, long pull) {}

  /**
   * @param database opened with {@link #SCHEMA}
   */
  public Discussions(Database database, Journal journal, Clock clock) {
    this.database = database;
    this.journal = journal;
    this.clock = clock;
  }

  /** Adds a comment. */
  public Comment add(Place at, String author, String body) {
    long now = clock.millis();
    return database.write(sql -> {
      sql.update(
          "INSERT INTO forge_comment (repository, pull, author, body, created, updated)"
              + " VALUES (?, ?, ?, ?, ?, ?)",
          at.repository(),
          at.pull(),
          author,
          body,
          now,
          now);
      long id = sql.first("SELECT last_insert_rowid()", row -> row.number(1)).orElseThrow();
      tell(sql, "forge.comment.created", at.repository(), id, author);
      return find(sql, at.repository(), id).orElseThrow();
    });
  }

  /** The comments on a pull request, the oldest first. */
  public List<Comment> comments(Place at) {
    return database.read(sql ->
        sql.list(
            COMMENT + "WHERE repository = ? AND pull = ? ORDER BY id",
            Discussions::comment,
            at.repository(),
            at.pull()));
  }

  /** All comments in a repository, the oldest first. */
  public List<Comment> comments(long repository) {
    return database.read(sql ->
        sql.list(COMMENT + "WHERE repository = ? ORDER BY id", Discussions::comment, repository));
  }

  /** One comment. */
  public Optional<Comment> find(long repository, long id) {
    return database.read(sql -> find(sql, repository, id));
  }

  private static Optional<Comment> find(Sql sql, long repository, long id) throws SQLException {
    return sql.first(
        COMMENT + "WHERE repository = ? AND id = ?", Discussions::comment, repository, id);
  }

  /** Writes a comment anew. */
  public Optional<Comment> edit(long repository, long id, String body, String by) {
    return database.write(sql -> {
      sql.update(
          "UPDATE forge_comment SET body = ?, updated = ? WHERE repository = ? AND id = ?",
          body,
          clock.millis(),
          repository,
          id);
      tell(sql, "forge.comment.edited", repository, id, by);
      return find(sql, repository, id);
    });
  }

  /** Removes a comment. */
  public void remove(long repository, long id, String by) {
    database.write(sql -> {
      tell(sql, "forge.comment.removed", repository, id, by);
      return sql.update(
          "DELETE FROM forge_comment WHERE repository = ? AND id = ?", repository, id);
    });
  }

  private void tell(Sql sql, String kind, long repository, long id, String by) throws SQLException {
    journal.append(
        sql,
        kind,
        "repositories/" + repository + "/comments/" + id,
        by,
        Json.MAPPER.createObjectNode());
  }

  /** The labels of a pull request, by name. */
  public List<String> labels(Place at) {
    return database.read(sql ->
        sql.list(
            "SELECT name FROM forge_label WHERE repository = ? AND pull = ? ORDER BY name",
            row -> row.text(1),
            at.repository(),
            at.pull()));
  }

  /** Adds labels to those that are there. */
  public void label(Place at, List<String> names) {
    database.write(sql -> {
      for (String name : names) {
        sql.update(
            "INSERT OR IGNORE INTO forge_label (repository, pull, name) VALUES (?, ?, ?)",
            at.repository(),
            at.pull(),
            name);
      }
      return names;
    });
  }

  /** Takes a label away; returns whether it was there. */
  public boolean unlabel(Place at, String name) {
    return database.write(sql ->
        sql.update(
                "DELETE FROM forge_label WHERE repository = ? AND pull = ? AND name = ?",
                at.repository(),
                at.pull(),
                name)
            > 0);
  }

  private static Comment comment(Row row) throws SQLException {
    return new Comment(
        row.number(1),
        row.number(2),
        row.text(3),
        row.text(4),
        Instant.ofEpochMilli(row.number(5)),
        Instant.ofEpochMilli(row.number(6)));
  }
}
