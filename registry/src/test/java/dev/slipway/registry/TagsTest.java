package dev.slipway.registry;

import static dev.slipway.registry.TestClient.bytes;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.http.Principal;
import dev.slipway.oci.Descriptor;
import dev.slipway.oci.Digest;
import dev.slipway.oci.ImageManifest;
import dev.slipway.oci.MediaTypes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Tags: classes, rules, memory, undo, several at once. */
class TagsTest {
  private static final String NAME = "p/r/web";
  private static final Principal ANN = TestRegistry.user("ann");
  private static final Set<String> ENVIRONMENTS = Set.of("staging", "production");

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

  private static Principal job(String branch) {
    return new Principal(
        "job", Set.of(), Map.of("ref", "refs/heads/" + branch, "run", "7", "job", "build"));
  }

  private Descriptor local(String content) throws IOException {
    Descriptor config = server.blobs.put(MediaTypes.CONFIG, bytes("{\"c\":\"" + content + "\"}"));
    return server.blobs.put(MediaTypes.MANIFEST, ImageManifest.of(config, List.of()).toBytes());
  }

  private Digest put(String name, String tag, String content) throws IOException {
    Descriptor image = local(content);
    server.registry.put(name, tag, image, ANN);
    return image.digest();
  }

  @ParameterizedTest
  @CsvSource({
    "latest, LATEST", "staging, ENVIRONMENT", "v1.2.3, SEMVER", "1.2.3, SEMVER",
    "1.2.3-rc.1, SEMVER", "1.2.3-SNAPSHOT, BRANCH", "v1.2, BRANCH", "01.2.3, BRANCH",
    "1.2.3-, BRANCH", "a1b2c3d, COMMIT", "a1b2c3, BRANCH", "20261126, BRANCH",
    "0123456789012345678901234567890123456789, COMMIT", "main, BRANCH", "feature-auth, BRANCH"
  })
  void everyTagHasAClass(String tag, TagClass kind) {
    assertThat(TagClass.of(tag, ENVIRONMENTS)).isEqualTo(kind);
  }

  @ParameterizedTest
  @CsvSource({
    "feature/auth, feature-auth",
    "latest, branch-latest",
    "v1.2.3, branch-v1.2.3",
    "staging, branch-staging",
    "deadbeef, branch-deadbeef",
    ".x, _x",
    "a b, a-b"
  })
  void aBranchesTagNeverMeansSomethingElse(String branch, String tag) {
    assertThat(BranchTags.of(branch, ENVIRONMENTS)).isEqualTo(tag);
    assertThat(BranchTags.distinct(branch, ENVIRONMENTS)).startsWith(tag + "-");
  }

  @Test
  void commitsAndReleasesNeverMoveNotEvenByDeletingThem() {
    for (String tag : List.of("v1.2.3", "a1b2c3d4")) {
      byte[] first = client.pushImage(NAME, tag, "one" + tag);
      client.putManifest(NAME, tag, first, MediaTypes.MANIFEST).expect(201);
      byte[] second = client.pushImage(NAME, "latest", "two" + tag);
      var refused =
          client
              .putManifest(NAME, tag, second, MediaTypes.MANIFEST)
              .expect(400, "MANIFEST_INVALID");
      assertThat(new String(refused.body(), UTF_8)).contains("cannot update tag " + tag);
      client.delete("/v2/" + NAME + "/manifests/" + tag).expect(202);
      client.putManifest(NAME, tag, second, MediaTypes.MANIFEST).expect(400, "MANIFEST_INVALID");
      client.putManifest(NAME, tag, first, MediaTypes.MANIFEST).expect(201);
    }
  }

  @Test
  void aBranchDoesNotTakeAnotherOnesTag() throws IOException {
    Descriptor image = local("one");
    Descriptor next = local("two");
    server.registry.put(NAME, "feature-auth", image, job("feature/auth"));
    server.registry.put(NAME, "feature-auth", next, job("feature/auth"));
    assertThatThrownBy(() -> server.registry.put(NAME, "feature-auth", image, job("feature-auth")))
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining("feature/auth's")
        .hasMessageContaining(BranchTags.distinct("feature-auth", ENVIRONMENTS));
    assertThatThrownBy(() -> server.registry.put(NAME, "v9.9.9", image, job("v9.9.9")))
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining("branch-v9.9.9");
    TagMove last = server.registry.history(NAME, "feature-auth", 1).getFirst();
    assertThat(last.run()).contains("7");
    assertThat(last.job()).contains("build");
    assertThat(server.journal.latest(NAME + ":feature-auth", 1).getFirst().data().toString())
        .contains("\"run\":\"7\"");
  }

  @Test
  void immutableTagsNeitherMoveNorGo() throws IOException {
    client
        .send(
            "PUT",
            "/api/v1/registry/repositories/p/r",
            bytes("{\"immutableTags\":true,\"description\":\"d\"}"))
        .expect(201);
    byte[] first = client.pushImage(NAME, "main", "one");
    client.putManifest(NAME, "main", first, MediaTypes.MANIFEST).expect(201);
    byte[] second = client.pushImage(NAME, "other", "two");
    var refused = client.putManifest(NAME, "main", second, MediaTypes.MANIFEST).expect(400);
    assertThat(refused.json().path("errors").path(0).path("message").asString())
        .isEqualTo("cannot update tag main. The repository has enabled tag immutability");
    client.delete("/v2/" + NAME + "/manifests/main").expect(400, "MANIFEST_INVALID");
    client.delete("/v2/" + NAME + "/manifests/" + Digest.of(first)).expect(400);
    client.get("/v2/" + NAME + "/manifests/main").expect(200);
  }

  @Test
  void severalTagsOfSeveralImagesMoveTogetherOrNotAtAll() throws IOException {
    Digest web = put("p/r/web", "main", "web");
    Digest api = put("p/r/api", "main", "api");
    String missing = "sha256:" + "0".repeat(64);
    String path = "/api/v1/registry/tags";
    client
        .send(
            "POST",
            path,
            bytes(
                "{\"moves\":[{\"image\":\"p/r/web:staging\",\"to\":\""
                    + web
                    + "\"},"
                    + "{\"image\":\"p/r/api:staging\",\"to\":\""
                    + missing
                    + "\"}]}"))
        .expect(404);
    assertThat(server.registry.digest("p/r/web", "staging")).isEmpty();
    client
        .send(
            "POST",
            path,
            bytes(
                "{\"moves\":[{\"image\":\"p/r/web:staging\",\"to\":\"main\",\"expected\":null},"
                    + "{\"image\":\"p/r/api:staging\",\"to\":\"main\"}],\"reason\":\"promote\"}"))
        .expect(200);
    assertThat(server.registry.digest("p/r/api", "staging")).contains(api);
    assertThat(server.registry.history("p/r/web", "staging", 1).getFirst().cause())
        .isEqualTo("promote");
  }

  @Test
  void aTagMovesOnlyFromWhatIsExpected() throws IOException {
    Digest one = put(NAME, "main", "one");
    Digest two = put(NAME, "next", "two");
    byte[] manifest = server.registry.manifest(NAME, two).orElseThrow().bytes();
    String path = "/v2/" + NAME + "/manifests/main";
    String type = MediaTypes.MANIFEST;
    client
        .send("PUT", path, manifest, "Content-Type", type, "If-Match", "\"" + two + "\"")
        .expect(412);
    client.send("PUT", path, manifest, "Content-Type", type, "If-None-Match", "*").expect(412);
    assertThat(server.registry.digest(NAME, "main")).contains(one);
    client
        .send("PUT", path, manifest, "Content-Type", type, "If-Match", "\"" + one + "\"")
        .expect(201);
    assertThat(server.registry.digest(NAME, "main")).contains(two);
  }

  @Test
  void movesAreUndone() throws IOException {
    Digest one = put(NAME, "main", "one");
    Digest two = put(NAME, "main", "two");
    long first = server.registry.history(NAME, "main", 2).get(1).number();
    Tags moves = server.registry.moves();
    assertThat(moves.undo(NAME, "main", Optional.empty(), ANN).to()).contains(one);
    assertThat(moves.undo(NAME, "main", Optional.empty(), ANN).to()).contains(two);
    assertThat(moves.undo(NAME, "main", Optional.of(first), ANN).to()).contains(one);
    server.registry.removeTag(NAME, "main", ANN);
    assertThat(moves.undo(NAME, "main", Optional.empty(), ANN).to()).contains(one);
    JsonNode history =
        client.get("/api/v1/registry/tags/history?image=" + NAME + ":main").expect(200).json();
    assertThat(history.path("moves").size()).isEqualTo(7);
    assertThat(history.path("moves").path(0).path("cause").asString()).startsWith("undo of ");
    assertThatThrownBy(() -> moves.undo(NAME, "none", Optional.empty(), ANN))
        .isInstanceOf(RegistryException.class);
  }
}
