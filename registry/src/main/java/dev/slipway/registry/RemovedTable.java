package dev.slipway.registry;

import dev.slipway.base.Json;
import dev.slipway.oci.Digest;
import dev.slipway.store.Row;
import dev.slipway.store.Sql;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import tools.jackson.core.type.TypeReference;

/** Images that were removed and can still be restored, with what they named. */
final class RemovedTable {
  private static final TypeReference<List<String>> TEXTS = new TypeReference<>() {};
  private static final String COLUMNS =
      "SELECT number, name, digest, media_type, pushed, pusher, tags, removed, principal, cause"
          + " FROM registry_removed";

  private RemovedTable() {}

  static void add(Sql sql, RemovedImage image, List<Digest> references) throws SQLException {
    long number =
        sql.first(
                "INSERT INTO registry_removed (name, digest, media_type, pushed, pusher, tags,"
                    + " removed, principal, cause) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
                    + " RETURNING number",
                row -> row.number(1),
                image.name(),
                image.digest().toString(),
                image.mediaType(),
                image.pushed().toEpochMilli(),
                image.pusher(),
                Json.text(image.tags()),
                image.removed().toEpochMilli(),
                image.principal(),
                image.cause())
            .orElseThrow(() -> new SQLException("no number for a removed image"));
    for (Digest reference : references) {
      sql.update(
          "INSERT OR IGNORE INTO registry_removed_reference (removed, digest) VALUES (?, ?)",
          number,
          reference.toString());
    }
  }

  /** The latest removals first. */
  static List<RemovedImage> list(Sql sql, int limit) throws SQLException {
    return sql.list(COLUMNS + " ORDER BY number DESC LIMIT ?", RemovedTable::image, limit);
  }

  static List<RemovedImage> of(Sql sql, String name, Digest digest) throws SQLException {
    return sql.list(
        COLUMNS + " WHERE name = ? AND digest = ? ORDER BY number DESC",
        RemovedTable::image,
        name,
        digest.toString());
  }

  static List<RemovedImage> of(Sql sql, String cause) throws SQLException {
    return sql.list(COLUMNS + " WHERE cause = ? ORDER BY number DESC", RemovedTable::image, cause);
  }

  static List<RemovedImage> before(Sql sql, Instant limit) throws SQLException {
    return sql.list(COLUMNS + " WHERE removed < ?", RemovedTable::image, limit.toEpochMilli());
  }

  static List<Digest> references(Sql sql, RemovedImage image) throws SQLException {
    return sql.list(
        "SELECT digest FROM registry_removed_reference WHERE removed = ?",
        row -> Digest.parse(row.text(1)),
        image.number());
  }

  /** Gives up the image for good, or because it is back. */
  static void remove(Sql sql, RemovedImage image, Instant now) throws SQLException {
    for (Digest reference : references(sql, image)) {
      LooseTable.add(sql, reference, now);
    }
    LooseTable.add(sql, image.digest(), now);
    sql.update("DELETE FROM registry_removed_reference WHERE removed = ?", image.number());
    sql.update("DELETE FROM registry_removed WHERE number = ?", image.number());
  }

  private static RemovedImage image(Row row) throws SQLException {
    return new RemovedImage(
        row.number(1),
        row.text(2),
        Digest.parse(row.text(3)),
        row.text(4),
        Instant.ofEpochMilli(row.number(5)),
        row.text(6),
        Json.MAPPER.readValue(row.text(7), TEXTS),
        Instant.ofEpochMilli(row.number(8)),
        row.text(9),
        row.text(10));
  }
}
