package dev.slipway.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.node.TroubleProcess.Mood;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Controllers and node with real containers, in processes that are killed one after the other while
 * versions, clocks, images, probes and sizes change as a seed has it. {@code -Dtrouble.seeds=N}
 * tries N further seeds.
 */
class TroubleIT {
  private static final Duration LONG = Duration.ofMinutes(2);
  private static final List<Mood> LIVES = List.of(Mood.CALM, Mood.CALM, Mood.HARSH);
  private static final int SHORTEST_LIFE = 500;
  private static final int LONGEST_LIFE = 3000;

  @TempDir Path directory;

  @BeforeAll
  static void needsContainers() {
    Needs.containers();
  }

  static LongStream seeds() {
    return LongStream.rangeClosed(1, 1 + Integer.getInteger("trouble.seeds", 0));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void servesThroughEverythingAndLeavesNothing(long seed) throws Exception {
    Path home = Files.createDirectories(directory.resolve("home"));
    var random = new Random(seed);
    try {
      for (int life = 0; life < LIVES.size(); life++) {
        Path output = directory.resolve("life" + life);
        Process process = start(home, output, seed, random, LIVES.get(life));
        try {
          await().atMost(LONG).until(() -> said(output, "up") || !process.isAlive());
          int span = SHORTEST_LIFE + random.nextInt(LONGEST_LIFE - SHORTEST_LIFE);
          LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(span));
          assertThat(process.isAlive()).as("seed %d: %s", seed, text(output)).isTrue();
        } finally {
          process.destroyForcibly().waitFor();
        }
        assertThat(text(output)).as("seed %d", seed).doesNotContain(ReadyPods.TOO_FEW);
      }
      Path output = directory.resolve("rest");
      Process last = start(home, output, seed, random, Mood.REST);
      try {
        assertThat(last.waitFor(LONG.toSeconds() * 2, TimeUnit.SECONDS))
            .as("seed %d: %s", seed, text(output))
            .isTrue();
      } finally {
        last.destroyForcibly().waitFor();
      }
      assertThat(text(output)).as("seed %d", seed).contains("at rest", "nothing is left");
      assertThat(last.exitValue()).isZero();
    } finally {
      new TestMachine(home, 0).remove();
    }
    assertThat(TestMachine.isGone(home)).isTrue();
  }

  private static Process start(Path home, Path output, long seed, Random random, Mood mood)
      throws IOException {
    return NodeProcess.start(
        TroubleProcess.class,
        output,
        home.toString(),
        String.valueOf(seed),
        String.valueOf(random.nextLong()),
        mood.name());
  }

  private static boolean said(Path output, String line) throws IOException {
    return Files.readAllLines(output).contains(line);
  }

  private static String text(Path output) throws IOException {
    return Files.readString(output);
  }
}
