package dev.slipway.registry;

import dev.slipway.store.Sql;
import java.sql.SQLException;
import java.util.List;

/** Names of images. */
final class NameTable {
  private NameTable() {}

  /** Whether anything has been pushed under a name. */
  static boolean isKnown(Sql sql, String name) throws SQLException {
    return sql.first(
            "SELECT 1 WHERE EXISTS (SELECT 1 FROM registry_manifest WHERE name = ?)"
                + " OR EXISTS (SELECT 1 FROM registry_blob WHERE name = ?)",
            row -> 1,
            name,
            name)
        .isPresent();
  }

  /** Names that hold a manifest, after {@code last}, in order. */
  static List<String> after(Sql sql, String last, int limit) throws SQLException {
    return sql.list(
        "SELECT DISTINCT name FROM registry_manifest WHERE name > ? ORDER BY name LIMIT ?",
        row -> row.text(1),
        last,
        limit);
  }

  /** Names in a repository that hold anything, in order. */
  static List<String> in(Sql sql, RepositoryPath path) throws SQLException {
    String own =
        path.project().equals("-") ? path.repository() : path.project() + "/" + path.repository();
    // '0' is the character after '/'. In the project "-" there are only names of one part.
    String end = path.project().equals("-") ? own + "/" : own + "0";
    return sql.list(
        "SELECT name FROM registry_manifest WHERE name = ? OR (name > ? AND name < ?)"
            + " UNION SELECT name FROM registry_blob WHERE name = ? OR (name > ? AND name < ?)"
            + " ORDER BY name",
        row -> row.text(1),
        own,
        own + "/",
        end,
        own,
        own + "/",
        end);
  }
}
