package dev.slipway.runner.artifact;

import dev.slipway.runner.JobDescriptor;
import dev.slipway.runner.upload.BlockFile;
import dev.slipway.runner.upload.Unfinished;
import dev.slipway.store.Database;
import dev.slipway.store.Row;
import dev.slipway.store.Schema;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Artifacts on disk, one zip or file each, by run and name. */
public final class ArtifactStore {
  /** Its table. */
  public static final Schema SCHEMA =
      new Schema(
          "runner-artifact",
          List.of(
              """
              CREATE TABLE artifact (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                repository TEXT NOT NULL,
                run TEXT NOT NULL,
                job TEXT NOT NULL,
                name TEXT NOT NULL,
                size INTEGER NOT NULL,
                digest TEXT NOT NULL,
                complete INTEGER NOT NULL,
                created INTEGER NOT NULL,
                expires INTEGER NOT NULL,
                UNIQUE (run, name)) STRICT
              """,
              "ALTER TABLE artifact ADD COLUMN attempt INTEGER NOT NULL DEFAULT 1"));

  private static final Logger LOG = System.getLogger(ArtifactStore.class.getName());
  private static final Duration KEPT = Duration.ofDays(90);
  private static final String COLUMNS = "id, run, job, name, size, digest, created";

  private final Database database;
  private final Path directory;
  private final long limit;
  private final Clock clock;

  /** A complete artifact. */
  public record Artifact(
      long id, String run, String job, String name, long size, String digest, Instant created) {}

  /**
   * Whose artifact.
   *
   * @param attempt of the run, from 1
   */
  public record Owner(String repository, String run, int attempt, String job) {
    public static Owner of(JobDescriptor job) {
      return new Owner(job.repositoryId(), job.run(), job.attempt(), job.job());
    }
  }

  /**
   * Opens the store.
   *
   * @param database opened with {@link #SCHEMA}
   * @param limit how many bytes all together may have
   */
  public ArtifactStore(Database database, Path directory, long limit, Clock clock) {
    this.database = database;
    this.directory = directory;
    this.limit = limit;
    this.clock = clock;
  }

  /** Removes what jobs of a process that was killed had begun; no job may run. */
  public void recover() {
    Set<String> known =
        database.write(sql -> {
          sql.update("DELETE FROM artifact WHERE complete = 0");
          return Set.copyOf(
              sql.list("SELECT id FROM artifact", row -> Long.toString(row.number(1))));
        });
    Unfinished.remove(directory.resolve("uploads"), directory.resolve("files"), known);
  }

  private static Artifact artifact(Row row) throws SQLException {
    return new Artifact(
        row.number(1),
        row.text(2),
        row.text(3),
        row.text(4),
        row.number(5),
        row.text(6),
        Instant.ofEpochMilli(row.number(7)));
  }

  /**
   * Begins an artifact; empty when this attempt of the run has one of this name. One of an attempt
   * before gives way to it.
   */
  public Optional<Long> create(Owner owner, String name, Optional<Instant> expires) {
    before(owner, name).ifPresent(this::remove);
    long now = clock.millis();
    long end = expires.map(Instant::toEpochMilli).orElse(now + KEPT.toMillis());
    return database.write(sql -> {
      sql.update(
          "DELETE FROM artifact WHERE run = ? AND name = ? AND complete = 0", owner.run(), name);
      int added =
          sql.update(
              "INSERT OR IGNORE INTO artifact"
                  + " (repository, run, job, name, size, digest, complete, created, expires,"
                  + " attempt) VALUES (?, ?, ?, ?, 0, '', 0, ?, ?, ?)",
              owner.repository(),
              owner.run(),
              owner.job(),
              name,
              now,
              end,
              owner.attempt());
      return added == 0
          ? Optional.empty()
          : sql.first(
              "SELECT id FROM artifact WHERE run = ? AND name = ? AND complete = 0",
              row -> row.number(1),
              owner.run(),
              name);
    });
  }

  private Optional<Artifact> before(Owner owner, String name) {
    return database.read(sql ->
        sql.first(
            "SELECT "
                + COLUMNS
                + " FROM artifact WHERE run = ? AND name = ? AND complete = 1 AND attempt < ?",
            ArtifactStore::artifact,
            owner.run(),
            name,
            owner.attempt()));
  }

  /** One artifact, whichever run has made it. */
  public Optional<Artifact> find(long id) {
    return database
        .read(sql ->
            sql.first(
                "SELECT "
                    + COLUMNS
                    + " FROM artifact WHERE id = ? AND complete = 1 AND expires > ?",
                ArtifactStore::artifact,
                id,
                clock.millis()))
        .filter(artifact -> Files.exists(file(artifact.id())));
  }

  /** The artifacts of all runs of a repository, the newest first. */
  public List<Artifact> ofRepository(String repository) {
    return database
        .read(sql ->
            sql.list(
                "SELECT "
                    + COLUMNS
                    + " FROM artifact WHERE repository = ? AND complete = 1"
                    + " AND expires > ? ORDER BY id DESC",
                ArtifactStore::artifact,
                repository,
                clock.millis()))
        .stream()
        .filter(artifact -> Files.exists(file(artifact.id())))
        .toList();
  }

  /** The artifact of this name that a run has begun and not completed. */
  public Optional<Long> begun(String run, String name) {
    return database.read(sql ->
        sql.first(
            "SELECT id FROM artifact WHERE run = ? AND name = ? AND complete = 0",
            row -> row.number(1),
            run,
            name));
  }

  /** What arrives for an artifact. */
  public BlockFile upload(long id) {
    return new BlockFile(directory.resolve("uploads").resolve(Long.toString(id)), limit);
  }

  public Path file(long id) {
    return directory.resolve("files").resolve(Long.toString(id));
  }

  /**
   * Completes an artifact with what has arrived.
   *
   * @param digest as the client says, {@code sha256:…}; empty when it does not
   */
  public void complete(long id, String digest) {
    try {
      BlockFile upload = upload(id);
      long size = upload.size();
      upload.finish(file(id));
      database.write(sql ->
          sql.update(
              "UPDATE artifact SET complete = 1, size = ?, digest = ? WHERE id = ?",
              size,
              digest,
              id));
      makeRoom();
    } catch (IOException e) {
      throw new UncheckedIOException("completing the artifact " + id, e);
    }
  }

  /** The artifacts of a run, by name. */
  public List<Artifact> list(String run) {
    return database
        .read(sql ->
            sql.list(
                "SELECT "
                    + COLUMNS
                    + " FROM artifact WHERE run = ? AND complete = 1"
                    + " AND expires > ? ORDER BY name",
                ArtifactStore::artifact,
                run,
                clock.millis()))
        .stream()
        .filter(a -> Files.exists(file(a.id())))
        .toList();
  }

  /** The artifacts of a run if it is one of this repository, by name. */
  public List<Artifact> list(String repository, String run) {
    Set<Long> own = new HashSet<>();
    ofRepository(repository).forEach(artifact -> own.add(artifact.id()));
    return list(run).stream().filter(artifact -> own.contains(artifact.id())).toList();
  }

  /** Removes an artifact; returns what it was. */
  public Optional<Artifact> delete(String run, String name) {
    Optional<Artifact> found = list(run).stream().filter(a -> a.name().equals(name)).findFirst();
    found.ifPresent(this::remove);
    return found;
  }

  private void remove(Artifact artifact) {
    database.write(sql -> sql.update("DELETE FROM artifact WHERE id = ?", artifact.id()));
    try {
      Files.deleteIfExists(file(artifact.id()));
    } catch (IOException e) {
      throw new UncheckedIOException("removing the artifact " + artifact.name(), e);
    }
  }

  /** Removes what is past its time, then the oldest while all together are too large. */
  private void makeRoom() {
    List<Artifact> all =
        database.read(sql ->
            sql.list(
                "SELECT " + COLUMNS + " FROM artifact WHERE complete = 1 ORDER BY expires, id",
                ArtifactStore::artifact));
    long now = clock.millis();
    long past =
        database.read(sql ->
            sql.first(
                    "SELECT COUNT(*) FROM artifact WHERE complete = 1 AND expires <= ?",
                    row -> row.number(1),
                    now)
                .orElse(0L));
    long total = all.stream().mapToLong(Artifact::size).sum();
    for (Artifact artifact : all) {
      if (past <= 0 && total <= limit) {
        return;
      }
      LOG.log(
          Level.INFO,
          "removing the artifact {0} of run {1}, {2} bytes: {3}",
          artifact.name(),
          artifact.run(),
          artifact.size(),
          past > 0 ? "its time is over" : "all artifacts together are too large");
      remove(artifact);
      total -= artifact.size();
      past--;
    }
  }
}
