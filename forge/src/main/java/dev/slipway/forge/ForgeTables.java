package dev.slipway.forge;

import dev.slipway.base.Json;
import dev.slipway.forge.HostedRepository.Visibility;
import dev.slipway.git.CommitId;
import dev.slipway.git.RefChange;
import dev.slipway.http.Principal;
import dev.slipway.store.Row;
import dev.slipway.store.Schema;
import dev.slipway.store.Sql;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.type.TypeReference;

/** The statements about repositories, protection and pushes, each in the caller's transaction. */
final class ForgeTables {
  static final Schema SCHEMA =
      new Schema(
          "forge",
          List.of(
              """
              CREATE TABLE forge_repository (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                owner TEXT NOT NULL,
                name TEXT NOT NULL,
                default_branch TEXT NOT NULL,
                visibility TEXT NOT NULL,
                parent INTEGER REFERENCES forge_repository (id),
                created INTEGER NOT NULL,
                creator TEXT NOT NULL,
                UNIQUE (owner, name)) STRICT;
              CREATE TABLE forge_ref (
                repository INTEGER NOT NULL REFERENCES forge_repository (id),
                ref TEXT NOT NULL,
                sha TEXT NOT NULL,
                PRIMARY KEY (repository, ref)) STRICT, WITHOUT ROWID;
              CREATE TABLE forge_push (
                number INTEGER PRIMARY KEY AUTOINCREMENT,
                repository INTEGER NOT NULL REFERENCES forge_repository (id),
                ref TEXT NOT NULL,
                before TEXT,
                after TEXT,
                kind TEXT NOT NULL,
                pusher TEXT NOT NULL,
                time INTEGER NOT NULL) STRICT;
              CREATE INDEX forge_push_ref ON forge_push (repository, ref, number);
              CREATE TABLE forge_protection (
                repository INTEGER NOT NULL REFERENCES forge_repository (id),
                branch TEXT NOT NULL,
                checks TEXT NOT NULL,
                direct_push TEXT NOT NULL,
                pushers TEXT NOT NULL,
                PRIMARY KEY (repository, branch)) STRICT, WITHOUT ROWID;
              CREATE TABLE forge_pull (
                repository INTEGER NOT NULL REFERENCES forge_repository (id),
                number INTEGER NOT NULL,
                title TEXT NOT NULL,
                body TEXT NOT NULL,
                author TEXT NOT NULL,
                state TEXT NOT NULL,
                head_repository INTEGER NOT NULL REFERENCES forge_repository (id),
                head_branch TEXT NOT NULL,
                head TEXT NOT NULL,
                base_branch TEXT NOT NULL,
                base TEXT NOT NULL,
                merge TEXT,
                conflicts TEXT NOT NULL,
                merged_by TEXT,
                merged_as TEXT,
                merged_at INTEGER,
                created INTEGER NOT NULL,
                updated INTEGER NOT NULL,
                PRIMARY KEY (repository, number)) STRICT, WITHOUT ROWID;
              CREATE INDEX forge_pull_head ON forge_pull (head_repository, head_branch)
              """,
              """
              ALTER TABLE forge_push ADD COLUMN attributes TEXT NOT NULL DEFAULT '{}';
              ALTER TABLE forge_push ADD COLUMN told INTEGER NOT NULL DEFAULT 1;
              CREATE INDEX forge_push_untold ON forge_push (number) WHERE told = 0;
              CREATE TABLE forge_pull_untold (
                repository INTEGER NOT NULL,
                number INTEGER NOT NULL,
                action TEXT NOT NULL,
                actor TEXT NOT NULL,
                attributes TEXT NOT NULL,
                PRIMARY KEY (repository, number)) STRICT, WITHOUT ROWID
              """));

  private static final String REPOSITORY =
      "SELECT id, owner, name, default_branch, visibility, COALESCE(parent, 0), created"
          + " FROM forge_repository ";

  private ForgeTables() {}

  static long addRepository(
      Sql sql,
      RepositoryName name,
      Visibility visibility,
      Optional<Long> parent,
      String creator,
      Instant now)
      throws SQLException {
    String branch = "main";
    if (parent.isPresent()) {
      branch =
          sql.first(
                  "SELECT default_branch FROM forge_repository WHERE id = ?",
                  row -> row.text(1),
                  parent.get())
              .orElse(branch);
    }
    // 0 stands for none on the way in, so that every value is bound.
    sql.update(
        "INSERT INTO forge_repository"
            + " (owner, name, default_branch, visibility, parent, created, creator)"
            + " VALUES (?, ?, ?, ?, NULLIF(?, 0), ?, ?)",
        name.owner(),
        name.name(),
        branch,
        visibility.name().toLowerCase(Locale.ROOT),
        parent.orElse(0L),
        now.toEpochMilli(),
        creator);
    return find(sql, name).orElseThrow(() -> new SQLException(name + " was not added")).id();
  }

  static Optional<HostedRepository> find(Sql sql, RepositoryName name) throws SQLException {
    return sql.first(
        REPOSITORY + "WHERE owner = ? AND name = ?",
        ForgeTables::repository,
        name.owner(),
        name.name());
  }

  static Optional<HostedRepository> find(Sql sql, long id) throws SQLException {
    return sql.first(REPOSITORY + "WHERE id = ?", ForgeTables::repository, id);
  }

  static List<HostedRepository> repositories(Sql sql) throws SQLException {
    return sql.list(REPOSITORY + "ORDER BY owner, name", ForgeTables::repository);
  }

  static void setBranchAndVisibility(Sql sql, long id, String branch, Visibility visibility)
      throws SQLException {
    sql.update(
        "UPDATE forge_repository SET default_branch = ?, visibility = ? WHERE id = ?",
        branch,
        visibility.name().toLowerCase(Locale.ROOT),
        id);
  }

  static void removeRepository(Sql sql, long id) throws SQLException {
    sql.update("DELETE FROM forge_ref WHERE repository = ?", id);
    sql.update("DELETE FROM forge_push WHERE repository = ?", id);
    sql.update("DELETE FROM forge_repository WHERE id = ?", id);
  }

  static void setRef(Sql sql, long repository, String ref, Optional<CommitId> id)
      throws SQLException {
    if (id.isEmpty()) {
      sql.update("DELETE FROM forge_ref WHERE repository = ? AND ref = ?", repository, ref);
    } else {
      sql.update(
          "INSERT INTO forge_ref (repository, ref, sha) VALUES (?, ?, ?)"
              + " ON CONFLICT (repository, ref) DO UPDATE SET sha = excluded.sha",
          repository,
          ref,
          id.get().sha());
    }
  }

  static List<Map.Entry<String, String>> refs(Sql sql, long repository) throws SQLException {
    return sql.list(
        "SELECT ref, sha FROM forge_ref WHERE repository = ?",
        row -> Map.entry(row.text(1), row.text(2)),
        repository);
  }

  /** Logs a push that nobody has been told of yet; returns it with its number. */
  static PushEvent addPush(Sql sql, PushEvent event, Instant now) throws SQLException {
    sql.update(
        "INSERT INTO forge_push"
            + " (repository, ref, before, after, kind, pusher, time, attributes, told)"
            + " VALUES (?, ?, NULLIF(?, ''), NULLIF(?, ''), ?, ?, ?, ?, 0)",
        event.repository().id(),
        event.ref(),
        event.before().map(CommitId::sha).orElse(""),
        event.after().map(CommitId::sha).orElse(""),
        event.kind().name().toLowerCase(Locale.ROOT),
        event.pusher().name(),
        now.toEpochMilli(),
        attributes(event.pusher()));
    return event.numbered(
        sql.first("SELECT last_insert_rowid()", row -> row.number(1)).orElseThrow());
  }

  static int setTold(Sql sql, long push) throws SQLException {
    return sql.update("UPDATE forge_push SET told = 1 WHERE number = ?", push);
  }

  /** The logged pushes that nobody has been told of, the oldest first. */
  static List<PushEvent> untold(Sql sql) throws SQLException {
    var events = new ArrayList<PushEvent>();
    for (HostedRepository repository : repositories(sql)) {
      events.addAll(
          sql.list(
              "SELECT number, ref, COALESCE(before, ''), COALESCE(after, ''), kind, pusher,"
                  + " attributes FROM forge_push WHERE told = 0 AND repository = ?",
              row -> push(repository, row),
              repository.id()));
    }
    events.sort(Comparator.comparingLong(PushEvent::number));
    return events;
  }

  static String attributes(Principal principal) {
    return Json.text(Json.MAPPER.valueToTree(principal.attributes()));
  }

  /** Who did something, as far as that is on record. */
  static Principal principal(String name, String attributes) {
    Map<String, String> known =
        Json.MAPPER.readValue(attributes, new TypeReference<Map<String, String>>() {});
    return new Principal(name, Set.of(), known);
  }

  private static PushEvent push(HostedRepository repository, Row row) throws SQLException {
    return new PushEvent(
        repository,
        row.text(2),
        commit(row.text(3)),
        commit(row.text(4)),
        RefChange.Kind.valueOf(row.text(5).toUpperCase(Locale.ROOT)),
        principal(row.text(6), row.text(7)),
        List.of(),
        row.number(1));
  }

  private static Optional<CommitId> commit(String sha) {
    return sha.isEmpty() ? Optional.empty() : Optional.of(new CommitId(sha));
  }

  static void setProtection(Sql sql, long repository, Protection protection) throws SQLException {
    sql.update(
        "INSERT OR REPLACE INTO forge_protection (repository, branch, checks, direct_push, pushers)"
            + " VALUES (?, ?, ?, ?, ?)",
        repository,
        protection.branch(),
        Json.text(protection.requiredChecks()),
        protection.directPush().name().toLowerCase(Locale.ROOT),
        Json.text(protection.pushers().stream().sorted().toList()));
  }

  static boolean removeProtection(Sql sql, long repository, String branch) throws SQLException {
    return sql.update(
            "DELETE FROM forge_protection WHERE repository = ? AND branch = ?", repository, branch)
        > 0;
  }

  static List<Protection> protections(Sql sql, long repository) throws SQLException {
    return sql.list(
        "SELECT branch, checks, direct_push, pushers FROM forge_protection"
            + " WHERE repository = ? ORDER BY branch",
        row ->
            new Protection(
                row.text(1),
                texts(row.text(2)),
                Protection.DirectPush.valueOf(row.text(3).toUpperCase(Locale.ROOT)),
                Set.copyOf(texts(row.text(4)))),
        repository);
  }

  static List<String> texts(String json) {
    return Json.MAPPER.readValue(json, new TypeReference<List<String>>() {});
  }

  private static HostedRepository repository(Row row) throws SQLException {
    long parent = row.number(6);
    return new HostedRepository(
        row.number(1),
        new RepositoryName(row.text(2), row.text(3)),
        row.text(4),
        Visibility.valueOf(row.text(5).toUpperCase(Locale.ROOT)),
        parent == 0 ? Optional.empty() : Optional.of(parent),
        Instant.ofEpochMilli(row.number(7)));
  }
}
