package dev.slipway.registry;

import dev.slipway.oci.Digest;
import dev.slipway.store.Sql;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/** Content that something let go of: what a collection looks at. */
final class LooseTable {
  private LooseTable() {}

  static void add(Sql sql, Digest digest, Instant now) throws SQLException {
    sql.update(
        "INSERT OR IGNORE INTO registry_loose (digest, since) VALUES (?, ?)",
        digest.toString(),
        now.toEpochMilli());
  }

  static List<Digest> all(Sql sql) throws SQLException {
    return sql.list("SELECT digest FROM registry_loose", row -> Digest.parse(row.text(1)));
  }

  static void remove(Sql sql, Digest digest) throws SQLException {
    sql.update("DELETE FROM registry_loose WHERE digest = ?", digest.toString());
  }

  /** Whether a repository, or an image that can still be restored, needs the content. */
  static boolean isHeld(Sql sql, Digest digest) throws SQLException {
    String text = digest.toString();
    return sql.first(
            "SELECT 1 WHERE EXISTS (SELECT 1 FROM registry_manifest WHERE digest = ?)"
                + " OR EXISTS (SELECT 1 FROM registry_blob WHERE digest = ?)"
                + " OR EXISTS (SELECT 1 FROM registry_reference WHERE digest = ?)"
                + " OR EXISTS (SELECT 1 FROM registry_removed WHERE digest = ?)"
                + " OR EXISTS (SELECT 1 FROM registry_removed_reference WHERE digest = ?)",
            row -> 1,
            text,
            text,
            text,
            text,
            text)
        .isPresent();
  }

  /** Every digest that some repository, or an image that can still be restored, names. */
  static List<String> held(Sql sql) throws SQLException {
    return sql.list(
        "SELECT digest FROM registry_manifest UNION SELECT digest FROM registry_blob"
            + " UNION SELECT digest FROM registry_reference"
            + " UNION SELECT digest FROM registry_removed"
            + " UNION SELECT digest FROM registry_removed_reference",
        row -> row.text(1));
  }
}
