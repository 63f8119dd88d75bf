package dev.slipway.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.base.Json;
import dev.slipway.base.SlipwayException;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseTest {
  private static final Schema NOTES =
      new Schema("notes", List.of("CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT) STRICT"));

  @TempDir Path directory;

  private Path file() {
    return directory.resolve("test.db");
  }

  private static long count(Database database) {
    return database.read(
        sql -> sql.first("SELECT COUNT(*) FROM note", r -> r.number(1)).orElseThrow());
  }

  @Test
  void writesFromManyThreadsAreAllThere() {
    try (var database = Database.open(file(), List.of(NOTES))) {
      var writes =
          IntStream.range(0, 1000)
              .mapToObj(i ->
                  database.submit(
                      sql -> sql.update("INSERT INTO note (id, text) VALUES (?, ?)", i, "n" + i)))
              .toArray(CompletableFuture[]::new);
      CompletableFuture.allOf(writes).join();
      assertThat(count(database)).isEqualTo(1000);
    }
  }

  @Test
  void writesGoOnWhenThereIsRoomAgain() {
    try (var database = Database.open(file(), List.of(NOTES))) {
      // Holds for the connection that says it: the next one has all the room there is.
      database.write(sql -> {
        long pages = sql.first("PRAGMA page_count", r -> r.number(1)).orElseThrow();
        return sql.first("PRAGMA max_page_count = " + (pages + 1), r -> r.number(1));
      });
      String large = "x".repeat(100_000);
      assertThatThrownBy(() ->
              database.write(sql -> {
                sql.update("INSERT INTO note VALUES (1, 'lost')");
                return sql.update("INSERT INTO note VALUES (2, ?)", large);
              }))
          .hasMessageContaining("SQLITE_FULL");
      assertThatThrownBy(() ->
              database.write(sql -> {
                sql.update("INSERT INTO note VALUES (3, 'lost')");
                throw new IllegalStateException("no");
              }))
          .hasMessage("no");
      database.write(sql -> sql.update("INSERT INTO note VALUES (4, ?)", large));
      List<Long> kept = database.read(sql -> sql.list("SELECT id FROM note", r -> r.number(1)));
      assertThat(kept).containsExactly(4L);
    }
  }

  @Test
  void aFailingTransactionTakesOnlyItsOwnChangesBack() {
    try (var database = Database.open(file(), List.of(NOTES))) {
      var good = database.submit(sql -> sql.update("INSERT INTO note VALUES (1, 'kept')"));
      var bad =
          database.submit(sql -> {
            sql.update("INSERT INTO note VALUES (2, 'lost')");
            throw new IllegalStateException("no");
          });
      var alsoGood = database.submit(sql -> sql.update("INSERT INTO note VALUES (3, 'kept')"));

      assertThat(good.join()).isEqualTo(1);
      assertThat(alsoGood.join()).isEqualTo(1);
      assertThatThrownBy(bad::join).hasRootCauseMessage("no");
      assertThat(
              database.<List<Long>>read(
                  sql -> sql.list("SELECT id FROM note ORDER BY id", r -> r.number(1))))
          .containsExactly(1L, 3L);
    }
  }

  @Test
  void stepsAreAppliedOnceAndNewerDataIsRefused() {
    var grown =
        new Schema(
            "notes", List.of(NOTES.steps().getFirst(), "ALTER TABLE note ADD COLUMN author TEXT"));
    Database.open(file(), List.of(NOTES)).close();
    try (var database = Database.open(file(), List.of(grown))) {
      database.write(sql -> sql.update("INSERT INTO note VALUES (1, 'a', 'b')"));
    }
    assertThatThrownBy(() -> Database.open(file(), List.of(NOTES)))
        .isInstanceOf(SlipwayException.class)
        .hasMessageContaining("newer version");
  }

  @Test
  void aClosedDatabaseRefusesWork() {
    var database = Database.open(file(), List.of(NOTES));
    database.close();
    assertThatThrownBy(() -> database.write(sql -> sql.update("DELETE FROM note")))
        .isInstanceOf(SlipwayException.class)
        .hasMessageContaining("closed");
    assertThatThrownBy(() -> count(database)).isInstanceOf(SlipwayException.class);
  }

  @Test
  void theJournalKeepsOrderAndCommitsWithTheChange() {
    try (var database = Database.open(file(), List.of(NOTES, Journal.SCHEMA))) {
      var journal = new Journal(database, Clock.systemUTC());
      assertThatThrownBy(() ->
              database.write(sql -> {
                journal.append(sql, "note.written", "n1", "me", Json.MAPPER.createObjectNode());
                throw new IllegalStateException("undone");
              }))
          .hasMessage("undone");
      journal.append("note.seen", "n1", "me", Json.MAPPER.createObjectNode().put("x", 1));
      journal.append("note.seen", "n2", "you", Json.MAPPER.createObjectNode());

      assertThat(journal.after(0, 10))
          .extracting(Journal.Event::subject)
          .containsExactly("n1", "n2");
      assertThat(journal.latest("n1", 10)).hasSize(1);
      assertThat(journal.last().orElseThrow().principal()).isEqualTo("you");
    }
  }

  @Test
  void aLossOfPowerTakesNothingFromTheMiddle() throws Exception {
    Path log = file().resolveSibling("test.db-wal");
    var lost = directory.resolve("lost.db");
    try (var database = Database.open(file(), List.of(NOTES))) {
      for (long i = 0; i < 30; i++) {
        long id = i;
        Database.Work<Integer> insert = sql -> sql.update("INSERT INTO note VALUES (?, 'x')", id);
        int _ = id % 5 == 0 ? database.write(insert) : database.writeUnflushed(insert);
      }
      assertThat(count(database)).isEqualTo(30);
      byte[] whole = Files.readAllBytes(log);
      var counts = new TreeSet<Long>();
      for (int end = whole.length; end > 0; end -= 2500) {
        Files.deleteIfExists(lost.resolveSibling("lost.db-shm"));
        Files.copy(file(), lost, StandardCopyOption.REPLACE_EXISTING);
        Files.write(lost.resolveSibling("lost.db-wal"), Arrays.copyOf(whole, end));
        try (var after = Database.open(lost, List.of(NOTES))) {
          List<Long> kept =
              after.read(sql -> sql.list("SELECT id FROM note ORDER BY id", r -> r.number(1)));
          assertThat(kept).isEqualTo(LongStream.range(0, kept.size()).boxed().toList());
          counts.add((long) kept.size());
        }
      }
      assertThat(counts).hasSizeGreaterThan(5).contains(0L, 30L);
    }
  }

  /** Writes numbers for ever and says each one once it would outlive this process. */
  public static final class Endless {
    public static void main(String[] arguments) {
      var database = Database.open(Path.of(arguments[0]), List.of(NOTES));
      for (long i = 0; ; i++) {
        long id = i;
        Database.Work<Integer> insert = sql -> sql.update("INSERT INTO note VALUES (?, 'x')", id);
        int _ = id % 3 == 0 ? database.write(insert) : database.writeUnflushed(insert);
        System.out.println(i);
      }
    }
  }

  @Test
  void whatWasAcknowledgedSurvivesAKill() throws Exception {
    var process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Endless.class.getName(),
                file().toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    var acknowledged = new ArrayList<Long>();
    try (var lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        acknowledged.add(Long.parseLong(line));
        if (acknowledged.size() == 500) {
          process.toHandle().destroyForcibly();
        }
      }
    } finally {
      process.destroyForcibly().waitFor();
    }
    assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(500);
    try (var database = Database.open(file(), List.of(NOTES))) {
      List<Long> kept =
          database.read(sql -> sql.list("SELECT id FROM note ORDER BY id", r -> r.number(1)));
      assertThat(kept)
          .containsAll(LongStream.rangeClosed(0, acknowledged.getLast()).boxed().toList());
    }
  }
}
