package dev.slipway.registry;

import dev.slipway.store.Row;
import dev.slipway.store.Sql;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Repositories. */
final class RepositoryTable {
  private static final String COLUMNS =
      "SELECT path, created, creator, updated, settings FROM registry_repository";

  private RepositoryTable() {}

  static Optional<Repository> find(Sql sql, RepositoryPath path) throws SQLException {
    return sql.first(COLUMNS + " WHERE path = ?", RepositoryTable::repository, path.toString());
  }

  /** The repository of this name in whatever location; names of images do not tell one. */
  static Optional<Repository> find(Sql sql, String project, String repository) throws SQLException {
    // Names have no characters that mean something in a GLOB pattern.
    return sql.first(
        COLUMNS + " WHERE path GLOB ? ORDER BY created LIMIT 1",
        RepositoryTable::repository,
        "projects/" + project + "/locations/*/repositories/" + repository);
  }

  static List<Repository> list(Sql sql) throws SQLException {
    return sql.list(COLUMNS + " ORDER BY path", RepositoryTable::repository);
  }

  static boolean add(Sql sql, Repository repository) throws SQLException {
    return sql.update(
            "INSERT OR IGNORE INTO registry_repository (path, created, creator, updated, settings)"
                + " VALUES (?, ?, ?, ?, ?)",
            repository.path().toString(),
            repository.created().toEpochMilli(),
            repository.creator(),
            repository.updated().toEpochMilli(),
            RepositoryJson.write(repository.settings()))
        > 0;
  }

  static void update(Sql sql, RepositoryPath path, Repository.Settings settings, Instant now)
      throws SQLException {
    sql.update(
        "UPDATE registry_repository SET settings = ?, updated = ? WHERE path = ?",
        RepositoryJson.write(settings),
        now.toEpochMilli(),
        path.toString());
  }

  static void remove(Sql sql, RepositoryPath path) throws SQLException {
    sql.update("DELETE FROM registry_repository WHERE path = ?", path.toString());
  }

  private static Repository repository(Row row) throws SQLException {
    Instant created = Instant.ofEpochMilli(row.number(2));
    Instant updated = Instant.ofEpochMilli(row.number(4));
    return new Repository(
        RepositoryPath.parse(row.text(1)),
        created,
        row.text(3),
        updated.isBefore(created) ? created : updated,
        RepositoryJson.read(row.text(5)));
  }
}
