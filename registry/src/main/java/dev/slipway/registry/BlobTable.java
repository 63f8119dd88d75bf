package dev.slipway.registry;

import dev.slipway.oci.Digest;
import dev.slipway.store.Sql;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/** Which blobs a name holds. */
final class BlobTable {
  private BlobTable() {}

  /** A blob under a name that no manifest there names. */
  record Unused(String name, Digest digest) {}

  static boolean has(Sql sql, String name, Digest digest) throws SQLException {
    return sql.first(
            "SELECT 1 FROM registry_blob WHERE name = ? AND digest = ?",
            row -> 1,
            name,
            digest.toString())
        .isPresent();
  }

  static void add(Sql sql, String name, Digest digest, Instant now) throws SQLException {
    sql.update(
        "INSERT INTO registry_blob (name, digest, added) VALUES (?, ?, ?)"
            + " ON CONFLICT (name, digest) DO UPDATE SET added = excluded.added",
        name,
        digest.toString(),
        now.toEpochMilli());
  }

  static boolean remove(Sql sql, String name, Digest digest, Instant now) throws SQLException {
    boolean removed =
        sql.update(
                "DELETE FROM registry_blob WHERE name = ? AND digest = ?", name, digest.toString())
            > 0;
    if (removed) {
      LooseTable.add(sql, digest, now);
    }
    return removed;
  }

  /** All blobs under a name. */
  static List<Digest> of(Sql sql, String name) throws SQLException {
    return sql.list(
        "SELECT digest FROM registry_blob WHERE name = ?", row -> Digest.parse(row.text(1)), name);
  }

  /** Names that hold a blob; not more than {@code limit}. */
  static List<String> names(Sql sql, Digest digest, int limit) throws SQLException {
    return sql.list(
        "SELECT name FROM registry_blob WHERE digest = ? LIMIT ?",
        row -> row.text(1),
        digest.toString(),
        limit);
  }

  /** Blobs that came before {@code limit} and that no manifest of their name needs. */
  static List<Unused> unused(Sql sql, Instant limit) throws SQLException {
    return sql.list(
        "SELECT b.name, b.digest FROM registry_blob b WHERE b.added < ?"
            + " AND NOT EXISTS (SELECT 1 FROM registry_reference r"
            + " WHERE r.name = b.name AND r.digest = b.digest)",
        row -> new Unused(row.text(1), Digest.parse(row.text(2))),
        limit.toEpochMilli());
  }
}
