package dev.slipway.dockerfile.build;

import dev.slipway.base.Command;
import dev.slipway.base.Json;
import dev.slipway.posix.DirectoryTree;
import dev.slipway.posix.Mounts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import tools.jackson.databind.JsonNode;

/** A Docker Engine of our own: its data, socket and processes live in one directory. */
final class PeerDocker implements Peer {
  private static final String CLIENT = "/usr/bin/docker";
  private static final Duration LIMIT = Duration.ofMinutes(2);

  private final Path directory;
  private final Process engine;

  private PeerDocker(Path directory, Process engine) {
    this.directory = directory;
    this.engine = engine;
  }

  /** Starts it, or skips the test and says what is missing. */
  static PeerDocker start(Path directory) throws IOException, InterruptedException {
    Assumptions.assumeTrue(Command.exists("dockerd"), "dockerd (Debian: docker.io) is missing");
    Assumptions.assumeTrue(Files.isExecutable(Path.of(CLIENT)), CLIENT + " is missing");
    Files.createDirectories(directory);
    Path log = directory.resolve("log");
    Process engine =
        new ProcessBuilder(
                "dockerd",
                "--data-root=" + directory.resolve("data"),
                "--exec-root=" + directory.resolve("run"),
                "--pidfile=" + directory.resolve("pid"),
                "--host=unix://" + directory.resolve("s"),
                "--bridge=none",
                "--iptables=false",
                "--ip-forward=false")
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    var docker = new PeerDocker(directory, engine);
    for (int tries = 0; tries < 300 && engine.isAlive(); tries++) {
      if (docker.client("version").run().succeeded()) {
        return docker;
      }
      engine.waitFor(100, TimeUnit.MILLISECONDS);
    }
    String said = Files.readString(log);
    docker.close();
    Assumptions.abort("dockerd does not start here: " + said);
    return docker;
  }

  @Override
  public String name() {
    return "docker";
  }

  private Command client(String... arguments) {
    var words = new ArrayList<>(List.of(CLIENT));
    words.addAll(List.of(arguments));
    return client(words);
  }

  private Command client(List<String> words) {
    return Command.of(words)
        .withEnvironment("DOCKER_HOST", "unix://" + directory.resolve("s"))
        .withEnvironment("DOCKER_BUILDKIT", "1")
        .withEnvironment("BUILDKIT_PROGRESS", "plain")
        .withLimit(LIMIT);
  }

  @Override
  public void makeBase(Path root) throws IOException {
    Path file = Files.writeString(directory.resolve("base"), PeersIT.BASE);
    client("build", "-q", "-t", "base", "-f", file.toString(), root.toString())
        .run()
        .orThrow("build the base");
  }

  @Override
  public Outcome build(PeerCase asked, Path context) throws IOException {
    Path id = directory.resolve("id-" + asked.name());
    var words = new ArrayList<>(List.of(CLIENT, "build", "--network=none", "--iidfile=" + id));
    words.addAll(asked.options());
    words.add(".");
    Command.Result result = client(words).withDirectory(context).run();
    if (!result.succeeded()) {
      return new Outcome.Refused(result.stderr());
    }
    String image = Files.readString(id).strip();
    byte[] config =
        Files.readAllBytes(
            directory
                .resolve("data/image/overlay2/imagedb/content/sha256")
                .resolve(image.substring("sha256:".length())));
    return new Outcome.Image(Json.parse(config, "docker's image"), files(image));
  }

  private java.util.SortedMap<String, String> files(String image) throws IOException {
    String driver =
        client("image", "inspect", "-f", "{{json .GraphDriver.Data}}", image)
            .run()
            .orThrow("inspect")
            .stdout();
    JsonNode data = Json.MAPPER.readTree(driver);
    if (!data.has("UpperDir")) {
      return new java.util.TreeMap<>();
    }
    String upper = data.path("UpperDir").asString();
    if (!data.has("LowerDir")) {
      return PeerListing.of(Path.of(upper));
    }
    Path view = Files.createTempDirectory(directory, "view");
    String layers = upper + ":" + data.path("LowerDir").asString();
    Mounts.mount("overlay", view, "overlay", Set.of(Mounts.Flag.READ_ONLY), "lowerdir=" + layers);
    try {
      return PeerListing.of(view);
    } finally {
      Mounts.unmount(view);
    }
  }

  @Override
  public void close() throws IOException {
    engine.destroy();
    try {
      if (!engine.waitFor(30, TimeUnit.SECONDS)) {
        engine.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    PeersIT.unmountBelow(directory);
    DirectoryTree.delete(directory);
  }
}
