package dev.slipway.delivery.ledger;

import dev.slipway.base.Json;
import dev.slipway.delivery.release.Contents;
import dev.slipway.delivery.release.Environment;
import dev.slipway.delivery.release.Release;
import dev.slipway.manifest.KubeObject;
import dev.slipway.store.Row;
import dev.slipway.store.Schema;
import dev.slipway.store.Sql;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** The ledger's statements. Each runs in the transaction of the {@link Sql} it is given. */
final class LedgerTables {
  static final Schema SCHEMA =
      new Schema(
          "delivery",
          List.of(
              """
              CREATE TABLE delivery_environment (
                name TEXT PRIMARY KEY,
                namespace TEXT NOT NULL UNIQUE,
                lease INTEGER NOT NULL DEFAULT 0) STRICT;
              CREATE TABLE delivery_release (
                environment TEXT NOT NULL REFERENCES delivery_environment (name),
                number INTEGER NOT NULL,
                state TEXT NOT NULL,
                recorded TEXT,
                data TEXT NOT NULL,
                PRIMARY KEY (environment, number)) STRICT;
              CREATE TABLE delivery_content (
                hash TEXT PRIMARY KEY,
                tree TEXT NOT NULL) STRICT;
              CREATE TABLE delivery_manifest (
                environment TEXT NOT NULL,
                number INTEGER NOT NULL,
                place INTEGER NOT NULL,
                hash TEXT NOT NULL REFERENCES delivery_content (hash),
                PRIMARY KEY (environment, number, place)) STRICT, WITHOUT ROWID;
              CREATE TABLE delivery_quarantine (
                environment TEXT NOT NULL,
                repository TEXT NOT NULL,
                commit_id TEXT NOT NULL,
                release INTEGER NOT NULL,
                reason TEXT NOT NULL,
                lifted_by INTEGER,
                PRIMARY KEY (environment, repository, commit_id)) STRICT;
              CREATE TABLE delivery_image (
                digest TEXT PRIMARY KEY,
                repository TEXT NOT NULL,
                commit_id TEXT NOT NULL,
                run TEXT) STRICT;
              CREATE TABLE delivery_tag (
                name TEXT NOT NULL,
                tag TEXT NOT NULL,
                repository TEXT NOT NULL,
                commit_id TEXT NOT NULL,
                PRIMARY KEY (name, tag)) STRICT
              """));

  private LedgerTables() {}

  static Optional<Environment> environment(Sql sql, String namespace) throws SQLException {
    return sql.first(
        "SELECT name, namespace FROM delivery_environment WHERE namespace = ?",
        LedgerTables::environment,
        namespace);
  }

  static List<Environment> environments(Sql sql) throws SQLException {
    return sql.list(
        "SELECT name, namespace FROM delivery_environment ORDER BY name",
        LedgerTables::environment);
  }

  private static Environment environment(Row row) throws SQLException {
    return new Environment(row.text(1), row.text(2));
  }

  static boolean hasName(Sql sql, String name) throws SQLException {
    return sql.first("SELECT 1 FROM delivery_environment WHERE name = ?", row -> 1, name)
        .isPresent();
  }

  static void add(Sql sql, Environment environment) throws SQLException {
    sql.update(
        "INSERT INTO delivery_environment (name, namespace) VALUES (?, ?)",
        environment.name(),
        environment.namespace());
  }

  static long nextLease(Sql sql, String environment) throws SQLException {
    sql.update("UPDATE delivery_environment SET lease = lease + 1 WHERE name = ?", environment);
    return lease(sql, environment);
  }

  static long lease(Sql sql, String environment) throws SQLException {
    return sql.first(
            "SELECT lease FROM delivery_environment WHERE name = ?",
            row -> row.number(1),
            environment)
        .orElse(0L);
  }

  static List<Release> releases(Sql sql, String environment, int limit) throws SQLException {
    return sql.list(
        "SELECT data FROM delivery_release WHERE environment = ? AND (number > (SELECT"
            + " COALESCE(MAX(number), 0) - ? FROM delivery_release WHERE environment = ?) OR state"
            + " = 'SERVING') ORDER BY number DESC",
        LedgerTables::release,
        environment,
        limit,
        environment);
  }

  static Optional<Release> release(Sql sql, String environment, int number) throws SQLException {
    return sql.first(
        "SELECT data FROM delivery_release WHERE environment = ? AND number = ?",
        LedgerTables::release,
        environment,
        number);
  }

  private static Release release(Row row) throws SQLException {
    return Json.parse(
        row.text(1).getBytes(StandardCharsets.UTF_8), "delivery_release", Release.class);
  }

  /** Adds a release or replaces what is known of it. */
  static void put(Sql sql, Release release) throws SQLException {
    sql.update(
        "INSERT INTO delivery_release (environment, number, state, data) VALUES (?, ?, ?, ?)"
            + " ON CONFLICT (environment, number) DO UPDATE SET state = excluded.state,"
            + " data = excluded.data",
        release.environment(),
        release.number(),
        release.state().name(),
        Json.text(release));
  }

  /** The deploy record's commit of a release; empty while it was not written. */
  static Optional<String> recorded(Sql sql, String environment, int number) throws SQLException {
    return sql.first(
            "SELECT recorded FROM delivery_release WHERE environment = ? AND number = ?",
            row -> row.optionalText(1),
            environment,
            number)
        .flatMap(o -> o);
  }

  static void setRecorded(Sql sql, String environment, int number, String commit)
      throws SQLException {
    sql.update(
        "UPDATE delivery_release SET recorded = ? WHERE environment = ? AND number = ?",
        commit,
        environment,
        number);
  }

  /** Replaces the manifests of a release; equal content is stored once. */
  static void putManifests(Sql sql, Release release, List<KubeObject> manifests)
      throws SQLException {
    sql.update(
        "DELETE FROM delivery_manifest WHERE environment = ? AND number = ?",
        release.environment(),
        release.number());
    int place = 0;
    for (KubeObject object : manifests) {
      String hash = Contents.hash(object.tree());
      sql.update(
          "INSERT OR IGNORE INTO delivery_content (hash, tree) VALUES (?, ?)",
          hash,
          Json.text(object.tree()));
      sql.update(
          "INSERT INTO delivery_manifest (environment, number, place, hash) VALUES (?, ?, ?, ?)",
          release.environment(),
          release.number(),
          place++,
          hash);
    }
  }

  static List<KubeObject> manifests(Sql sql, String environment, int number) throws SQLException {
    return sql.list(
        "SELECT tree FROM delivery_manifest JOIN delivery_content USING (hash)"
            + " WHERE environment = ? AND number = ? ORDER BY place",
        row ->
            KubeObject.of(
                (ObjectNode)
                    Json.parse(row.text(1).getBytes(StandardCharsets.UTF_8), "delivery_content")),
        environment,
        number);
  }

  static void quarantine(Sql sql, String environment, Quarantine quarantine) throws SQLException {
    sql.update(
        "INSERT INTO delivery_quarantine (environment, repository, commit_id, release, reason)"
            + " VALUES (?, ?, ?, ?, ?) ON CONFLICT (environment, repository, commit_id) DO UPDATE"
            + " SET release = excluded.release, reason = excluded.reason, lifted_by = NULL",
        environment,
        quarantine.repository(),
        quarantine.commit(),
        quarantine.release(),
        quarantine.reason());
  }

  static List<Quarantine> quarantines(Sql sql, String environment) throws SQLException {
    return sql.list(
        "SELECT repository, commit_id, release, reason FROM delivery_quarantine"
            + " WHERE environment = ? AND lifted_by IS NULL ORDER BY release DESC",
        row -> new Quarantine(row.text(1), row.text(2), (int) row.number(3), row.text(4)),
        environment);
  }

  static void lift(Sql sql, String environment, Quarantine quarantine, int by) throws SQLException {
    sql.update(
        "UPDATE delivery_quarantine SET lifted_by = ?"
            + " WHERE environment = ? AND repository = ? AND commit_id = ?",
        by,
        environment,
        quarantine.repository(),
        quarantine.commit());
  }
}
