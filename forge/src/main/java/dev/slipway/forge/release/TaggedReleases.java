package dev.slipway.forge.release;

import dev.slipway.base.Json;
import dev.slipway.store.Database;
import dev.slipway.store.Journal;
import dev.slipway.store.Row;
import dev.slipway.store.Schema;
import dev.slipway.store.Sql;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The releases of repositories, with their files on disk. */
public final class TaggedReleases {
  /** Its tables. */
  public static final Schema SCHEMA =
      new Schema(
          "forge-release",
          List.of(
              """
              CREATE TABLE forge_release (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                repository INTEGER NOT NULL,
                tag TEXT NOT NULL,
                target TEXT NOT NULL,
                title TEXT NOT NULL,
                body TEXT NOT NULL,
                stage TEXT NOT NULL,
                author TEXT NOT NULL,
                created INTEGER NOT NULL,
                published INTEGER) STRICT;
              CREATE INDEX forge_release_tag ON forge_release (repository, tag);
              CREATE TABLE forge_asset (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                release INTEGER NOT NULL REFERENCES forge_release (id) ON DELETE CASCADE,
                name TEXT NOT NULL,
                label TEXT NOT NULL,
                type TEXT NOT NULL,
                size INTEGER NOT NULL,
                digest TEXT NOT NULL,
                uploader TEXT NOT NULL,
                created INTEGER NOT NULL,
                UNIQUE (release, name)) STRICT
              """));

  private static final String ARRIVING = "arriving-";
  private static final String RELEASE =
      "SELECT id, tag, target, title, body, stage, author, created, published"
          + " FROM forge_release ";
  private static final String ASSET =
      "SELECT id, release, name, label, type, size, digest, uploader, created FROM forge_asset ";

  private final Path directory;
  private final Database database;
  private final Journal journal;
  private final Clock clock;

  /**
   * @param directory holds the files
   * @param database opened with {@link #SCHEMA}
   */
  public TaggedReleases(Path directory, Database database, Journal journal, Clock clock) {
    this.directory = directory;
    this.database = database;
    this.journal = journal;
    this.clock = clock;
    removeUnfinished();
  }

  /** What a process that was killed had not received whole. */
  private void removeUnfinished() {
    if (Files.notExists(directory)) {
      return;
    }
    try (DirectoryStream<Path> unfinished = Files.newDirectoryStream(directory, ARRIVING + "*")) {
      for (Path one : unfinished) {
        Files.delete(one);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("removing what was not finished in " + directory, e);
    }
  }

  /** Adds a release; its id and times are given here. */
  public TaggedRelease add(long repository, TaggedRelease release) {
    long now = clock.millis();
    return database.write(sql -> {
      sql.update(
          "INSERT INTO forge_release (repository, tag, target, title, body, stage, author,"
              + " created, published) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
          repository,
          release.tag(),
          release.target(),
          release.title(),
          release.body(),
          word(release.stage()),
          release.author(),
          now,
          release.stage() == TaggedRelease.Stage.DRAFT ? Optional.empty() : Optional.of(now));
      var added =
          sql.first(RELEASE + "WHERE id = last_insert_rowid()", TaggedReleases::release)
              .orElseThrow();
      tell(sql, "forge.release.created", repository, added, release.author());
      return added;
    });
  }

  private void tell(Sql sql, String kind, long repository, TaggedRelease release, String by)
      throws SQLException {
    journal.append(
        sql,
        kind,
        "repositories/" + repository + "/releases/" + release.id(),
        by,
        Json.MAPPER.createObjectNode().put("tag", release.tag()));
  }

  private static String word(TaggedRelease.Stage stage) {
    return stage.name().toLowerCase(Locale.ROOT);
  }

  /** Writes what a release has become; one that is no draft any more is published now. */
  public TaggedRelease update(long repository, TaggedRelease release, String by) {
    Optional<Long> published =
        release.stage() == TaggedRelease.Stage.DRAFT
            ? Optional.empty()
            : Optional.of(release.published().map(Instant::toEpochMilli).orElseGet(clock::millis));
    return database.write(sql -> {
      sql.update(
          "UPDATE forge_release SET tag = ?, target = ?, title = ?, body = ?, stage = ?,"
              + " published = ? WHERE repository = ? AND id = ?",
          release.tag(),
          release.target(),
          release.title(),
          release.body(),
          word(release.stage()),
          published,
          repository,
          release.id());
      tell(sql, "forge.release.updated", repository, release, by);
      return sql.first(RELEASE + "WHERE id = ?", TaggedReleases::release, release.id())
          .orElseThrow();
    });
  }

  /** The releases of a repository, the newest first, drafts among them. */
  public List<TaggedRelease> list(long repository) {
    return database.read(sql ->
        sql.list(
            RELEASE + "WHERE repository = ? ORDER BY id DESC",
            TaggedReleases::release,
            repository));
  }

  /** Removes a release and its files; the tag stays. */
  public void remove(long repository, TaggedRelease release, String by) {
    assets(release.id()).forEach(this::remove);
    database.write(sql -> {
      tell(sql, "forge.release.removed", repository, release, by);
      return sql.update(
          "DELETE FROM forge_release WHERE repository = ? AND id = ?", repository, release.id());
    });
  }

  /** The files of a release, by age. */
  public List<Asset> assets(long release) {
    return database.read(
        sql -> sql.list(ASSET + "WHERE release = ? ORDER BY id", TaggedReleases::asset, release));
  }

  /** One file, of whichever release of a repository. */
  public Optional<Asset> asset(long repository, long id) {
    return database.read(sql ->
        sql.first(
            ASSET
                + "WHERE id = ? AND release IN (SELECT id FROM forge_release WHERE repository = ?)",
            TaggedReleases::asset,
            id,
            repository));
  }

  /**
   * Keeps a file. It is whole on disk before its row is written.
   *
   * @param asset its id, size, digest and time are given here
   * @return empty when the release has one of this name
   */
  public Optional<Asset> add(Asset asset, InputStream content) throws IOException {
    Files.createDirectories(directory);
    Path arriving = Files.createTempFile(directory, ARRIVING, "");
    try {
      String digest = write(content, arriving);
      long size = Files.size(arriving);
      return database.write(sql -> {
        int added =
            sql.update(
                "INSERT OR IGNORE INTO forge_asset (release, name, label, type, size, digest,"
                    + " uploader, created) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                asset.release(),
                asset.name(),
                asset.label(),
                asset.type(),
                size,
                digest,
                asset.uploader(),
                clock.millis());
        if (added == 0) {
          return Optional.empty();
        }
        Asset made =
            sql.first(ASSET + "WHERE id = last_insert_rowid()", TaggedReleases::asset)
                .orElseThrow();
        move(arriving, file(made));
        return Optional.of(made);
      });
    } finally {
      Files.deleteIfExists(arriving);
    }
  }

  private static void move(Path from, Path to) {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException("keeping " + to, e);
    }
  }

  private static String write(InputStream content, Path file) throws IOException {
    MessageDigest sha;
    try {
      sha = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-256", e);
    }
    try (var in = new DigestInputStream(content, sha);
        OutputStream out = Files.newOutputStream(file)) {
      in.transferTo(out);
    }
    try (var written = FileChannel.open(file, StandardOpenOption.WRITE)) {
      written.force(true);
    }
    return "sha256:" + HexFormat.of().formatHex(sha.digest());
  }

  /** Gives a file another name or label. */
  public Asset rename(Asset asset, String name, String label) {
    return database.write(sql -> {
      sql.update(
          "UPDATE forge_asset SET name = ?, label = ? WHERE id = ?", name, label, asset.id());
      return sql.first(ASSET + "WHERE id = ?", TaggedReleases::asset, asset.id()).orElseThrow();
    });
  }

  /** Where a file's content lies. */
  public Path file(Asset asset) {
    return directory.resolve(Long.toString(asset.id()));
  }

  /** Removes a file. */
  public void remove(Asset asset) {
    database.write(sql -> sql.update("DELETE FROM forge_asset WHERE id = ?", asset.id()));
    try {
      Files.deleteIfExists(file(asset));
    } catch (IOException e) {
      throw new UncheckedIOException("removing the file " + asset.name(), e);
    }
  }

  private static TaggedRelease release(Row row) throws SQLException {
    return new TaggedRelease(
        row.number(1),
        row.text(2),
        row.text(3),
        row.text(4),
        row.text(5),
        TaggedRelease.Stage.valueOf(row.text(6).toUpperCase(Locale.ROOT)),
        row.text(7),
        Instant.ofEpochMilli(row.number(8)),
        row.optionalTime(9));
  }

  private static Asset asset(Row row) throws SQLException {
    return new Asset(
        row.number(1),
        row.number(2),
        row.text(3),
        row.text(4),
        row.text(5),
        row.number(6),
        row.text(7),
        row.text(8),
        Instant.ofEpochMilli(row.number(9)));
  }
}
