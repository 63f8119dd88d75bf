package dev.slipway.cli.standin;

import dev.slipway.cli.command.Console;
import dev.slipway.kustomize.RehearsalOverlay;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Does what jobs do most, in an empty directory and with nobody to talk to, while Java records what
 * it loads. What the commands answer does not matter: they get as far as the first connection.
 */
public final class Rehearsal {
  private static final String NOBODY = "http://127.0.0.1:9";
  private static final List<String[]> COMMANDS =
      List.of(
          new String[] {"gcloud", "auth", "configure-docker", "us-central1-docker.pkg.dev"},
          new String[] {"gcloud", "container", "clusters", "get-credentials", "c", "--zone", "z"},
          new String[] {"docker", "build", "-t", "us-central1-docker.pkg.dev/p/r/i:t", "."},
          new String[] {"docker", "tag", "us-central1-docker.pkg.dev/p/r/i:t", "i:latest"},
          new String[] {"docker", "push", "us-central1-docker.pkg.dev/p/r/i:t"},
          new String[] {"kustomize", "edit", "set", "image", "a=b:c"},
          new String[] {"kustomize", "build", "."},
          new String[] {"kustomize", "build", "old"},
          new String[] {"kubectl", "apply", "-k", "."});

  private Rehearsal() {}

  public static void main(String[] arguments) throws IOException {
    Path directory = Files.createTempDirectory("slipway-rehearsal");
    try {
      RehearsalOverlay.write(directory);
      // What commands read that are not given their surroundings.
      int _ = System.getenv().size();
      for (String[] command : COMMANDS) {
        int _ = Main.run(command, surroundings(directory));
      }
    } finally {
      delete(directory);
    }
  }

  private static Surroundings surroundings(Path directory) {
    var silence = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    return new Surroundings(
        Map.of(
            "HOME",
            directory.toString(),
            "SLIPWAY_URL",
            NOBODY,
            "SLIPWAY_JOB_TOKEN",
            "none",
            "PATH",
            ""),
        directory,
        InputStream.nullInputStream(),
        new Console(silence, silence),
        Clock.systemUTC());
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
