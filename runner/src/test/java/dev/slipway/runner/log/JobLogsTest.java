package dev.slipway.runner.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
