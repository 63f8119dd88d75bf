package dev.slipway.node.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.kubernetes.NodeAgent.Follow;
import dev.slipway.kubernetes.NodeAgent.LineTimes;
import dev.slipway.kubernetes.NodeAgent.LogRequest;
import dev.slipway.kubernetes.NodeAgent.Run;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContainerLogTest {
  private static final LogRequest ALL =
      new LogRequest(
          "c",
          Follow.ONCE,
          Run.CURRENT,
          LineTimes.OMIT,
          OptionalLong.empty(),
          Optional.empty(),
          OptionalLong.empty());

  @TempDir Path directory;
  private Path log;

  @BeforeEach
  void writeLog() throws Exception {
    log =
        Files.writeString(
            directory.resolve("0.log"),
            """
            2026-01-01T00:00:01.000000000+00:00 stdout F one
            2026-01-01T00:00:02.000000000+00:00 stderr F two words
            2026-01-01T00:00:03.000000000+00:00 stdout P par
            2026-01-01T00:00:03.500000000+00:00 stdout F tial
            2026-01-01T00:00:04.000000000+00:00 stdout F\s
            """);
  }

  private String read(LogRequest request) throws Exception {
    var out = new ByteArrayOutputStream();
    ContainerLog.write(log, request, out, () -> false);
    return out.toString(UTF_8);
  }

  @Test
  void joinsPartialLines() throws Exception {
    assertThat(read(ALL)).isEqualTo("one\ntwo words\npartial\n\n");
  }

  @Test
  void givesTheLastLines() throws Exception {
    assertThat(read(tail(0))).isEmpty();
    assertThat(read(tail(1))).isEqualTo("\n");
    assertThat(read(tail(100))).isEqualTo("one\ntwo words\npartial\n\n");
  }

  private static LogRequest tail(long lines) {
    return new LogRequest(
        "c",
        Follow.ONCE,
        Run.CURRENT,
        LineTimes.OMIT,
        OptionalLong.of(lines),
        Optional.empty(),
        OptionalLong.empty());
  }

  @Test
  void startsAtATimeAndShowsTimes() throws Exception {
    var request =
        new LogRequest(
            "c",
            Follow.ONCE,
            Run.CURRENT,
            LineTimes.PREFIX,
            OptionalLong.empty(),
            Optional.of(Instant.parse("2026-01-01T00:00:02Z")),
            OptionalLong.of(60));

    assertThat(read(request))
        .startsWith("2026-01-01T00:00:02.000000000Z two words\n2026-")
        .hasSize(60);
  }

  @Test
  void followsUntilTheContainerEnds() throws Exception {
    var out = new ByteArrayOutputStream();
    var running = new AtomicBoolean(true);
    var follow =
        new LogRequest(
            "c",
            Follow.FOLLOW,
            Run.CURRENT,
            LineTimes.OMIT,
            OptionalLong.empty(),
            Optional.empty(),
            OptionalLong.empty());
    Thread reader =
        Thread.ofVirtual()
            .start(() -> {
              try {
                ContainerLog.write(log, follow, out, running::get);
              } catch (Exception e) {
                throw new AssertionError(e);
              }
            });
    append("2026-01-01T00:00:05.000000000+00:00 stdout F later\n2026-01-01T00:00:0");
    await().until(() -> out.toString(UTF_8).endsWith("\nlater\n"));

    append("6.000000000+00:00 stdout F last\n");
    running.set(false);
    reader.join();

    assertThat(out.toString(UTF_8)).endsWith("\nlater\nlast\n");
  }

  @Test
  void followsIntoTheFileThatTakesItsPlace() throws Exception {
    var out = new ByteArrayOutputStream();
    var running = new AtomicBoolean(true);
    var follow =
        new LogRequest(
            "c",
            Follow.FOLLOW,
            Run.CURRENT,
            LineTimes.OMIT,
            OptionalLong.of(1),
            Optional.empty(),
            OptionalLong.empty());
    Thread reader =
        Thread.ofVirtual()
            .start(() -> {
              try {
                ContainerLog.write(log, follow, out, running::get);
              } catch (Exception e) {
                throw new AssertionError(e);
              }
            });
    await().until(() -> out.toString(UTF_8).equals("\n"));

    Files.move(log, log.resolveSibling("0.log.1"));
    Files.writeString(
        log.resolveSibling("0.log.1"),
        "2026-01-01T00:00:05.000000000+00:00 stdout F old\n",
        StandardOpenOption.APPEND);
    Files.writeString(log, "2026-01-01T00:00:06.000000000+00:00 stdout F new\n");
    await().until(() -> out.toString(UTF_8).endsWith("new\n"));
    running.set(false);
    reader.join();

    assertThat(out.toString(UTF_8)).isEqualTo("\nold\nnew\n");
  }

  private void append(String text) throws Exception {
    Files.writeString(log, text, StandardOpenOption.APPEND);
  }
}
