package dev.slipway.registry;

import static dev.slipway.registry.TestClient.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.base.Json;
import dev.slipway.oci.Descriptor;
import dev.slipway.oci.Digest;
import dev.slipway.oci.ImageIndex;
import dev.slipway.oci.ImageManifest;
import dev.slipway.oci.MediaTypes;
import dev.slipway.registry.TestClient.Answer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Manifests, tags and referrers, as the OCI distribution specification has them. */
class ManifestApiTest {
  private static final String MANIFESTS = "/v2/p/web/manifests/";

  @TempDir Path directory;
  private TestRegistry server;
  private TestClient client;

  @BeforeEach
  void start() throws IOException {
    server = TestRegistry.startOpen(directory);
    client = TestClient.of(server);
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  @Test
  void manifestsComeBackByteForByteWhateverIsAccepted() {
    Descriptor config = client.pushBlob("p/web", MediaTypes.DOCKER_CONFIG, bytes("{}"));
    String odd =
        """
        {  "schemaVersion": 2, "mediaType": "%s",
           "config": {"mediaType":"%s","size":2,"digest":"%s"}, "layers": [], "x-own": [1, 2 ] }
        """
            .formatted(MediaTypes.DOCKER_MANIFEST, MediaTypes.DOCKER_CONFIG, config.digest());
    Digest digest = Digest.of(bytes(odd));
    Answer put =
        client.putManifest(
            "p/web", "v1", bytes(odd), MediaTypes.DOCKER_MANIFEST + "; charset=utf-8");
    put.expect(201);
    assertThat(put.header("Location")).isEqualTo(MANIFESTS + digest);
    assertThat(put.header("Docker-Content-Digest")).isEqualTo(digest.toString());
    for (String reference : List.of("v1", digest.toString())) {
      Answer got = client.get(MANIFESTS + reference).expect(200);
      assertThat(got.body()).isEqualTo(bytes(odd));
      assertThat(got.header("Content-Type")).isEqualTo(MediaTypes.DOCKER_MANIFEST);
      assertThat(got.header("Docker-Content-Digest")).isEqualTo(digest.toString());
      client.get(MANIFESTS + reference, "Accept", "text/plain").expect(200);
      Answer head = client.head(MANIFESTS + reference).expect(200);
      assertThat(head.header("Content-Length")).isEqualTo(Integer.toString(odd.length()));
    }
  }

  @Test
  void sha512NamesAManifestToo() {
    client.pushImage("p/web", "v1", "x");
    byte[] manifest = client.get(MANIFESTS + "v1").body();
    Digest digest = Digest.of(Digest.Algorithm.SHA512, manifest);
    Answer put =
        client.putManifest("p/web", digest + "?tag=a&tag=b", manifest, MediaTypes.MANIFEST);
    put.expect(201);
    assertThat(put.header("Docker-Content-Digest")).isEqualTo(digest.toString());
    assertThat(put.header("OCI-Tag")).isEqualTo("a, b");
    assertThat(client.get(MANIFESTS + digest).expect(200).body()).isEqualTo(manifest);
    assertThat(client.get(MANIFESTS + "b").header("Docker-Content-Digest"))
        .isEqualTo(digest.toString());
  }

  @Test
  void everythingAManifestNamesMustBeThere() {
    Descriptor config = client.pushBlob("p/web", MediaTypes.CONFIG, bytes("{}"));
    Descriptor elsewhere = client.pushBlob("p/other", MediaTypes.LAYER, bytes("layer"));
    byte[] manifest = ImageManifest.of(config, List.of(elsewhere)).toBytes();
    client
        .putManifest("p/web", "v1", manifest, MediaTypes.MANIFEST)
        .expect(404, "MANIFEST_BLOB_UNKNOWN");
    client.get(MANIFESTS + "v1").expect(404, "MANIFEST_UNKNOWN");

    byte[] index =
        ImageIndex.of(List.of(ImageManifest.of(config, List.of()).descriptor())).toBytes();
    client.putManifest("p/web", "v1", index, MediaTypes.INDEX).expect(404, "MANIFEST_BLOB_UNKNOWN");

    Descriptor foreign =
        Descriptor.of(
            "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip", bytes("not here"));
    byte[] withForeign = ImageManifest.of(config, List.of(foreign)).toBytes();
    client.putManifest("p/web", "v1", withForeign, MediaTypes.MANIFEST).expect(201);
  }

  @Test
  void anIndexKeepsItsPartsFromBeingDeleted() {
    byte[] manifest = client.pushImage("p/web", "part", "x");
    Digest part = Digest.of(manifest);
    byte[] index = ImageIndex.of(List.of(Descriptor.of(MediaTypes.MANIFEST, manifest))).toBytes();
    client.putManifest("p/web", "all", index, MediaTypes.INDEX).expect(201);
    client.delete(MANIFESTS + part).expect(405, "UNSUPPORTED");
    client.delete(MANIFESTS + Digest.of(index)).expect(202);
    client.get(MANIFESTS + "all").expect(404);
    client.delete(MANIFESTS + part).expect(202);
    client.get(MANIFESTS + "part").expect(404, "MANIFEST_UNKNOWN");
    client.delete(MANIFESTS + part).expect(404, "MANIFEST_UNKNOWN");
    client.putManifest("p/web", "part", manifest, MediaTypes.MANIFEST).expect(201);
    client.get(MANIFESTS + part).expect(200);
  }

  @Test
  void indexesWithoutTheirPartsAreTakenWhereThatIsAllowed() throws IOException {
    var settings =
        RegistrySettings.of("here")
            .withSparseIndexes(RegistrySettings.SparseIndexes.ACCEPTED)
            .withTimes(Duration.ZERO, Duration.ZERO);
    try (TestRegistry open = TestRegistry.startOpen(directory.resolve("sparse"), settings);
        TestClient other = TestClient.of(open)) {
      byte[] part = other.pushImage("p/elsewhere", "v1", "x");
      byte[] index = ImageIndex.of(List.of(Descriptor.of(MediaTypes.MANIFEST, part))).toBytes();
      other.putManifest("p/web", "v1", index, MediaTypes.INDEX).expect(201);
      other.get(MANIFESTS + Digest.of(part)).expect(404, "MANIFEST_UNKNOWN");

      // A part that comes later belongs to the index like any other.
      other.pushImage("p/web", "later", "x");
      other.delete(MANIFESTS + "later").expect(202);
      other.delete(MANIFESTS + Digest.of(part)).expect(405, "UNSUPPORTED");
      open.registry.collector().collect();
      other.get(MANIFESTS + Digest.of(part)).expect(200);
    }
  }

  @Test
  void deletingATagLeavesTheManifest() {
    byte[] manifest = client.pushImage("p/web", "v1", "x");
    client.delete(MANIFESTS + "v1").expect(202);
    client.delete(MANIFESTS + "v1").expect(404, "MANIFEST_UNKNOWN");
    client.get(MANIFESTS + Digest.of(manifest)).expect(200);
    assertThat(tags("/v2/p/web/tags/list")).isEmpty();
  }

  @Test
  void tagsAreSortedAndPaged() {
    byte[] manifest = client.pushImage("p/web", "seed", "x");
    Digest digest = Digest.of(manifest);
    String parameters =
        IntStream.range(0, 12).mapToObj(i -> "tag=t" + i).collect(Collectors.joining("&"));
    client
        .putManifest("p/web", digest + "?" + parameters, manifest, MediaTypes.MANIFEST)
        .expect(201);
    List<String> all = tags("/v2/p/web/tags/list");
    assertThat(all).hasSize(13).isSorted();

    var paged = new ArrayList<String>();
    String next = "/v2/p/web/tags/list?n=5";
    while (!next.isEmpty()) {
      Answer page = client.get(next).expect(200);
      List<String> tags = tags(page);
      assertThat(tags).hasSizeLessThanOrEqualTo(5);
      paged.addAll(tags);
      String link = page.header("Link");
      assertThat(link)
          .satisfiesAnyOf(
              l -> assertThat(l).isEmpty(), l -> assertThat(l).endsWith("; rel=\"next\""));
      next = link.isEmpty() ? "" : link.substring(1, link.indexOf('>'));
    }
    assertThat(paged).isEqualTo(all);
    assertThat(tags("/v2/p/web/tags/list?last=t8")).containsExactly("t9");
    Answer none = client.get("/v2/p/web/tags/list?n=0").expect(200);
    assertThat(tags(none)).isEmpty();
    assertThat(none.header("Link")).isEmpty();
    client.get("/v2/p/web/tags/list?n=-1").expect(400);
    client.get("/v2/p/web/tags/list?n=many").expect(400);
    client.get("/v2/p/none/tags/list").expect(404, "NAME_UNKNOWN");
    client.delete(MANIFESTS + digest).expect(202);
    assertThat(tags("/v2/p/web/tags/list")).isEmpty();
  }

  @Test
  void theCatalogListsWhatHoldsImages() {
    client.pushImage("p/web", "1", "x");
    client.pushImage("p/api", "1", "x");
    client.pushBlob("p/empty", "x", bytes("x"));
    JsonNode catalog = client.get("/v2/_catalog?n=1000").expect(200).json();
    assertThat(Json.text(catalog)).isEqualTo("{\"repositories\":[\"p/api\",\"p/web\"]}");
    Answer first = client.get("/v2/_catalog?n=1").expect(200);
    assertThat(first.header("Link")).contains("last=p%2Fapi");
  }

  @Test
  void referrersAreFoundAndFiltered() {
    Digest missing = Digest.of(bytes("subject"));
    String path = "/v2/p/web/referrers/" + missing;
    Answer none = client.get(path).expect(200);
    assertThat(none.header("Content-Type")).isEqualTo(MediaTypes.INDEX);
    assertThat(none.json().path("manifests").size()).isZero();

    Descriptor subject = Descriptor.of(MediaTypes.MANIFEST, missing, 7);
    Descriptor config = client.pushBlob("p/web", "application/vnd.kind+json", bytes("{}"));
    ImageManifest byConfig =
        ImageManifest.of(config, List.of())
            .withSubject(subject)
            .withAnnotations(Map.of("by", "config"));
    ImageManifest byType = byConfig.withArtifactType("application/vnd.signature");
    for (ImageManifest manifest : List.of(byConfig, byType)) {
      Answer put =
          client.putManifest(
              "p/web",
              manifest.descriptor().digest().toString(),
              manifest.toBytes(),
              MediaTypes.MANIFEST);
      put.expect(201);
      assertThat(put.header("OCI-Subject")).isEqualTo(missing.toString());
    }
    ImageIndex all = Json.parse(client.get(path).body(), "referrers", ImageIndex.class);
    assertThat(all.manifests())
        .containsExactlyInAnyOrder(
            byConfig
                .descriptor()
                .withArtifactType("application/vnd.kind+json")
                .withAnnotations(Map.of("by", "config")),
            byType
                .descriptor()
                .withArtifactType("application/vnd.signature")
                .withAnnotations(Map.of("by", "config")));
    Answer filtered = client.get(path + "?artifactType=application/vnd.signature").expect(200);
    assertThat(filtered.header("OCI-Filters-Applied")).isEqualTo("artifactType");
    assertThat(filtered.json().path("manifests").size()).isOne();
    client.delete(MANIFESTS + byType.descriptor().digest()).expect(202);
    assertThat(client.get(path).json().path("manifests").size()).isOne();
    client.get("/v2/p/web/referrers/sha256:bad").expect(400, "DIGEST_INVALID");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "not json",
        "[]",
        "{}",
        "{\"schemaVersion\":1}",
        "{\"schemaVersion\":2,\"manifests\":[],\"layers\":[]}",
        "{\"schemaVersion\":2,\"mediaType\":\"text/html\"}",
        "{\"schemaVersion\":2,\"config\":null,\"layers\":[]}",
        "{\"schemaVersion\":2,\"config\":{\"digest\":null,\"size\":1}}",
        "{\"schemaVersion\":2,\"manifests\":[{\"digest\":null,\"size\":1}]}",
        "{\"schemaVersion\":2,\"manifests\":[null]}",
        "{\"schemaVersion\":2,\"manifests\":[],\"subject\":{\"digest\":null,\"size\":1}}",
        "{\"schemaVersion\":2,\"manifests\":[],\"subject\":{\"digest\":\"x\",\"size\":1}}",
        "{\"schemaVersion\":2,\"config\":{\"digest\":\"sha256:../../../etc\",\"size\":1}}"
      })
  void whatIsNoManifestIsRefused(String body) {
    String type = body.contains("manifests") ? MediaTypes.INDEX : MediaTypes.MANIFEST;
    client.putManifest("p/web", "v1", bytes(body), type).expect(400, "MANIFEST_INVALID");
  }

  @Test
  void queriesThatAreNoTextAreRefused() {
    client.get("/v2/_catalog?n=1&last=%FF").expect(400);
    client.get("/v2/_catalog?n=1&last=%E0%80").expect(400);
  }

  @Test
  void deepAndHugeManifestsAreRefusedCheaply() {
    String deep = "{\"schemaVersion\":2,\"x\":" + "[".repeat(100_000);
    client
        .putManifest("p/web", "v1", bytes(deep), MediaTypes.MANIFEST)
        .expect(400, "MANIFEST_INVALID");
    byte[] huge = new byte[(8 << 20) + 1];
    client.putManifest("p/web", "v1", huge, MediaTypes.MANIFEST).expect(413, "SIZE_INVALID");
    client
        .sendChunked("PUT", MANIFESTS + "v1", huge, "Content-Type", MediaTypes.MANIFEST)
        .expect(413, "SIZE_INVALID");
  }

  @Test
  void aLargeManifestIsTaken() {
    Descriptor config = client.pushBlob("p/web", MediaTypes.CONFIG, bytes("{}"));
    byte[] large =
        ImageManifest.of(config, List.of())
            .withAnnotations(Map.of("large", "x".repeat(4_000_000)))
            .toBytes();
    client.putManifest("p/web", "v1", large, MediaTypes.MANIFEST).expect(201);
    assertThat(client.get(MANIFESTS + "v1").body()).isEqualTo(large);
  }

  @Test
  void wrongReferencesAreRefused() {
    byte[] manifest = client.pushImage("p/web", "v1", "x");
    Digest other = Digest.of(bytes("other"));
    client
        .putManifest("p/web", other.toString(), manifest, MediaTypes.MANIFEST)
        .expect(400, "DIGEST_INVALID");
    client
        .putManifest("p/web", "sha256:baddigeststring", manifest, MediaTypes.MANIFEST)
        .expect(400, "DIGEST_INVALID");
    client.putManifest("p/web", ".dot", manifest, MediaTypes.MANIFEST).expect(400);
    client
        .putManifest(
            "p/web", Digest.of(manifest) + "?tag=ok&tag=-bad", manifest, MediaTypes.MANIFEST)
        .expect(400);
    client.get(MANIFESTS + "ok").expect(404);
    String many =
        IntStream.range(0, 101).mapToObj(i -> "tag=t" + i).collect(Collectors.joining("&"));
    client
        .putManifest("p/web", Digest.of(manifest) + "?" + many, manifest, MediaTypes.MANIFEST)
        .expect(414);
    client.get(MANIFESTS + ".dot").expect(404, "MANIFEST_UNKNOWN");
    client.get(MANIFESTS + other).expect(404, "MANIFEST_UNKNOWN");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v2/P/web/manifests/v1",
        "/v2/p//web/manifests/v1",
        "/v2/p/%2e%2e/manifests/v1",
        "/v2/p%2F..%2F..%2Fetc/manifests/v1",
        "/v2/-p/manifests/v1",
        "/v2/p%00/manifests/v1"
      })
  void tricksInNamesAreRefused(String path) {
    // Some of these the HTTP server refuses before the registry sees them.
    assertThat(client.get(path).status()).isIn(400, 404);
    client.pushImage("p/web", "v1", "x");
    assertThat(client.get(path).status()).isIn(400, 404);
  }

  private List<String> tags(String path) {
    return tags(client.get(path).expect(200));
  }

  private static List<String> tags(Answer answer) {
    var tags = new ArrayList<String>();
    answer.json().path("tags").forEach(tag -> tags.add(tag.asString()));
    return tags;
  }
}
