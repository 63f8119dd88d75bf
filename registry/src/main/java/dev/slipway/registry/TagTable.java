package dev.slipway.registry;

import dev.slipway.oci.Digest;
import dev.slipway.store.Row;
import dev.slipway.store.Sql;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Tags as they are and as they were. */
final class TagTable {
  private static final String MOVES =
      "SELECT number, name, tag, origin, target, time, principal, run, job, ref, cause"
          + " FROM registry_tag_move";

  private TagTable() {}

  static Optional<Digest> find(Sql sql, String name, String tag) throws SQLException {
    return sql.first(
        "SELECT digest FROM registry_tag WHERE name = ? AND tag = ?",
        row -> Digest.parse(row.text(1)),
        name,
        tag);
  }

  /** Tags after {@code last}, in order. */
  static List<RegistryTag> list(Sql sql, String name, String last, int limit) throws SQLException {
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

  static List<String> of(Sql sql, String name, Digest digest) throws SQLException {
    return sql.list(
        "SELECT tag FROM registry_tag WHERE name = ? AND digest = ? ORDER BY tag",
        row -> row.text(1),
        name,
        digest.toString());
  }

  static void set(Sql sql, String name, String tag, Digest digest, Instant now)
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

  static void remove(Sql sql, String name, String tag) throws SQLException {
    sql.update("DELETE FROM registry_tag WHERE name = ? AND tag = ?", name, tag);
  }

  static void addMove(Sql sql, TagMove move) throws SQLException {
    sql.update(
        "INSERT INTO registry_tag_move (name, tag, origin, target, time, principal, run, job, ref,"
            + " cause) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        move.name(),
        move.tag(),
        move.from().map(Digest::toString),
        move.to().map(Digest::toString),
        move.time().toEpochMilli(),
        move.principal(),
        move.run(),
        move.job(),
        move.ref(),
        move.cause());
  }

  /** Moves of one tag, the latest first. */
  static List<TagMove> moves(Sql sql, String name, String tag, int limit) throws SQLException {
    return sql.list(
        MOVES + " WHERE name = ? AND tag = ? ORDER BY number DESC LIMIT ?",
        TagTable::move,
        name,
        tag,
        limit);
  }

  /** Moves of all tags under a name, the latest first. */
  static List<TagMove> moves(Sql sql, String name, int limit) throws SQLException {
    return sql.list(
        MOVES + " WHERE name = ? ORDER BY number DESC LIMIT ?", TagTable::move, name, limit);
  }

  /** Something else than {@code digest} that the tag named once. */
  static Optional<TagMove> other(Sql sql, String name, String tag, Digest digest)
      throws SQLException {
    return sql.first(
        MOVES + " WHERE name = ? AND tag = ? AND target <> ? ORDER BY number DESC LIMIT 1",
        TagTable::move,
        name,
        tag,
        digest.toString());
  }

  private static TagMove move(Row row) throws SQLException {
    return new TagMove(
        row.number(1),
        row.text(2),
        row.text(3),
        row.optionalText(4).map(Digest::parse),
        row.optionalText(5).map(Digest::parse),
        Instant.ofEpochMilli(row.number(6)),
        row.text(7),
        row.optionalText(8),
        row.optionalText(9),
        row.optionalText(10),
        row.text(11));
  }
}
