package dev.slipway.registry;

import static dev.slipway.registry.TestClient.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.base.InputException;
import dev.slipway.base.SlipwayException;
import dev.slipway.oci.Descriptor;
import dev.slipway.oci.Digest;
import dev.slipway.oci.ImageIndex;
import dev.slipway.oci.ImageManifest;
import dev.slipway.oci.MediaTypes;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegistryTest {
  @TempDir Path directory;
  private TestRegistry server;

  @BeforeEach
  void start() throws IOException {
    server = TestRegistry.startOpen(directory);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Descriptor local(String content) throws IOException {
    Descriptor config = server.blobs.put(MediaTypes.CONFIG, bytes("{\"c\":\"" + content + "\"}"));
    Descriptor layer = server.blobs.put(MediaTypes.LAYER, bytes(content));
    return server.blobs.put(
        MediaTypes.MANIFEST, ImageManifest.of(config, List.of(layer)).toBytes());
  }

  @ParameterizedTest
  @CsvSource({
    "web, projects/-/locations/here/repositories/web",
    "p/web, projects/p/locations/here/repositories/web",
    "p/r/web, projects/p/locations/here/repositories/r",
    "p/r/deep/web, projects/p/locations/here/repositories/r"
  })
  void everyNameLiesInARepository(String name, String path) {
    assertThat(server.registry.repositoryOf(name)).hasToString(path);
  }

  @Test
  void aLocalImageIsServedWithoutCopying() throws IOException {
    Descriptor image = local("x");
    Descriptor index = server.blobs.put(MediaTypes.INDEX, ImageIndex.of(List.of(image)).toBytes());
    server.registry.put("p/r/web", "1", index, TestRegistry.user("builder"));
    try (TestClient client = TestClient.of(server)) {
      client.get("/v2/p/r/web/manifests/1").expect(200);
      client.get("/v2/p/r/web/manifests/" + image.digest()).expect(200);
      client.get("/v2/p/r/web/blobs/" + Digest.of(bytes("x"))).expect(200);
    }
    assertThat(server.registry.digest("p/r/web", "1")).contains(index.digest());
    assertThat(server.registry.names()).containsExactly("p/r/web");
    assertThat(server.registry.held()).containsExactlyInAnyOrderElementsOf(server.blobs.list());
  }

  @Test
  void anImageThatIsNotWholeIsNotPut() throws IOException {
    Descriptor config = server.blobs.put(MediaTypes.CONFIG, bytes("{}"));
    Descriptor gone = Descriptor.of(MediaTypes.LAYER, bytes("gone"));
    Descriptor image =
        server.blobs.put(MediaTypes.MANIFEST, ImageManifest.of(config, List.of(gone)).toBytes());
    var who = TestRegistry.user("builder");
    assertThatThrownBy(() -> server.registry.put("p/r/web", "1", image, who))
        .isInstanceOf(SlipwayException.class)
        .hasMessageContaining(gone.digest().toString());
    assertThatThrownBy(() -> server.registry.put("P/r", "1", image, who))
        .isInstanceOf(InputException.class);
    assertThat(server.registry.names()).isEmpty();
    assertThat(server.registry.digest("p/r/web", "1")).isEmpty();
  }

  @Test
  void everyMoveOfATagIsRememberedOverARestart() throws IOException {
    Descriptor one = local("one");
    Descriptor two = local("two");
    var ann = TestRegistry.user("ann");
    server.registry.put("p/r/web", "latest", one, ann);
    server.registry.put("p/r/web", "latest", one, ann);
    server.registry.put("p/r/web", "latest", two, TestRegistry.user("ben"));
    assertThat(server.registry.removeTag("p/r/web", "latest", ann)).isTrue();
    assertThat(server.registry.removeTag("p/r/web", "latest", ann)).isFalse();
    stop();
    start();
    List<TagMove> moves = server.registry.history("p/r/web", "latest", 10);
    assertThat(moves).extracting(TagMove::principal).containsExactly("ann", "ben", "ann");
    assertThat(moves.get(0).from()).contains(two.digest());
    assertThat(moves.get(0).to()).isEmpty();
    assertThat(moves.get(1).from()).contains(one.digest());
    assertThat(moves.get(2).from()).isEmpty();
    assertThat(moves.get(2).to()).contains(one.digest());
    assertThat(server.journal.latest("p/r/web:latest", 10)).hasSize(3);
    assertThat(server.registry.manifest("p/r/web", one.digest())).isPresent();
  }

  @Test
  void manyPushesThatShareLayersAllArrive() throws Exception {
    byte[] shared = new byte[300_000];
    new Random(1).nextBytes(shared);
    List<Callable<byte[]>> pushes = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      int number = i;
      pushes.add(() -> push(number, shared));
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        TestClient client = TestClient.of(server)) {
      List<Future<byte[]>> done = threads.invokeAll(pushes);
      for (int i = 0; i < done.size(); i++) {
        String name = "p/r/web" + i % 3;
        assertThat(client.get("/v2/" + name + "/manifests/v" + i).expect(200).body())
            .isEqualTo(done.get(i).get());
        client.get("/v2/" + name + "/blobs/" + Digest.of(shared)).expect(200);
      }
      Digest latest = server.registry.digest("p/r/web0", "latest").orElseThrow();
      List<TagMove> moves = server.registry.history("p/r/web0", "latest", 100);
      assertThat(moves.getFirst().to()).contains(latest);
      for (int i = 0; i + 1 < moves.size(); i++) {
        assertThat(moves.get(i).from()).isEqualTo(moves.get(i + 1).to());
      }
    }
    assertThat(server.blobs.list()).hasSize(1 + 12 + 12);
  }

  /** As docker does it: HEAD, POST, chunked PATCH, PUT; then the manifest under two tags. */
  private byte[] push(int number, byte[] shared) {
    String name = "p/r/web" + number % 3;
    try (TestClient client = TestClient.of(server)) {
      Digest digest = Digest.of(shared);
      if (client.head("/v2/" + name + "/blobs/" + digest).status() == 404) {
        String location =
            client.post("/v2/" + name + "/blobs/uploads/").expect(202).header("Location");
        client.sendChunked("PATCH", location, shared).expect(202);
        client.send("PUT", location + "?digest=" + digest, new byte[0]).expect(201);
      }
      Descriptor config = client.pushBlob(name, MediaTypes.CONFIG, bytes("{\"n\":" + number + "}"));
      Descriptor layer = Descriptor.of(MediaTypes.LAYER, digest, shared.length);
      byte[] manifest = ImageManifest.of(config, List.of(layer)).toBytes();
      for (String tag : List.of("v" + number, "latest")) {
        client.putManifest(name, tag, manifest, MediaTypes.MANIFEST).expect(201);
      }
      return manifest;
    }
  }

  @Test
  void aConnectionThatBreaksLeavesWhatArrivedAndNoBlob() throws IOException {
    byte[] content = new byte[200_000];
    new Random(2).nextBytes(content);
    Digest digest = Digest.of(content);
    try (TestClient client = TestClient.of(server)) {
      String location = client.post("/v2/p/r/web/blobs/uploads/").header("Location");
      sendAndBreak("PATCH " + location, content, 150_000);
      Awaitility.await()
          .atMost(Duration.ofSeconds(10))
          .until(() -> client.get(location).header("Range").equals("0-149999"));
      sendAndBreak("POST /v2/p/r/web/blobs/uploads/?digest=" + digest, content, 150_000);
      client.head("/v2/p/r/web/blobs/" + digest).expect(404);
      client
          .send(
              "PUT",
              location + "?digest=" + digest,
              Arrays.copyOfRange(content, 150_000, 200_000),
              "Content-Range",
              "150000-199999")
          .expect(201);
      assertThat(client.get("/v2/p/r/web/blobs/" + digest).body()).isEqualTo(content);
    }
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> {
          try (var files = Files.list(directory.resolve("blobs/writing"))) {
            return files.findAny().isEmpty();
          }
        });
  }

  private void sendAndBreak(String request, byte[] content, int sent) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      OutputStream out = socket.getOutputStream();
      String head =
          request + " HTTP/1.1\r\nHost: x\r\nContent-Length: " + content.length + "\r\n\r\n";
      out.write(head.getBytes(StandardCharsets.US_ASCII));
      out.write(content, 0, sent);
      out.flush();
    }
  }
}
