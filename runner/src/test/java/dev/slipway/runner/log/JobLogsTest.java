package dev.slipway.runner.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.base.InputException;
import dev.slipway.base.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JobLogsTest {
  @TempDir Path dir;
  private JobLogs logs;

  @BeforeEach
  void open() {
    logs = JobLogs.open(dir, Clock.systemUTC());
  }

  @AfterEach
  void close() {
    logs.close();
  }

  private List<String> texts(long after) {
    return logs.read("7", 1, "test (20)", after).stream().map(LogEntry::text).toList();
  }

  @Test
  void keepsWhatWasWrittenWithItsStepKindAndProperties() {
    JobLog log = logs.write("7", 1, "test (20)");
    log.add(1, LogEntry.Kind.COMMAND, "npm test");
    log.add(2, LogEntry.Kind.ERROR, "line\nwith \"end\"", Map.of("file", "a.js", "line", "3"));

    List<LogEntry> entries = logs.read("7", 1, "test (20)", 0);

    assertThat(entries).extracting(LogEntry::number).containsExactly(1L, 2L);
    assertThat(entries.get(1).step()).isEqualTo(2);
    assertThat(entries.get(1).kind()).isEqualTo(LogEntry.Kind.ERROR);
    assertThat(entries.get(1).text()).isEqualTo("line\nwith \"end\"");
    assertThat(entries.get(1).properties()).containsEntry("line", "3");
    assertThat(texts(1)).containsExactly("line\nwith \"end\"");
    assertThat(logs.read("7", 1, "other", 0)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "plain",
        "a \"quoted\" \\ word",
        "tab\tline\nreturn\r\0",
        "ünï😀",
        "\"}",
        "{\"n\":1}",
        "\u001b[31mred",
        "ends with \\"
      })
  void aLineIsJsonAndReadAsItWasWritten(String text) {
    var entry =
        new LogEntry(
            7, Instant.ofEpochMilli(1234567890123L), 3, LogEntry.Kind.WARNING, text, Map.of());
    byte[] line = LogLine.write(entry);

    assertThat(line).endsWith('\n').containsOnlyOnce('\n');
    byte[] json = Arrays.copyOf(line, line.length - 1);
    assertThat(Json.parse(json, "line")).isEqualTo(Json.parse(Json.bytes(entry.json()), "json"));
    assertThat(LogLine.read(line, 0, json.length, "line")).isEqualTo(entry);
    assertThat(LogLine.read(Json.bytes(entry.json()), 0, Json.bytes(entry.json()).length, "json"))
        .isEqualTo(entry);
  }

  @Test
  void whatIsNoLineIsRefusedByTheNameOfItsFile() {
    byte[] broken = "{\"n\":1,\"t\":2,\"s\":".getBytes(StandardCharsets.UTF_8);

    assertThatThrownBy(() -> LogLine.read(broken, 0, broken.length, "job.log"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("job.log");
  }

  @Test
  void aLongLogIsHandedOutInPieces() {
    JobLog log = logs.write("7", 1, "test (20)");
    String text = "x".repeat(60_000);
    for (int i = 0; i < 40; i++) {
      log.add(1, LogEntry.Kind.LINE, text);
    }
    LogCursor cursor = logs.cursor("7", 1, "test (20)");
    var pieces = new ArrayList<Integer>();
    long next = 1;
    for (List<LogEntry> piece = cursor.next(); !piece.isEmpty(); piece = cursor.next()) {
      pieces.add(piece.size());
      for (LogEntry entry : piece) {
        assertThat(entry.number()).isEqualTo(next++);
      }
    }
    assertThat(next).isEqualTo(41);
    assertThat(pieces).hasSizeGreaterThan(1);
    log.add(1, LogEntry.Kind.LINE, "more");
    assertThat(cursor.next()).extracting(LogEntry::text).containsExactly("more");
  }

  @Test
  void everyLineIsInTheFileAtOnce() throws Exception {
    JobLog log = logs.write("7", 1, "test (20)");
    log.add(1, LogEntry.Kind.LINE, "kept");

    // Not closed, as if the process had been killed.
    try (JobLogs next = JobLogs.open(dir, Clock.systemUTC())) {
      assertThat(next.read("7", 1, "test (20)", 0))
          .extracting(LogEntry::text)
          .containsExactly("kept");
    }
  }

  @Test
  void goesOnBehindHalfALine() throws Exception {
    logs.write("7", 1, "test (20)").add(1, LogEntry.Kind.LINE, "whole");
    logs.close();
    Path file = dir.resolve("7/1/test+%2820%29.ndjson");
    Files.writeString(file, "{\"n\":2,\"t\":1", StandardOpenOption.APPEND);

    logs = JobLogs.open(dir, Clock.systemUTC());
    assertThat(texts(0)).containsExactly("whole");
    logs.write("7", 1, "test (20)").add(0, LogEntry.Kind.ERROR, "interrupted");

    assertThat(logs.read("7", 1, "test (20)", 0))
        .extracting(LogEntry::number)
        .containsExactly(1L, 2L);
    assertThat(texts(0)).containsExactly("whole", "interrupted");
  }

  @Test
  void manyFollowFromAnywhereUntilTheEnd() throws Exception {
    JobLog log = logs.write("7", 1, "test (20)");
    log.add(1, LogEntry.Kind.LINE, "0");
    var heard = new ArrayList<List<Long>>();
    var threads = new ArrayList<Thread>();
    var began = new CountDownLatch(5);
    for (int i = 0; i < 5; i++) {
      var mine = new ArrayList<Long>();
      heard.add(mine);
      long after = i % 2;
      threads.add(
          Thread.ofVirtual()
              .start(() -> {
                try {
                  began.countDown();
                  logs.follow("7", 1, "test (20)", after, entry -> mine.add(entry.number()));
                } catch (Exception e) {
                  throw new AssertionError(e);
                }
              }));
    }
    began.await();
    for (int i = 1; i < 3000; i++) {
      log.add(1, LogEntry.Kind.LINE, Integer.toString(i));
    }
    log.close();
    for (Thread thread : threads) {
      thread.join();
    }

    for (int i = 0; i < 5; i++) {
      assertThat(heard.get(i)).hasSize(3000 - i % 2).isSorted().endsWith(3000L);
    }
  }
}
