package dev.slipway.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogRoomTest {
  private static final int LINES = 5_000;
  private static final int LARGEST = 30_000;

  @TempDir Path directory;

  /** In a process of its own: it writes to both of its outputs while room is made once. */
  public static void main(String[] arguments) throws Exception {
    var room = new LogRoom(Path.of(arguments[0]), LARGEST);
    room.look();
    Thread errors = Thread.ofVirtual().start(() -> write(System.err, "err"));
    Thread out = Thread.ofVirtual().start(() -> write(System.out, "out"));
    while (!Files.exists(Path.of(arguments[0] + ".1"))) {
      room.look();
    }
    out.join();
    errors.join();
  }

  private static void write(java.io.PrintStream to, String name) {
    IntStream.range(0, LINES).forEach(i -> to.println(name + " " + i));
  }

  @Test
  void aLogThatHasGrownLargeMakesRoomAndLosesNothing() throws Exception {
    Path log = directory.resolve("daemon.log");
    assertThat(start(log).waitFor()).isZero();

    Path before = directory.resolve("daemon.log.1");
    assertThat(before).exists();
    var all = new ArrayList<>(Files.readAllLines(before));
    all.addAll(Files.readAllLines(log));
    assertThat(all.stream().sorted()).containsExactlyElementsOf(written());
  }

  @Test
  void whoFollowsTheLogFollowsItIntoTheNewFile() throws Exception {
    Path log = Files.createFile(directory.resolve("daemon.log"));
    var seen = new ByteArrayOutputStream();
    Thread follower =
        Thread.ofVirtual()
            .start(() -> {
              try {
                new FileTail(log).copy(seen, OptionalLong.empty(), true);
              } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
              }
            });
    try {
      assertThat(start(log).waitFor()).isZero();
      List<String> written = written();
      Awaitility.await().untilAsserted(() -> assertThat(lines(seen)).hasSameSizeAs(written));
      assertThat(lines(seen).stream().sorted()).containsExactlyElementsOf(written);
    } finally {
      follower.interrupt();
      follower.join();
    }
  }

  private static List<String> lines(ByteArrayOutputStream bytes) {
    return bytes.toString(StandardCharsets.UTF_8).lines().toList();
  }

  private static List<String> written() {
    return Stream.of("out", "err")
        .flatMap(name -> IntStream.range(0, LINES).mapToObj(i -> name + " " + i))
        .sorted()
        .toList();
  }

  private static Process start(Path log) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin/java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            LogRoomTest.class.getName(),
            log.toString())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
        .start();
  }
}
