package dev.slipway.runner.cache;

import dev.slipway.runner.upload.BlockFile;
import dev.slipway.runner.upload.Unfinished;
import dev.slipway.store.Database;
import dev.slipway.store.Row;
import dev.slipway.store.Schema;
import dev.slipway.store.Sql;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Caches on disk. An entry never changes once it is complete; when all together are larger than
 * allowed, those that were used longest ago are removed, and the log says which.
 */
public final class CacheStore {
  /** Its table. */
  public static final Schema SCHEMA =
      new Schema(
          "runner-cache",
          List.of(
              """
              CREATE TABLE cache_entry (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                repository TEXT NOT NULL,
                scope TEXT NOT NULL,
                key TEXT NOT NULL,
                version TEXT NOT NULL,
                size INTEGER NOT NULL,
                complete INTEGER NOT NULL,
                created INTEGER NOT NULL,
                used INTEGER NOT NULL,
                UNIQUE (repository, scope, version, key)) STRICT
              """));

  private static final Logger LOG = System.getLogger(CacheStore.class.getName());
  private static final String COLUMNS = "id, repository, scope, key, version, size";
  private static final long ABANDONED_MILLIS = 6L * 60 * 60 * 1000;

  private final Database database;
  private final Path directory;
  private final long limit;
  private final Clock clock;

  /** A complete cache. */
  public record Entry(
      long id, String repository, String scope, String key, String version, long size) {}

  /**
   * Opens the store.
   *
   * @param database opened with {@link #SCHEMA}
   * @param directory holds the files
   * @param limit how many bytes all together may have
   */
  public CacheStore(Database database, Path directory, long limit, Clock clock) {
    this.database = database;
    this.directory = directory;
    this.limit = limit;
    this.clock = clock;
  }

  /** Gives back what jobs of a process that was killed had reserved; no job may run. */
  public void recover() {
    Set<String> known =
        database.write(sql -> {
          sql.update("DELETE FROM cache_entry WHERE complete = 0");
          return Set.copyOf(
              sql.list("SELECT id FROM cache_entry", row -> Long.toString(row.number(1))));
        });
    Unfinished.remove(directory.resolve("uploads"), directory.resolve("entries"), known);
  }

  private static Entry entry(Row row) throws SQLException {
    return new Entry(
        row.number(1), row.text(2), row.text(3), row.text(4), row.text(5), row.number(6));
  }

  /**
   * The best entry: per scope the exact key, then the newest whose key begins with one of the keys.
   *
   * @param key the wanted key
   * @param prefixes restore keys, the best first
   */
  public Optional<Entry> find(CacheScope scope, String version, String key, List<String> prefixes) {
    Optional<Entry> found =
        database.read(sql -> {
          for (String ref : scope.readable()) {
            Optional<Entry> entry = find(sql, scope.repository(), ref, version, key, prefixes);
            if (entry.isPresent()) {
              return entry;
            }
          }
          return Optional.empty();
        });
    found.ifPresent(e ->
        database.write(sql ->
            sql.update("UPDATE cache_entry SET used = ? WHERE id = ?", clock.millis(), e.id())));
    return found.filter(e -> Files.exists(file(e.id())));
  }

  private static Optional<Entry> find(
      Sql sql, String repository, String ref, String version, String key, List<String> prefixes)
      throws SQLException {
    Optional<Entry> exact =
        sql.first(
            "SELECT "
                + COLUMNS
                + " FROM cache_entry WHERE repository = ? AND scope = ?"
                + " AND version = ? AND key = ? AND complete = 1",
            CacheStore::entry,
            repository,
            ref,
            version,
            key);
    if (exact.isPresent()) {
      return exact;
    }
    for (String prefix : prefixes) {
      Optional<Entry> newest =
          sql.first(
              "SELECT "
                  + COLUMNS
                  + " FROM cache_entry WHERE repository = ? AND scope = ?"
                  + " AND version = ? AND substr(key, 1, length(?)) = ? AND complete = 1"
                  + " ORDER BY created DESC, id DESC LIMIT 1",
              CacheStore::entry,
              repository,
              ref,
              version,
              prefix,
              prefix);
      if (newest.isPresent()) {
        return newest;
      }
    }
    return Optional.empty();
  }

  /** The complete caches of a repository, the last used first. */
  public List<Entry> ofRepository(String repository) {
    return database.read(sql ->
        sql.list(
            "SELECT "
                + COLUMNS
                + " FROM cache_entry WHERE repository = ? AND complete = 1 ORDER BY used DESC, id",
            CacheStore::entry,
            repository));
  }

  /** Removes an entry. */
  public void remove(Entry entry) {
    database.write(sql -> sql.update("DELETE FROM cache_entry WHERE id = ?", entry.id()));
    try {
      Files.deleteIfExists(file(entry.id()));
    } catch (IOException e) {
      throw new UncheckedIOException("removing the cache " + entry.key(), e);
    }
  }

  /** Reserves a key; empty when it is taken, or when the job may not write. */
  public Optional<Long> reserve(CacheScope scope, String version, String key) {
    if (scope.writable().isEmpty()) {
      return Optional.empty();
    }
    String ref = scope.writable().get();
    long now = clock.millis();
    return database.write(sql -> {
      sql.update(
          "DELETE FROM cache_entry WHERE complete = 0 AND created < ?", now - ABANDONED_MILLIS);
      int added =
          sql.update(
              "INSERT OR IGNORE INTO cache_entry"
                  + " (repository, scope, key, version, size, complete, created, used)"
                  + " VALUES (?, ?, ?, ?, 0, 0, ?, ?)",
              scope.repository(),
              ref,
              key,
              version,
              now,
              now);
      return added == 0 ? Optional.empty() : id(sql, scope.repository(), ref, version, key, 0);
    });
  }

  private static Optional<Long> id(
      Sql sql, String repository, String ref, String version, String key, int complete)
      throws SQLException {
    return sql.first(
        "SELECT id FROM cache_entry WHERE repository = ? AND scope = ? AND version = ?"
            + " AND key = ? AND complete = ?",
        row -> row.number(1),
        repository,
        ref,
        version,
        key,
        complete);
  }

  /** The entry that a job has reserved and not completed. */
  public Optional<Long> reserved(CacheScope scope, String version, String key) {
    return scope
        .writable()
        .flatMap(ref -> database.read(sql -> id(sql, scope.repository(), ref, version, key, 0)));
  }

  /** Whether an entry is a reservation of this scope that may still be written. */
  public boolean mayWrite(CacheScope scope, long id) {
    return scope.writable().isPresent()
        && database
            .read(sql ->
                sql.first(
                    "SELECT id FROM cache_entry WHERE id = ? AND repository = ? AND scope = ?"
                        + " AND complete = 0",
                    row -> row.number(1),
                    id,
                    scope.repository(),
                    scope.writable().get()))
            .isPresent();
  }

  /** What arrives for a reserved entry. */
  public BlockFile upload(long id) {
    return new BlockFile(directory.resolve("uploads").resolve(Long.toString(id)), limit);
  }

  /** The file of a complete entry. */
  public Path file(long id) {
    return directory.resolve("entries").resolve(Long.toString(id));
  }

  /** Completes an entry with what has arrived. */
  public void complete(long id) {
    try {
      BlockFile upload = upload(id);
      long size = upload.size();
      upload.finish(file(id));
      database.write(sql ->
          sql.update("UPDATE cache_entry SET complete = 1, size = ? WHERE id = ?", size, id));
      makeRoom();
    } catch (IOException e) {
      throw new UncheckedIOException("completing the cache entry " + id, e);
    }
  }

  /** Gives a reservation back. */
  public void abandon(long id) {
    database.write(sql -> sql.update("DELETE FROM cache_entry WHERE id = ? AND complete = 0", id));
    try {
      upload(id).discard();
    } catch (IOException e) {
      throw new UncheckedIOException("abandoning the cache entry " + id, e);
    }
  }

  private void makeRoom() throws IOException {
    long total =
        database.read(sql ->
            sql.first("SELECT COALESCE(SUM(size), 0) FROM cache_entry", row -> row.number(1))
                .orElse(0L));
    while (total > limit) {
      Optional<Entry> oldest =
          database.read(sql ->
              sql.first(
                  "SELECT "
                      + COLUMNS
                      + " FROM cache_entry WHERE complete = 1"
                      + " ORDER BY used, id LIMIT 1",
                  CacheStore::entry));
      if (oldest.isEmpty()) {
        return;
      }
      Entry entry = oldest.get();
      LOG.log(
          Level.INFO,
          "removing the cache {0} of {1}, {2} bytes: all caches together have more than {3} bytes",
          entry.key(),
          entry.scope(),
          entry.size(),
          limit);
      database.write(sql -> sql.update("DELETE FROM cache_entry WHERE id = ?", entry.id()));
      Files.deleteIfExists(file(entry.id()));
      total -= entry.size();
    }
  }
}
