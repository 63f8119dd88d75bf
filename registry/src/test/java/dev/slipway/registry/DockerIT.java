package dev.slipway.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.base.Command;
import dev.slipway.oci.BlobStore;
import dev.slipway.oci.Descriptor;
import dev.slipway.oci.ImageReference;
import dev.slipway.oci.client.Login;
import dev.slipway.oci.client.RegistryClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real docker with an engine of its own, in a mount namespace that ends with it. */
class DockerIT {
  @TempDir static Path engineDirectory;
  private static Process engine;

  @TempDir Path directory;
  private TestRegistry server;

  @BeforeAll
  static void startEngine() throws IOException {
    Assumptions.assumeTrue(
        Command.exists("dockerd") && Command.exists("docker"),
        "the docker engine is not installed (apt-get install docker.io); skipped");
    Assumptions.assumeTrue(
        "root".equals(System.getProperty("user.name")), "the docker engine needs root; skipped");
    Path log = engineDirectory.resolve("log");
    engine =
        new ProcessBuilder(
                "unshare",
                "--mount",
                "--propagation",
                "private",
                "dockerd",
                "--host=unix://" + socket(),
                "--data-root=" + engineDirectory.resolve("data"),
                "--exec-root=" + engineDirectory.resolve("run"),
                "--pidfile=" + engineDirectory.resolve("pid"),
                "--bridge=none",
                "--iptables=false",
                "--ip-forward=false")
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> !engine.isAlive() || run("version").succeeded());
    } catch (ConditionTimeoutException e) {
      Assumptions.abort("the docker engine does not start here; skipped\n" + Files.readString(log));
    }
    Assumptions.assumeTrue(
        engine.isAlive(), "the docker engine cannot run here; skipped\n" + Files.readString(log));
  }

  @AfterAll
  static void stopEngine() throws InterruptedException {
    if (engine == null) {
      return;
    }
    engine.destroy();
    if (!engine.waitFor(20, TimeUnit.SECONDS)) {
      engine.destroyForcibly().waitFor();
    }
  }

  @BeforeEach
  void start() throws IOException {
    server = TestRegistry.start(directory.resolve("server"));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void dockerLogsInPullsAndPushes() throws IOException {
    var local = new BlobStore(directory.resolve("local"));
    Descriptor image = TestImages.create(local, 2);
    var client = new RegistryClient(local, host -> Optional.of(new Login("admin", "admin")));
    client.push(image, ImageReference.parse(name("p/r/web:1")));

    Command.Result anonymous = run("pull", name("p/r/web:1"));
    assertThat(anonymous.succeeded()).isFalse();
    login("writer").orThrow("log in");
    assertThat(run("pull", name("p/r/web:1")).orThrow("pull").stdout())
        .contains(image.digest().toString());

    run("tag", name("p/r/web:1"), name("p/r/web:2")).orThrow("tag");
    run("push", name("p/r/web:2")).orThrow("push");
    run("tag", name("p/r/web:1"), name("p/r/copy:1")).orThrow("tag");
    // Docker knows where the layers are and asks to mount them.
    assertThat(run("push", name("p/r/copy:1")).orThrow("push").stdout())
        .contains("Mounted from p/r/web");
    StoredManifest pushed = server.registry.manifest("p/r/copy", "1").orElseThrow();
    assertThat(pushed.mediaType())
        .isEqualTo("application/vnd.docker.distribution.manifest.v2+json");
    assertThat(server.registry.history("p/r/copy", "1", 5))
        .singleElement()
        .satisfies(move -> assertThat(move.principal()).isEqualTo("writer"));

    run("rmi", name("p/r/web:1"), name("p/r/web:2"), name("p/r/copy:1")).orThrow("remove");
    assertThat(run("pull", name("p/r/copy:1")).orThrow("pull again").stdout())
        .contains(pushed.digest().toString());
  }

  @Test
  void dockerSaysWhyItMayNot() throws IOException {
    var local = new BlobStore(directory.resolve("local"));
    var client = new RegistryClient(local, host -> Optional.of(new Login("admin", "admin")));
    Descriptor image = TestImages.create(local, 3);
    client.push(image, ImageReference.parse(name("p/r/web:1")));
    assertThat(login("mallory").succeeded()).isFalse();
    login("reader").orThrow("log in");
    run("pull", name("p/r/web:1")).orThrow("pull");
    run("tag", name("p/r/web:1"), name("p/r/web:2")).orThrow("tag");
    assertThat(run("push", name("p/r/web:2")).stderr()).contains("denied");
    run("rmi", name("p/r/web:1"), name("p/r/web:2")).orThrow("remove");
  }

  private Command.Result login(String user) {
    return docker("login", "--username", user, "--password-stdin", server.host())
        .withInput(user.getBytes(StandardCharsets.UTF_8))
        .run();
  }

  private String name(String image) {
    return server.host() + "/" + image;
  }

  private static Path socket() {
    return engineDirectory.resolve("socket");
  }

  private static Command.Result run(String... arguments) {
    return docker(arguments).run();
  }

  private static Command docker(String... arguments) {
    var all = new ArrayList<>(List.of("docker", "--host", "unix://" + socket()));
    all.addAll(List.of("--config", engineDirectory.resolve("client").toString()));
    all.addAll(List.of(arguments));
    return Command.of(all).withLimit(Duration.ofSeconds(60));
  }
}
