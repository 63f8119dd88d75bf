package dev.slipway.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.base.Command;
import dev.slipway.base.Json;
import dev.slipway.oci.BlobStore;
import dev.slipway.oci.Descriptor;
import dev.slipway.oci.ImageReference;
import dev.slipway.oci.Platform;
import dev.slipway.oci.client.Login;
import dev.slipway.oci.client.RegistryClient;
import dev.slipway.oci.client.RegistryException.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The real skopeo, and our own client, with logins. */
class SkopeoIT {
  @TempDir Path directory;
  private TestRegistry server;
  private Descriptor image;
  private BlobStore local;
  private RegistryClient client;

  @BeforeAll
  static void needsSkopeo() {
    Assumptions.assumeTrue(
        Command.exists("skopeo"), "skopeo is not installed (apt-get install skopeo); skipped");
  }

  @BeforeEach
  void start() throws IOException {
    server = TestRegistry.start(directory.resolve("server"));
    local = new BlobStore(directory.resolve("local"));
    image = TestImages.create(local, 1);
    client = new RegistryClient(local, host -> Optional.of(new Login("admin", "admin")));
    client.push(image, reference("p/r/web:1"));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void ourClientPushesAndPullsWithATokenItLogsInFor() throws IOException {
    var store = new BlobStore(directory.resolve("other"));
    var reader = new RegistryClient(store, host -> Optional.of(new Login("reader", "reader")));
    assertThat(reader.pull(reference("p/r/web:1"), Platform.host())).isEqualTo(image);
    assertThat(store.list()).containsExactlyInAnyOrderElementsOf(local.list());
    var wrong = new RegistryClient(store, host -> Optional.of(new Login("reader", "wrong")));
    assertThatThrownBy(() -> wrong.resolve(reference("p/r/web:1")))
        .isInstanceOfSatisfying(
            dev.slipway.oci.client.RegistryException.class,
            e -> assertThat(e.reason()).isEqualTo(Reason.DENIED));
  }

  @Test
  void skopeoInspectsListsAndDeletes() {
    JsonNode inspected = json(skopeo("inspect", "--creds", "reader:reader", url("p/r/web:1")));
    assertThat(inspected.path("Digest").asString()).isEqualTo(image.digest().toString());
    assertThat(inspected.path("Layers").size()).isEqualTo(2);
    JsonNode tags = json(skopeo("list-tags", "--creds", "reader:reader", url("p/r/web")));
    assertThat(tags.path("Tags").path(0).asString()).isEqualTo("1");
    assertThat(run("delete", "--creds", "writer:writer", url("p/r/web:1")).succeeded()).isFalse();
    skopeo("delete", "--creds", "admin:admin", url("p/r/web:1"));
    Command.Result gone = run("inspect", "--creds", "reader:reader", url("p/r/web:1"));
    assertThat(gone.stderr()).contains("manifest unknown");
  }

  @ParameterizedTest
  @ValueSource(strings = {"oci", "v2s2"})
  void skopeoCopiesBothWaysInBothFormats(String format) throws IOException {
    String layout = "oci:" + directory.resolve("layout") + ":x";
    skopeo("copy", "--src-creds", "reader:reader", url("p/r/web:1"), layout);
    skopeo("copy", "--format", format, "--dest-creds", "writer:writer", layout, url("p/r/new:2"));
    StoredManifest copied = server.registry.manifest("p/r/new", "2").orElseThrow();
    assertThat(copied.mediaType()).contains(format.equals("oci") ? "oci.image" : "docker");
    assertThat(server.registry.history("p/r/new", "2", 1))
        .singleElement()
        .satisfies(move -> assertThat(move.principal()).isEqualTo("writer"));
    String again = "dir:" + directory.resolve("again");
    skopeo("copy", "--src-creds", "reader:reader", url("p/r/new:2"), again);

    // From one repository to another the layers are mounted, not sent.
    skopeo(
        "copy",
        "--src-creds",
        "admin:admin",
        "--dest-creds",
        "admin:admin",
        url("p/r/new:2"),
        url("q/r/new:2"));
    assertThat(server.registry.manifest("q/r/new", "2")).isPresent();
  }

  @Test
  void skopeoSyncsAWholeRepositoryBothWays() throws IOException {
    server.registry.put("p/r/web", "main", put(2), TestRegistry.user("admin"));
    server.registry.createRepository(
        server.registry.repositoryOf("p/copies/web"), TestRegistry.user("admin"));
    String mirror = directory.resolve("mirror").toString();
    run(
            "sync",
            "--src-tls-verify=false",
            "--src-creds",
            "reader:reader",
            "--src",
            "docker",
            "--dest",
            "dir",
            server.host() + "/p/r/web",
            mirror)
        .orThrow("skopeo sync");
    run(
            "sync",
            "--dest-tls-verify=false",
            "--dest-creds",
            "writer:writer",
            "--src",
            "dir",
            "--dest",
            "docker",
            mirror,
            server.host() + "/p/copies")
        .orThrow("skopeo sync");
    assertThat(server.registry.tags("p/copies/web"))
        .extracting(RegistryTag::tag)
        .containsExactly("1", "main");
  }

  private Descriptor put(int seed) throws IOException {
    return TestImages.create(server.blobs, seed);
  }

  @Test
  void aPushByAReaderIsDenied() {
    Command.Result refused =
        run(
            "copy",
            "--src-creds",
            "reader:reader",
            "--dest-creds",
            "reader:reader",
            url("p/r/web:1"),
            url("p/r/web:2"));
    assertThat(refused.succeeded()).isFalse();
    assertThat(refused.stderr()).contains("reader lacks");
  }

  private ImageReference reference(String name) {
    return ImageReference.parse(server.host() + "/" + name);
  }

  private String url(String name) {
    return "docker://" + server.host() + "/" + name;
  }

  private static JsonNode json(String text) {
    return Json.parse(text.getBytes(StandardCharsets.UTF_8), "skopeo");
  }

  private static String skopeo(String command, String... arguments) {
    return run(command, arguments).orThrow("skopeo " + command).stdout();
  }

  private static Command.Result run(String command, String... arguments) {
    var all = new ArrayList<>(List.of("skopeo", "--insecure-policy", command));
    all.addAll(
        switch (command) {
          case "copy" -> List.of("--src-tls-verify=false", "--dest-tls-verify=false");
          case "sync" -> List.<String>of();
          default -> List.of("--tls-verify=false");
        });
    all.addAll(List.of(arguments));
    return Command.of(all).withLimit(Duration.ofSeconds(60)).run();
  }
}
