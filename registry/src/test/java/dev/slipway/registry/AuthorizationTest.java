package dev.slipway.registry;

import static dev.slipway.registry.TestClient.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.oci.Descriptor;
import dev.slipway.oci.Digest;
import dev.slipway.oci.ImageManifest;
import dev.slipway.oci.MediaTypes;
import dev.slipway.registry.TestClient.Answer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may do what, and how clients come by their tokens. */
class AuthorizationTest {
  private static final String UPLOADS = "/v2/p/r/web/blobs/uploads/";

  @TempDir Path directory;
  private TestRegistry server;
  private TestClient nobody;
  private TestClient admin;
  private TestClient writer;
  private TestClient reader;

  @BeforeEach
  void start() throws IOException {
    server = TestRegistry.start(directory);
    nobody = TestClient.of(server);
    admin = TestClient.of(server, "admin");
    writer = TestClient.of(server, "writer");
    reader = TestClient.of(server, "reader");
  }

  @AfterEach
  void stop() {
    List.of(nobody, admin, writer, reader).forEach(TestClient::close);
    server.close();
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /v2/, ''",
    "GET, /v2/_catalog, registry:catalog:*",
    "GET, /v2/p/r/web/manifests/1, 'repository:p/r/web:pull'",
    "HEAD, /v2/p/r/web/blobs/sha256:x, 'repository:p/r/web:pull'",
    "GET, /v2/p/r/web/tags/list, 'repository:p/r/web:pull'",
    "POST, /v2/p/r/web/blobs/uploads/, 'repository:p/r/web:pull,push'",
    "PUT, /v2/p/r/web/manifests/1, 'repository:p/r/web:pull,push'",
    "DELETE, /v2/p/r/web/manifests/1, 'repository:p/r/web:delete'",
    "DELETE, /v2/p/r/web/blobs/uploads/x, 'repository:p/r/web:pull,push'"
  })
  void nobodyIsToldWhereToGetATokenAndForWhat(String method, String path, String scope) {
    Answer answer = nobody.send(method, path, new byte[0]);
    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.header("WWW-Authenticate"))
        .isEqualTo(
            "Bearer realm=\"http://%1$s/token\",service=\"%1$s\"".formatted(server.host())
                + (scope.isEmpty() ? "" : ",scope=\"" + scope + "\""));
    assertThat(answer.header("Docker-Distribution-Api-Version")).isEqualTo("registry/2.0");
    if (!method.equals("HEAD")) {
      assertThat(answer.error()).isEqualTo("UNAUTHORIZED");
    }
  }

  @Test
  void aLoginBecomesATokenForTwoScopesAtOnce() {
    admin.pushImage("p/r/web", "1", "x");
    Answer answer =
        writer.get(
            "/token?service=x&account=writer&scope=repository:p/r/web:push,pull"
                + "&scope=repository:p/r/api:pull");
    answer.expect(200);
    assertThat(answer.json().path("expires_in").asInt()).isBetween(200, 300);
    assertThat(answer.json().path("access_token")).isEqualTo(answer.json().path("token"));
    try (TestClient bearer = TestClient.bearer(server, answer.json().path("token").asString())) {
      bearer.get("/v2/").expect(200);
      bearer.get("/v2/p/r/web/manifests/1").expect(200);
      bearer.delete("/v2/p/r/web/manifests/1").expect(403, "DENIED");
    }
  }

  @Test
  void wrongLoginsAndTokensAreRefused() {
    try (TestClient unknown = TestClient.of(server, "mallory");
        TestClient forged = TestClient.bearer(server, "forged")) {
      Answer token = unknown.get("/token?service=x").expect(401, "UNAUTHORIZED");
      assertThat(token.header("WWW-Authenticate")).startsWith("Basic realm=");
      forged.get("/v2/").expect(401, "UNAUTHORIZED");
    }
    nobody.get("/token?service=x&scope=repository:p/r/web:pull").expect(401);
    nobody.get("/token").expect(401);
  }

  @Test
  void readingWritingAndDeletingAreThreePermissions() {
    byte[] manifest = admin.pushImage("p/r/web", "1", "x");
    Digest digest = Digest.of(manifest);

    reader.get("/v2/p/r/web/manifests/1").expect(200);
    reader.get("/v2/p/r/web/tags/list").expect(200);
    reader.get("/v2/p/r/web/referrers/" + digest).expect(200);
    reader.post(UPLOADS).expect(403, "DENIED");
    reader.putManifest("p/r/web", "2", manifest, MediaTypes.MANIFEST).expect(403, "DENIED");
    reader.get("/v2/_catalog").expect(403, "DENIED");

    writer.pushImage("p/r/web", "2", "y");
    writer.delete("/v2/p/r/web/manifests/1").expect(403, "DENIED");
    writer.delete("/v2/p/r/web/blobs/" + digest).expect(403, "DENIED");
    writer.get("/v2/q/r/web/manifests/1").expect(403, "DENIED");

    admin.delete("/v2/p/r/web/manifests/1").expect(202);
  }

  @Test
  void anUploadIsOpenOnlyToThoseWhoMayPush() {
    admin.pushImage("p/r/web", "1", "x");
    String location = writer.post(UPLOADS).expect(202).header("Location");
    reader.get(location).expect(403);
    reader.send("PATCH", location, bytes("x")).expect(403);
    reader.delete(location).expect(403);
    nobody.send("PUT", location + "?digest=" + Digest.of(bytes("")), new byte[0]).expect(401);
    writer.delete(location).expect(204);
  }

  @Test
  void repositoriesAreMadeByWhoMayMakeThem() {
    writer.post(UPLOADS).expect(404, "NAME_UNKNOWN");
    assertThat(server.registry.hasRepository(server.registry.repositoryOf("p/r/web"))).isFalse();
    admin.post(UPLOADS).expect(202);
    writer.post(UPLOADS).expect(202);
    writer.post("/v2/p/r/other/blobs/uploads/").expect(202);
    writer.post("/v2/p/s/other/blobs/uploads/").expect(404, "NAME_UNKNOWN");
    assertThat(server.journal.latest("projects/p/locations/here/repositories/r", 5))
        .singleElement()
        .satisfies(e -> assertThat(e.principal()).isEqualTo("admin"));
  }

  @Test
  void aMountNeedsPullOnItsSource() {
    Digest secret = admin.pushBlob("q/r/secret", "x", bytes("secret")).digest();
    admin.pushImage("p/r/web", "1", "x");
    for (String from : List.of("&from=q/r/secret", "")) {
      writer.post(UPLOADS + "?mount=" + secret + from).expect(202);
      writer.get("/v2/p/r/web/blobs/" + secret).expect(404);
    }
    Descriptor config = admin.pushBlob("p/r/web", MediaTypes.CONFIG, bytes("{}"));
    byte[] stealing =
        ImageManifest.of(config, List.of(Descriptor.of(MediaTypes.LAYER, secret, 6))).toBytes();
    writer
        .putManifest("p/r/web", "2", stealing, MediaTypes.MANIFEST)
        .expect(404, "MANIFEST_BLOB_UNKNOWN");
    admin.post(UPLOADS + "?mount=" + secret + "&from=q/r/secret").expect(201);
  }
}
