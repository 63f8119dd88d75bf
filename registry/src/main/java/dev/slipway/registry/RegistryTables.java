package dev.slipway.registry;

import dev.slipway.base.Json;
import dev.slipway.oci.Descriptor;
import dev.slipway.oci.Digest;
import dev.slipway.oci.Manifest;
import dev.slipway.store.Row;
import dev.slipway.store.Schema;
import dev.slipway.store.Sql;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.type.TypeReference;

/** The registry's statements. Each runs in the transaction of the {@link Sql} it is given. */
final class RegistryTables {
  static final Schema SCHEMA =
      new Schema(
          "registry",
          List.of(
              """
              CREATE TABLE registry_repository (
                path TEXT PRIMARY KEY,
                created INTEGER NOT NULL,
                creator TEXT NOT NULL) STRICT;
              CREATE TABLE registry_blob (
                name TEXT NOT NULL,
                digest TEXT NOT NULL,
                PRIMARY KEY (name, digest)) STRICT, WITHOUT ROWID;
              CREATE INDEX registry_blob_digest ON registry_blob (digest);
              CREATE TABLE registry_manifest (
                name TEXT NOT NULL,
                digest TEXT NOT NULL,
                media_type TEXT NOT NULL,
                size INTEGER NOT NULL,
                subject TEXT,
                artifact_type TEXT NOT NULL,
                annotations TEXT NOT NULL,
                pushed INTEGER NOT NULL,
                pusher TEXT NOT NULL,
                PRIMARY KEY (name, digest)) STRICT, WITHOUT ROWID;
              CREATE INDEX registry_manifest_subject ON registry_manifest (name, subject);
              CREATE TABLE registry_reference (
                name TEXT NOT NULL,
                manifest TEXT NOT NULL,
                digest TEXT NOT NULL,
                PRIMARY KEY (name, manifest, digest)) STRICT, WITHOUT ROWID;
              CREATE INDEX registry_reference_digest ON registry_reference (name, digest);
              CREATE TABLE registry_tag (
                name TEXT NOT NULL,
                tag TEXT NOT NULL,
                digest TEXT NOT NULL,
                moved INTEGER NOT NULL,
                PRIMARY KEY (name, tag)) STRICT, WITHOUT ROWID;
              CREATE TABLE registry_tag_move (
                number INTEGER PRIMARY KEY AUTOINCREMENT,
                name TEXT NOT NULL,
                tag TEXT NOT NULL,
                origin TEXT,
                target TEXT,
                time INTEGER NOT NULL,
                principal TEXT NOT NULL) STRICT;
              CREATE INDEX registry_tag_move_tag ON registry_tag_move (name, tag, number)
              """));

  private static final TypeReference<Map<String, String>> ANNOTATIONS = new TypeReference<>() {};

  private RegistryTables() {}

  static boolean hasRepository(Sql sql, RepositoryPath path) throws SQLException {
    return exists(sql, "SELECT 1 FROM registry_repository WHERE path = ?", path.toString());
  }

  static boolean addRepository(Sql sql, RepositoryPath path, String creator, Instant now)
      throws SQLException {
    return sql.update(
            "INSERT OR IGNORE INTO registry_repository (path, created, creator) VALUES (?, ?, ?)",
            path.toString(),
            now.toEpochMilli(),
            creator)
        > 0;
  }

  static boolean hasBlob(Sql sql, String name, Digest digest) throws SQLException {
    return exists(
        sql, "SELECT 1 FROM registry_blob WHERE name = ? AND digest = ?", name, digest.toString());
  }

  static void addBlob(Sql sql, String name, Digest digest) throws SQLException {
    sql.update(
        "INSERT OR IGNORE INTO registry_blob (name, digest) VALUES (?, ?)",
        name,
        digest.toString());
  }

  static boolean removeBlob(Sql sql, String name, Digest digest) throws SQLException {
    return sql.update(
            "DELETE FROM registry_blob WHERE name = ? AND digest = ?", name, digest.toString())
        > 0;
  }

  /** Names that hold a blob; not more than {@code limit}. */
  static List<String> namesWithBlob(Sql sql, Digest digest, int limit) throws SQLException {
    return sql.list(
        "SELECT name FROM registry_blob WHERE digest = ? LIMIT ?",
        row -> row.text(1),
        digest.toString(),
        limit);
  }

  /** Manifests under {@code name} that name {@code digest}, as a layer or as a part of an index. */
  static List<String> users(Sql sql, String name, Digest digest) throws SQLException {
    return sql.list(
        "SELECT manifest FROM registry_reference WHERE name = ? AND digest = ? LIMIT 5",
        row -> row.text(1),
        name,
        digest.toString());
  }

  static Optional<String> mediaType(Sql sql, String name, Digest digest) throws SQLException {
    return sql.first(
        "SELECT media_type FROM registry_manifest WHERE name = ? AND digest = ?",
        row -> row.text(1),
        name,
        digest.toString());
  }

  static void addManifest(
      Sql sql,
      String name,
      Digest digest,
      long size,
      Manifest manifest,
      String artifactType,
      String pusher,
      Instant now)
      throws SQLException {
    int added =
        sql.update(
            "INSERT OR IGNORE INTO registry_manifest (name, digest, media_type, size, subject,"
                + " artifact_type, annotations, pushed, pusher) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            name,
            digest.toString(),
            manifest.mediaType(),
            size,
            manifest.subject().map(s -> s.digest().toString()),
            artifactType,
            Json.text(manifest.annotations()),
            now.toEpochMilli(),
            pusher);
    if (added == 0) {
      return;
    }
    for (Descriptor reference : manifest.references()) {
      sql.update(
          "INSERT OR IGNORE INTO registry_reference (name, manifest, digest) VALUES (?, ?, ?)",
          name,
          digest.toString(),
          reference.digest().toString());
    }
  }

  static boolean removeManifest(Sql sql, String name, Digest digest) throws SQLException {
    sql.update(
        "DELETE FROM registry_reference WHERE name = ? AND manifest = ?", name, digest.toString());
    return sql.update(
            "DELETE FROM registry_manifest WHERE name = ? AND digest = ?", name, digest.toString())
        > 0;
  }

  static List<Descriptor> referrers(Sql sql, String name, Digest subject) throws SQLException {
    return sql.list(
        "SELECT media_type, digest, size, artifact_type, annotations FROM registry_manifest"
            + " WHERE name = ? AND subject = ? ORDER BY digest",
        RegistryTables::referrer,
        name,
        subject.toString());
  }

  private static Descriptor referrer(Row row) throws SQLException {
    Descriptor descriptor =
        Descriptor.of(row.text(1), Digest.parse(row.text(2)), row.number(3))
            .withAnnotations(Json.MAPPER.readValue(row.text(5), ANNOTATIONS));
    return row.text(4).isEmpty() ? descriptor : descriptor.withArtifactType(row.text(4));
  }

  static Optional<Digest> tag(Sql sql, String name, String tag) throws SQLException {
    return sql.first(
        "SELECT digest FROM registry_tag WHERE name = ? AND tag = ?",
        row -> Digest.parse(row.text(1)),
        name,
        tag);
  }

  /** Tags after {@code last}, in order. */
  static List<RegistryTag> tags(Sql sql, String name, String last, int limit) throws SQLException {
    return sql.list(
        "SELECT tag, digest, moved FROM registry_tag WHERE name = ? AND tag > ? ORDER BY tag"
            + " LIMIT ?",
        row ->
            new RegistryTag(
                name, row.text(1), Digest.parse(row.text(2)), Instant.ofEpochMilli(row.number(3))),
        name,
        last,
        limit);
  }

  static List<String> tagsOf(Sql sql, String name, Digest digest) throws SQLException {
    return sql.list(
        "SELECT tag FROM registry_tag WHERE name = ? AND digest = ? ORDER BY tag",
        row -> row.text(1),
        name,
        digest.toString());
  }

  static void setTag(Sql sql, String name, String tag, Digest digest, Instant now)
      throws SQLException {
    sql.update(
        "INSERT INTO registry_tag (name, tag, digest, moved) VALUES (?, ?, ?, ?)"
            + " ON CONFLICT (name, tag) DO UPDATE SET digest = excluded.digest,"
            + " moved = excluded.moved",
        name,
        tag,
        digest.toString(),
        now.toEpochMilli());
  }

  static void removeTag(Sql sql, String name, String tag) throws SQLException {
    sql.update("DELETE FROM registry_tag WHERE name = ? AND tag = ?", name, tag);
  }

  static void addMove(Sql sql, TagMove move) throws SQLException {
    sql.update(
        "INSERT INTO registry_tag_move (name, tag, origin, target, time, principal)"
            + " VALUES (?, ?, ?, ?, ?, ?)",
        move.name(),
        move.tag(),
        move.from().map(Digest::toString),
        move.to().map(Digest::toString),
        move.time().toEpochMilli(),
        move.principal());
  }

  /** Moves of one tag, the latest first. */
  static List<TagMove> moves(Sql sql, String name, String tag, int limit) throws SQLException {
    return sql.list(
        "SELECT origin, target, time, principal FROM registry_tag_move"
            + " WHERE name = ? AND tag = ? ORDER BY number DESC LIMIT ?",
        row ->
            new TagMove(
                name,
                tag,
                row.optionalText(1).map(Digest::parse),
                row.optionalText(2).map(Digest::parse),
                Instant.ofEpochMilli(row.number(3)),
                row.text(4)),
        name,
        tag,
        limit);
  }

  static boolean isKnown(Sql sql, String name) throws SQLException {
    return exists(sql, "SELECT 1 FROM registry_manifest WHERE name = ? LIMIT 1", name)
        || exists(sql, "SELECT 1 FROM registry_blob WHERE name = ? LIMIT 1", name);
  }

  /** Names that hold a manifest, after {@code last}, in order. */
  static List<String> names(Sql sql, String last, int limit) throws SQLException {
    return sql.list(
        "SELECT DISTINCT name FROM registry_manifest WHERE name > ? ORDER BY name LIMIT ?",
        row -> row.text(1),
        last,
        limit);
  }

  /** Every digest that some repository names or may name. */
  static List<String> digests(Sql sql) throws SQLException {
    return sql.list(
        "SELECT digest FROM registry_manifest UNION SELECT digest FROM registry_blob"
            + " UNION SELECT digest FROM registry_reference",
        row -> row.text(1));
  }

  private static boolean exists(Sql sql, String query, Object... values) throws SQLException {
    return sql.first(query, row -> 1, values).isPresent();
  }
}
