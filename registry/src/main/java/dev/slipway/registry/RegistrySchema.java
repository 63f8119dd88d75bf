package dev.slipway.registry;

import dev.slipway.store.Schema;
import java.util.List;

/** The registry's tables, as the steps that led to them. */
final class RegistrySchema {
  static final Schema SCHEMA = new Schema("registry", List.of(first(), second()));

  private RegistrySchema() {}

  private static String first() {
    return """
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
    """;
  }

  /** Settings of repositories, the memory of tags, what was removed, what may be collected. */
  private static String second() {
    return """
    ALTER TABLE registry_repository ADD COLUMN updated INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE registry_repository ADD COLUMN settings TEXT NOT NULL DEFAULT '{}';
    ALTER TABLE registry_blob ADD COLUMN added INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE registry_manifest ADD COLUMN content_size INTEGER NOT NULL DEFAULT -1;
    CREATE INDEX registry_manifest_digest ON registry_manifest (digest);
    CREATE INDEX registry_reference_content ON registry_reference (digest);
    CREATE INDEX registry_tag_digest ON registry_tag (name, digest);
    ALTER TABLE registry_tag_move ADD COLUMN run TEXT;
    ALTER TABLE registry_tag_move ADD COLUMN job TEXT;
    ALTER TABLE registry_tag_move ADD COLUMN ref TEXT;
    ALTER TABLE registry_tag_move ADD COLUMN cause TEXT NOT NULL DEFAULT 'push';
    CREATE TABLE registry_pull (
      name TEXT NOT NULL,
      digest TEXT NOT NULL,
      pulled INTEGER NOT NULL,
      PRIMARY KEY (name, digest)) STRICT, WITHOUT ROWID;
    CREATE TABLE registry_removed (
      number INTEGER PRIMARY KEY AUTOINCREMENT,
      name TEXT NOT NULL,
      digest TEXT NOT NULL,
      media_type TEXT NOT NULL,
      pushed INTEGER NOT NULL,
      pusher TEXT NOT NULL,
      tags TEXT NOT NULL,
      removed INTEGER NOT NULL,
      principal TEXT NOT NULL,
      cause TEXT NOT NULL) STRICT;
    CREATE INDEX registry_removed_digest ON registry_removed (digest);
    CREATE TABLE registry_removed_reference (
      removed INTEGER NOT NULL,
      digest TEXT NOT NULL,
      PRIMARY KEY (removed, digest)) STRICT, WITHOUT ROWID;
    CREATE INDEX registry_removed_reference_digest ON registry_removed_reference (digest);
    CREATE TABLE registry_loose (
      digest TEXT PRIMARY KEY,
      since INTEGER NOT NULL) STRICT, WITHOUT ROWID
    """;
  }
}
