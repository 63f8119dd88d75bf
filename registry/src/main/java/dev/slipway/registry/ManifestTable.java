package dev.slipway.registry;

import dev.slipway.base.Json;
import dev.slipway.oci.Descriptor;
import dev.slipway.oci.Digest;
import dev.slipway.oci.ImageIndex;
import dev.slipway.oci.ImageManifest;
import dev.slipway.oci.Manifest;
import dev.slipway.store.Row;
import dev.slipway.store.Sql;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.type.TypeReference;

/** Manifests under their names, and what they name. */
final class ManifestTable {
  private static final TypeReference<Map<String, String>> ANNOTATIONS = new TypeReference<>() {};
  private static final String VERSIONS =
      "SELECT m.name, m.digest, m.media_type, m.pushed, m.pusher, m.content_size, m.subject,"
          + " p.pulled FROM registry_manifest m LEFT JOIN registry_pull p"
          + " ON p.name = m.name AND p.digest = m.digest";

  private ManifestTable() {}

  static Optional<String> mediaType(Sql sql, String name, Digest digest) throws SQLException {
    return sql.first(
        "SELECT media_type FROM registry_manifest WHERE name = ? AND digest = ?",
        row -> row.text(1),
        name,
        digest.toString());
  }

  static boolean has(Sql sql, String name, Digest digest) throws SQLException {
    return mediaType(sql, name, digest).isPresent();
  }

  /**
   * Adds a manifest that is not there yet.
   *
   * @param size of the manifest itself, bytes
   * @return whether it was new
   */
  static boolean add(
      Sql sql,
      String name,
      Digest digest,
      long size,
      Manifest manifest,
      String pusher,
      Instant pushed)
      throws SQLException {
    int added =
        sql.update(
            "INSERT OR IGNORE INTO registry_manifest (name, digest, media_type, size, subject,"
                + " artifact_type, annotations, pushed, pusher, content_size)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            name,
            digest.toString(),
            manifest.mediaType(),
            size,
            manifest.subject().map(s -> s.digest().toString()),
            artifactType(manifest),
            Json.text(manifest.annotations()),
            pushed.toEpochMilli(),
            pusher,
            contentSize(manifest));
    if (added == 0) {
      return false;
    }
    for (Descriptor reference : manifest.references()) {
      sql.update(
          "INSERT OR IGNORE INTO registry_reference (name, manifest, digest) VALUES (?, ?, ?)",
          name,
          digest.toString(),
          reference.digest().toString());
    }
    return true;
  }

  private static String artifactType(Manifest manifest) {
    return switch (manifest) {
      case ImageManifest image -> image.artifactType().orElse(image.config().mediaType());
      case ImageIndex index -> index.artifactType().orElse("");
    };
  }

  /** What a client downloads: configuration and layers, or the manifests of an index. */
  private static long contentSize(Manifest manifest) {
    return manifest.references().stream().mapToLong(Descriptor::size).sum();
  }

  static boolean remove(Sql sql, String name, Digest digest, Instant now) throws SQLException {
    String text = digest.toString();
    sql.update("DELETE FROM registry_reference WHERE name = ? AND manifest = ?", name, text);
    sql.update("DELETE FROM registry_pull WHERE name = ? AND digest = ?", name, text);
    boolean removed =
        sql.update("DELETE FROM registry_manifest WHERE name = ? AND digest = ?", name, text) > 0;
    if (removed) {
      LooseTable.add(sql, digest, now);
    }
    return removed;
  }

  /** Manifests under {@code name} that name {@code digest}, as a layer or as a part of an index. */
  static List<String> users(Sql sql, String name, Digest digest) throws SQLException {
    return sql.list(
        "SELECT manifest FROM registry_reference WHERE name = ? AND digest = ? LIMIT 5",
        row -> row.text(1),
        name,
        digest.toString());
  }

  /** Everything that the manifests under {@code name} name: pairs of a manifest and a part. */
  static List<Map.Entry<Digest, Digest>> references(Sql sql, String name) throws SQLException {
    return sql.list(
        "SELECT r.manifest, r.digest FROM registry_reference r JOIN registry_manifest m"
            + " ON m.name = r.name AND m.digest = r.digest WHERE r.name = ?",
        row -> Map.entry(Digest.parse(row.text(1)), Digest.parse(row.text(2))),
        name);
  }

  static List<Digest> referencesOf(Sql sql, String name, Digest manifest) throws SQLException {
    return sql.list(
        "SELECT digest FROM registry_reference WHERE name = ? AND manifest = ?",
        row -> Digest.parse(row.text(1)),
        name,
        manifest.toString());
  }

  static List<Descriptor> referrers(Sql sql, String name, Digest subject) throws SQLException {
    return sql.list(
        "SELECT media_type, digest, size, artifact_type, annotations FROM registry_manifest"
            + " WHERE name = ? AND subject = ? ORDER BY digest",
        ManifestTable::referrer,
        name,
        subject.toString());
  }

  private static Descriptor referrer(Row row) throws SQLException {
    Descriptor descriptor =
        Descriptor.of(row.text(1), Digest.parse(row.text(2)), row.number(3))
            .withAnnotations(Json.MAPPER.readValue(row.text(5), ANNOTATIONS));
    return row.text(4).isEmpty() ? descriptor : descriptor.withArtifactType(row.text(4));
  }

  static List<StoredVersion> versions(Sql sql, String name) throws SQLException {
    return sql.list(
        VERSIONS + " WHERE m.name = ? ORDER BY m.pushed DESC, m.digest",
        ManifestTable::version,
        name);
  }

  static Optional<StoredVersion> version(Sql sql, String name, Digest digest) throws SQLException {
    return sql.first(
        VERSIONS + " WHERE m.name = ? AND m.digest = ?",
        ManifestTable::version,
        name,
        digest.toString());
  }

  private static StoredVersion version(Row row) throws SQLException {
    return new StoredVersion(
        row.text(1),
        Digest.parse(row.text(2)),
        row.text(3),
        Instant.ofEpochMilli(row.number(4)),
        row.text(5),
        Math.max(0, row.number(6)),
        row.optionalText(7).map(Digest::parse),
        row.optionalText(8).map(millis -> Instant.ofEpochMilli(Long.parseLong(millis))));
  }

  static void pulled(Sql sql, String name, Digest digest, Instant now) throws SQLException {
    sql.update(
        "INSERT INTO registry_pull (name, digest, pulled) VALUES (?, ?, ?)"
            + " ON CONFLICT (name, digest) DO UPDATE SET pulled = excluded.pulled",
        name,
        digest.toString(),
        now.toEpochMilli());
  }
}
