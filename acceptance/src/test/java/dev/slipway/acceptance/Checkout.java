package dev.slipway.acceptance;

import dev.slipway.base.Command;
import dev.slipway.base.Json;
import dev.slipway.posix.ProcessIdentity;
import dev.slipway.posix.Signals;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;

/**
 * This checkout's {@code ./slipway} on an instance of its own.
 *
 * @param home the checkout
 * @param data the instance's data directory
 */
record Checkout(Path home, Path data) {
  private static final Duration PATIENCE = Duration.ofMinutes(12);

  /** The checkout that the tests run in. */
  static Path findHome() {
    Path directory = Path.of("").toAbsolutePath();
    while (!Files.isExecutable(directory.resolve("slipway"))) {
      Path parent = directory.getParent();
      if (parent == null) {
        throw new IllegalStateException("no launcher above " + Path.of("").toAbsolutePath());
      }
      directory = parent;
    }
    return directory;
  }

  /**
   * An instance of this checkout that does not run yet. What stand-ins for base images are made of
   * is fetched once for all tests: it comes from package servers and takes a minute.
   */
  static Checkout prepare(Path data) throws IOException {
    Path home = findHome();
    Path bases = Files.createDirectories(home.resolve("acceptance/target/bases"));
    Path cache = Files.createDirectories(data.resolve("cache"));
    Files.createSymbolicLink(cache.resolve("bases"), bases);
    return new Checkout(home, data);
  }

  /** Runs {@code slipway} and returns what it did, whatever that was. */
  Command.Result run(String... arguments) {
    return command(arguments).run();
  }

  /** Runs {@code slipway}, which must succeed, and returns its standard output. */
  String ok(String... arguments) {
    return run(arguments).orThrow(String.join(" ", arguments)).stdout();
  }

  /** As {@link #ok} with {@code --json}. */
  JsonNode json(String... arguments) {
    var words = new ArrayList<>(List.of(arguments));
    words.add("--json");
    String output = ok(words.toArray(String[]::new));
    return Json.parse(output.getBytes(StandardCharsets.UTF_8), String.join(" ", arguments));
  }

  /** Runs kubectl on the instance; it must succeed. */
  String kubectl(String... arguments) {
    return kubectlCommand(arguments)
        .run()
        .orThrow("kubectl " + String.join(" ", arguments))
        .stdout();
  }

  Command kubectlCommand(String... arguments) {
    var words = new ArrayList<>(List.of("kubectl"));
    words.addAll(Arrays.asList(arguments));
    return Command.of(words)
        .withEnvironment("KUBECONFIG", data.resolve("kubeconfig").toString())
        .withLimit(PATIENCE);
  }

  /** Starts the instance; of the application that a test before has left, nothing stays. */
  void begin() {
    ok("up");
    kubectl(
        "delete", "namespace", "doctor-app", "doctor-app-staging", "--ignore-not-found", "--wait");
  }

  /** Ends the instance if it was ever started. */
  void down() {
    if (Files.exists(data.resolve("config.json"))) {
      run("down");
    }
  }

  /** Kills the instance's process as a power cut would; returns once it is gone. */
  void kill() throws IOException {
    var ready = Json.parse(Files.readAllBytes(data.resolve("run/daemon.json")), "daemon.json");
    var process = ProcessIdentity.of(Long.parseLong(ready.path("pid").asString())).orElseThrow();
    process.signal(Signals.KILL);
    // Java would wait until its parent has asked for its exit code, and look ever more seldom.
    Awaitility.await().pollInterval(Duration.ofMillis(5)).until(() -> !process.isAlive());
  }

  Command command(String... arguments) {
    var words = new ArrayList<>(List.of(home.resolve("slipway").toString()));
    words.addAll(Arrays.asList(arguments));
    return Command.of(words).withEnvironment("SLIPWAY_DATA", data.toString()).withLimit(PATIENCE);
  }
}
