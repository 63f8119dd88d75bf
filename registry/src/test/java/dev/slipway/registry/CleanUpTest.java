package dev.slipway.registry;

import static dev.slipway.registry.TestClient.bytes;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.oci.Descriptor;
import dev.slipway.oci.Digest;
import dev.slipway.oci.ImageIndex;
import dev.slipway.oci.MediaTypes;
import dev.slipway.testing.ManualClock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Clean-up, the way back from it, and the collection of what is left. */
class CleanUpTest {
  private static final String NAME = "p/r/web";
  private static final Duration WINDOW = Duration.ofDays(7);
  private static final Duration GRACE = Duration.ofHours(24);

  @TempDir Path directory;
  private final ManualClock clock = new ManualClock(Instant.parse("2026-11-01T12:00:00Z"));
  private TestRegistry server;
  private TestClient client;

  @BeforeEach
  void start() throws IOException {
    var settings = RegistrySettings.of("here").withTimes(WINDOW, GRACE);
    server = TestRegistry.startOpen(directory, settings, clock);
    client = TestClient.of(server);
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  private void policies() {
    client
        .send(
            "PUT",
            "/api/v1/registry/repositories/p/r",
            bytes(
                "{\"cleanupPolicies\":{\"old\":{\"action\":\"DELETE\","
                    + "\"condition\":{\"olderThan\":\"10d\"}}}}"))
        .expect(200);
  }

  private JsonNode clean(String more) {
    return client
        .send("POST", "/api/v1/registry/cleanup", bytes("{\"repository\":\"p/r\"" + more + "}"))
        .expect(200)
        .json();
  }

  private Collector.Collected collect() throws IOException {
    return server.registry.collector().collect();
  }

  @Test
  void whatRunsStaysAndWhatWasRemovedComesBack() throws IOException {
    Digest old = Digest.of(client.pushImage(NAME, "feature-x", "old"));
    Digest running = Digest.of(client.pushImage(NAME, "main", "running"));
    policies();
    clock.pass(Duration.ofDays(11));
    Digest fresh = Digest.of(client.pushImage(NAME, "next", "fresh"));
    server.uses.put(running, "it runs in production (release 3)");

    JsonNode plan = clean(",\"dryRun\":true");
    assertThat(plan.path("removed").asInt()).isZero();
    assertThat(plan.path("decisions").findValuesAsString("reason"))
        .contains("it runs in production (release 3)", "no policy deletes it")
        .anyMatch(r -> r.startsWith("policy old deletes it"));
    JsonNode done = clean("");
    assertThat(done.path("removed").asInt()).isEqualTo(1);
    client.get("/v2/" + NAME + "/manifests/feature-x").expect(404);
    client.get("/v2/" + NAME + "/manifests/" + running).expect(200);
    client.get("/v2/" + NAME + "/manifests/" + fresh).expect(200);

    assertThat(collect().blobs()).isZero();
    String body = "{\"cleanup\":\"" + done.path("cleanup").asString() + "\"}";
    client.send("POST", "/api/v1/registry/restore", bytes(body)).expect(200);
    client.get("/v2/" + NAME + "/manifests/feature-x").expect(200);
    client.get("/v2/" + NAME + "/blobs/" + Digest.of(bytes("old"))).expect(200);
    assertThat(server.registry.history(NAME, "feature-x", 9))
        .extracting(TagMove::cause)
        .containsExactly("restored", done.path("cleanup").asString(), "push");
    assertThat(server.registry.versions(NAME)).extracting(StoredVersion::digest).contains(old);
  }

  @Test
  void afterTheWindowTheBytesGoAndOnlyThose() throws IOException {
    client.pushImage(NAME, "feature-x", "old");
    policies();
    clock.pass(Duration.ofDays(11));
    client.pushImage(NAME, "next", "fresh");
    clean("");
    clock.pass(WINDOW.plusSeconds(1));
    Collector.Collected collected = collect();
    assertThat(collected.expired()).isEqualTo(1);
    assertThat(collected.blobs()).isEqualTo(3);
    assertThat(server.registry.held()).containsExactlyInAnyOrderElementsOf(server.blobs.list());
    client.get("/v2/" + NAME + "/manifests/next").expect(200);
    client.get("/v2/" + NAME + "/blobs/" + Digest.of(bytes("fresh"))).expect(200);
    client
        .send("POST", "/api/v1/registry/restore", bytes("{\"cleanup\":\"clean-up x\"}"))
        .expect(404);
  }

  @Test
  void anIndexGoesBeforeItsPartsAndComesBackWithThem() {
    Digest part = Digest.of(client.pushImage(NAME, "tmp", "part"));
    client.delete("/v2/" + NAME + "/manifests/tmp").expect(202);
    byte[] manifest = server.registry.manifest(NAME, part).orElseThrow().bytes();
    byte[] index = ImageIndex.of(List.of(Descriptor.of(MediaTypes.MANIFEST, manifest))).toBytes();
    client.putManifest(NAME, "multi", index, MediaTypes.INDEX).expect(201);
    policies();
    clock.pass(Duration.ofDays(11));
    assertThat(clean("").path("removed").asInt()).isEqualTo(2);
    server.registry.removals().restore(NAME, Digest.of(index), TestRegistry.user("ann"));
    client.get("/v2/" + NAME + "/manifests/multi").expect(200);
    client.get("/v2/" + NAME + "/manifests/" + part).expect(200);
    client.get("/v2/" + NAME + "/blobs/" + Digest.of(bytes("part"))).expect(200);
  }

  @Test
  void aBlobWithoutAManifestGoesUnlessSomebodyAskedForItLately() throws IOException {
    Digest abandoned = client.pushBlob(NAME, MediaTypes.LAYER, bytes("abandoned")).digest();
    Digest asked = client.pushBlob(NAME, MediaTypes.LAYER, bytes("asked")).digest();
    clock.pass(GRACE.plusHours(1));
    client.head("/v2/" + NAME + "/blobs/" + asked).expect(200);
    assertThat(collect().abandoned()).isEqualTo(1);
    client.head("/v2/" + NAME + "/blobs/" + abandoned).expect(404);
    client.head("/v2/" + NAME + "/blobs/" + asked).expect(200);
    assertThat(server.blobs.has(abandoned)).isFalse();
    // And again after it was gone, as if it had never been there.
    client.pushBlob(NAME, MediaTypes.LAYER, bytes("abandoned"));
    assertThat(client.get("/v2/" + NAME + "/blobs/" + abandoned).expect(200).body())
        .isEqualTo(bytes("abandoned"));
  }

  @Test
  void aFileThatACrashLeftBeforeItsRowGoes() throws IOException {
    Digest left;
    try (var _ = server.blobs.arrivals().begin(Digest.of(bytes("left")))) {
      left = server.blobs.put(bytes("left"));
    }
    assertThat(server.blobs.has(left)).isTrue();
    Collector.Collected collected = collect();
    assertThat(collected.blobs()).isEqualTo(1);
    assertThat(server.blobs.list()).isEmpty();
    assertThat(collect().blobs()).isZero();
  }

  @Test
  void whatIsAboutToGoIsAnnounced() {
    client.pushImage(NAME, "main", "old");
    policies();
    clock.pass(Duration.ofDays(9).plusHours(12));
    server.registry.cleanUp().runAll(ImagesInUse.NONE);
    assertThat(client.get("/v2/" + NAME + "/manifests/main").expect(200).header("Warning"))
        .startsWith("299 - \"");
  }

  @Test
  void aDeletedRepositoryTakesAllWithIt() throws IOException {
    client.pushImage("p/r/web", "main", "one");
    client.pushImage("p/r/deep/web", "v1.0.0", "two");
    client.pushImage("p/r2/web", "main", "three");
    client.delete("/api/v1/registry/repositories/p/r").expect(204);
    client.get("/v2/p/r/web/manifests/main").expect(404);
    client.get("/v2/p/r/deep/web/tags/list").expect(404, "NAME_UNKNOWN");
    client.get("/v2/p/r2/web/manifests/main").expect(200);
    assertThat(client.get("/v2/_catalog").json().path("repositories").size()).isEqualTo(1);
    clock.pass(WINDOW.plusDays(1));
    collect();
    assertThat(server.registry.held()).containsExactlyInAnyOrderElementsOf(server.blobs.list());
  }

  @Test
  void whatHappenedIsCounted() {
    client.pushImage(NAME, "main", "one");
    client.get("/v2/" + NAME + "/manifests/main").expect(200);
    client.get("/v2/" + NAME + "/manifests/none").expect(404);
    String text = new String(client.get("/metrics").expect(200).body(), UTF_8);
    assertThat(text)
        .contains("slipway_registry_requests_total{operation=\"manifest_get\",code=\"200\"} 1\n")
        .contains("slipway_registry_requests_total{operation=\"manifest_get\",code=\"404\"} 1\n")
        .contains("# TYPE slipway_registry_request_duration_seconds histogram\n")
        .contains("slipway_registry_bytes_total{direction=\"in\"}");
  }
}
