package dev.slipway.kubernetes.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.manifest.KubeObject;
import dev.slipway.manifest.ObjectName;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nothing that was acknowledged is lost when the process is killed at any point. */
class KilledProcessIT {
  private static final int ROUNDS = 4;
  @TempDir Path directory;

  @Test
  void everyAcknowledgedWriteIsThereAfterAKill() throws Exception {
    Path file = directory.resolve("kubernetes.db");
    Map<String, String> acknowledged = new HashMap<>();
    for (int round = 0; round < ROUNDS; round++) {
      acknowledged.putAll(runAndKill(file, round, 150 + 211 * round));
      try (ObjectStore store = ObjectStore.open(file)) {
        long newest = 0;
        for (var entry : acknowledged.entrySet()) {
          var key = new Key("things", new ObjectName("ns", entry.getKey()));
          assertThat(store.find(key).map(KubeObject::resourceVersion))
              .as(entry.getKey())
              .contains(entry.getValue());
          newest = Math.max(newest, Long.parseLong(entry.getValue()));
        }
        assertThat(store.version()).isGreaterThanOrEqualTo(newest);
      }
    }
    assertThat(acknowledged).hasSizeGreaterThan(1000);
  }

  /** Kills the writer after so many acknowledgements; answers all that it managed to print. */
  private Map<String, String> runAndKill(Path file, int round, int lines)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                WriterMain.class.getName(),
                file.toString(),
                Integer.toString(round))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    var acknowledged = new HashMap<String, String>();
    try (var out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      String line = out.readLine();
      while (line != null) {
        String[] words = line.split(" ");
        if (words.length == 2 && !words[1].isEmpty()) {
          acknowledged.put(words[0], words[1]);
        }
        if (acknowledged.size() == lines) {
          // by its handle: the process object would close the pipe with what is still in it
          process.toHandle().destroyForcibly();
        }
        line = out.readLine();
      }
    } finally {
      process.destroyForcibly().waitFor();
    }
    return acknowledged;
  }
}
