package dev.slipway.registry;

import static dev.slipway.registry.TestClient.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.oci.BlobStore;
import dev.slipway.oci.Descriptor;
import dev.slipway.oci.Digest;
import dev.slipway.oci.ImageManifest;
import dev.slipway.oci.Manifest;
import dev.slipway.oci.MediaTypes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Clients, and the registry itself, are killed in every phase of a push. */
class KilledPushTest {
  private static final String NAME = "p/r/web";
  private static final String UPLOADS = "/v2/" + NAME + "/blobs/uploads/";
  private static final int SENT = 60_000;
  private static final int IMAGES = 30;

  @TempDir Path directory;
  private final byte[] content = new byte[100_000];
  private final Digest digest;

  KilledPushTest() {
    new Random(7).nextBytes(content);
    digest = Digest.of(content);
  }

  /** How the bytes of a blob come in. */
  enum Phase {
    PATCH,
    CHUNKED_PATCH,
    PUT
  }

  private HalfRequest half(int port, Phase phase, String location) throws IOException {
    return switch (phase) {
      case PATCH -> HalfRequest.send(port, "PATCH", location, content, SENT);
      case CHUNKED_PATCH -> HalfRequest.sendChunked(port, "PATCH", location, content, SENT);
      case PUT -> HalfRequest.send(port, "PUT", location + "?digest=" + digest, content, SENT);
    };
  }

  private static String start(TestClient client) {
    return client.post(UPLOADS).expect(202).header("Location");
  }

  private static void awaitArrival(TestClient client, String location) {
    await().until(() -> client.get(location).expect(204).header("Range").equals("0-" + (SENT - 1)));
  }

  private void goOn(TestClient client, String location) {
    assertThat(client.get(location).expect(204).header("Range")).isEqualTo("0-" + (SENT - 1));
    byte[] rest = Arrays.copyOfRange(content, SENT, content.length);
    String range = SENT + "-" + (content.length - 1);
    client.send("PUT", location + "?digest=" + digest, rest, "Content-Range", range).expect(201);
    assertThat(client.get("/v2/" + NAME + "/blobs/" + digest).expect(200).body())
        .isEqualTo(content);
  }

  @ParameterizedTest
  @EnumSource
  void aKilledClientGoesOnWhereItWas(Phase phase) throws IOException {
    try (TestRegistry server = TestRegistry.startOpen(directory);
        TestClient client = TestClient.of(server)) {
      String location = start(client);
      HalfRequest request = half(server.port(), phase, location);
      awaitArrival(client, location);
      client.get("/v2/" + NAME + "/blobs/" + digest).expect(404);
      request.breakOff();
      goOn(client, location);
    }
  }

  @Test
  void aKilledClientLeavesNothingOfWhatItCannotGoOnWith() throws IOException {
    try (TestRegistry server = TestRegistry.startOpen(directory);
        TestClient client = TestClient.of(server)) {
      byte[] manifest = client.pushImage(NAME, "kept", "x");
      long before = server.blobs.list().size();
      HalfRequest whole =
          HalfRequest.send(server.port(), "POST", UPLOADS + "?digest=" + digest, content, SENT);
      HalfRequest document =
          HalfRequest.send(server.port(), "PUT", "/v2/" + NAME + "/manifests/half", manifest, 20);
      await().until(() -> filesIn("writing") == 1);
      whole.breakOff();
      document.breakOff();
      await().until(() -> filesIn("writing") == 0);
      client.get("/v2/" + NAME + "/manifests/half").expect(404);
      assertThat(server.blobs.list()).hasSize((int) before);
      assertThat(filesIn("arriving")).isZero();
    }
  }

  private long filesIn(String place) {
    try (Stream<Path> files = Files.list(directory.resolve("blobs").resolve(place))) {
      return files.count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aKilledRegistryKeepsWhatItSaidAndGoesOnWithTheRest() throws Exception {
    var locations = new ArrayList<String>();
    byte[] kept;
    String begun;
    String all;
    Digest mounted = Digest.of(bytes("mounted"));
    try (RegistryProcess server = RegistryProcess.start(directory);
        TestClient client = TestClient.at(server.port())) {
      kept = client.pushImage(NAME, "kept", "x");
      client.pushBlob("p/r/other", MediaTypes.LAYER, bytes("mounted"));
      client.post(UPLOADS + "?mount=" + mounted + "&from=p/r/other").expect(201);
      begun = start(client);
      all = start(client);
      client.send("PATCH", all, content).expect(202);
      for (Phase phase : Phase.values()) {
        String location = start(client);
        half(server.port(), phase, location);
        awaitArrival(client, location);
        locations.add(location);
      }
      Digest other = Digest.of(Arrays.copyOf(content, 1000));
      HalfRequest.send(server.port(), "POST", UPLOADS + "?digest=" + other, content, SENT);
      HalfRequest.send(server.port(), "PUT", "/v2/" + NAME + "/manifests/half", kept, 20);
      await().until(() -> filesIn("writing") == 1);
      server.kill();
    }
    try (TestRegistry server = TestRegistry.startOpen(directory);
        TestClient client = TestClient.of(server)) {
      assertThat(client.get("/v2/" + NAME + "/manifests/kept").expect(200).body()).isEqualTo(kept);
      client.get("/v2/" + NAME + "/manifests/half").expect(404);
      client.get("/v2/" + NAME + "/blobs/" + mounted).expect(200);
      client.get("/v2/" + NAME + "/blobs/" + digest).expect(404);
      for (String location : locations) {
        goOn(client, location);
        client.delete("/v2/" + NAME + "/blobs/" + digest).expect(202);
      }
      client.send("PUT", all + "?digest=" + digest, new byte[0]).expect(201);
      client.delete("/v2/" + NAME + "/blobs/" + digest).expect(202);
      client.send("PUT", begun + "?digest=" + digest, content).expect(201);
      assertThat(filesIn("writing")).isZero();
      assertThat(filesIn("uploads")).isZero();
    }
  }

  @Test
  void aRegistryKilledAtRandomLosesNothingItSaidAndKeepsNothingNobodyNeeds() throws Exception {
    Map<String, byte[]> said = pushUntilKilled();
    var eager = RegistrySettings.of("here").withTimes(Duration.ZERO, Duration.ofMillis(1));
    try (TestRegistry server = TestRegistry.startOpen(directory, eager);
        TestClient client = TestClient.of(server)) {
      assertThat(said).hasSizeGreaterThan(IMAGES);
      for (Map.Entry<String, byte[]> image : said.entrySet()) {
        assertThat(client.get(image.getKey()).expect(200).body()).isEqualTo(image.getValue());
        String blobs = image.getKey().replaceFirst("/manifests/.*", "/blobs/");
        for (Descriptor part : Manifest.parse(image.getValue(), MediaTypes.MANIFEST).references()) {
          byte[] bytes = client.get(blobs + part.digest()).expect(200).body();
          assertThat(Digest.of(bytes)).isEqualTo(part.digest());
        }
      }
      // Everything counts as asked for at the start; a moment later that is long ago.
      await()
          .untilAsserted(() -> {
            server.registry.collector().collect();
            assertThat(server.registry.held())
                .containsExactlyInAnyOrderElementsOf(server.blobs.list());
          });
      assertThat(filesIn("arriving")).isZero();
    }
  }

  /** Clients push images that share layers until the registry is gone; what it said it has. */
  private Map<String, byte[]> pushUntilKilled() throws Exception {
    Map<String, byte[]> said = new ConcurrentHashMap<>();
    try (RegistryProcess server = RegistryProcess.start(directory);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int client = 0; client < 4; client++) {
        int seed = client;
        var _ = threads.submit(() -> pushUntilKilled(server, seed, said));
      }
      await().until(() -> said.size() > IMAGES);
      server.kill();
    }
    return said;
  }

  private static void pushUntilKilled(RegistryProcess server, int seed, Map<String, byte[]> said) {
    var random = new Random(seed);
    try (TestClient client = TestClient.at(server.port())) {
      for (int i = 0; ; i++) {
        String name = "p/r/app" + random.nextInt(3);
        Descriptor config =
            client.pushBlob(name, MediaTypes.CONFIG, bytes("{\"n\":\"" + seed + "-" + i + "\"}"));
        Descriptor layer =
            client.pushBlob(name, MediaTypes.LAYER, bytes("layer " + random.nextInt(50)));
        byte[] manifest = ImageManifest.of(config, List.of(layer)).toBytes();
        String path = "/v2/" + name + "/manifests/t" + seed + "-" + i;
        client.send("PUT", path, manifest, "Content-Type", MediaTypes.MANIFEST).expect(201);
        said.put(path, manifest);
      }
    } catch (AssertionError e) {
      // The registry is gone.
      assertThat(e).hasCauseInstanceOf(IOException.class);
    }
  }

  @Test
  void damageIsFoundAndAPushMendsIt() throws IOException {
    byte[] manifest;
    Digest layer = Digest.of(bytes("x"));
    try (TestRegistry server = TestRegistry.startOpen(directory);
        TestClient client = TestClient.of(server)) {
      manifest = client.pushImage(NAME, "1", "x");
    }
    var blobs = new BlobStore(directory.resolve("blobs"));
    Files.write(blobs.path(layer), bytes("y"));
    Files.write(blobs.path(Digest.of(manifest)), bytes("{}"));
    try (TestRegistry server = TestRegistry.startOpen(directory);
        TestClient client = TestClient.of(server)) {
      client.head("/v2/" + NAME + "/blobs/" + layer).expect(404);
      client.get("/v2/" + NAME + "/manifests/1").expect(404, "MANIFEST_UNKNOWN");
      client
          .putManifest(NAME, "1", manifest, MediaTypes.MANIFEST)
          .expect(404, "MANIFEST_BLOB_UNKNOWN");
      client.pushImage(NAME, "1", "x");
      assertThat(client.get("/v2/" + NAME + "/manifests/1").expect(200).body()).isEqualTo(manifest);
      assertThat(client.get("/v2/" + NAME + "/blobs/" + layer).expect(200).body())
          .isEqualTo(bytes("x"));
    }
  }
}
