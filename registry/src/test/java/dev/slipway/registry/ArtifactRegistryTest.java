package dev.slipway.registry;

import static dev.slipway.registry.TestClient.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.oci.Digest;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Artifact Registry's REST API, request by request. */
class ArtifactRegistryTest {
  private static final String ALL = "/v1/projects/p/locations/here/repositories";
  private static final String ONE = ALL + "/r";
  private static final String WEB = ONE + "/packages/web";

  @TempDir Path directory;
  private TestRegistry server;
  private TestClient client;

  @BeforeEach
  void start() throws IOException {
    server = TestRegistry.start(directory);
    client = TestClient.of(server, "admin");
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  private TestClient.Answer send(String method, String path, String body) {
    return client.send(method, path, bytes(body), "Content-Type", "application/json");
  }

  @Test
  void aRepositoryIsMadeOnceAndChangedByMask() {
    JsonNode made =
        send("POST", ALL + "?repositoryId=r", "{\"format\":\"DOCKER\",\"description\":\"d\"}")
            .expect(200)
            .json();
    assertThat(made.path("done").asBoolean()).isTrue();
    assertThat(made.path("response").path("registryUri").asString())
        .isEqualTo("here-docker.pkg.dev/p/r");
    JsonNode again =
        send("POST", ALL + "?repositoryId=r", "{\"format\":\"DOCKER\"}").expect(409).json();
    assertThat(again.path("error").path("status").asString()).isEqualTo("ALREADY_EXISTS");
    send("PATCH", ONE + "?updateMask=labels", "{\"labels\":{\"a\":\"b\"},\"description\":\"x\"}")
        .expect(200);
    JsonNode now = client.get(ONE).expect(200).json();
    assertThat(now.path("description").asString()).isEqualTo("d");
    assertThat(now.path("labels").path("a").asString()).isEqualTo("b");
    assertThat(client.get(ALL).json().path("repositories").size()).isEqualTo(1);
    client.delete(ONE).expect(200);
    client.get(ONE).expect(404);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"format\":\"MAVEN\"}|400|MAVEN",
        "{\"format\":\"DOCKER\",\"mode\":\"REMOTE_REPOSITORY\"}|501|remote repositories",
        "{\"format\":\"DOCKER\",\"mode\":\"VIRTUAL_REPOSITORY\"}|501|virtual repositories",
        "{\"format\":\"DOCKER\",\"kmsKeyName\":\"k\"}|501|encryption keys",
        "{\"format\":\"DOCKER\",\"quota\":{\"bytes\":\"1\"}}|501|quota",
        "{\"format\":\"DOCKER\",\"labels\":{\"A B\":\"c\"}}|400|label",
        "{\"format\":\"DOCKER\",\"cleanupPolicies\":{\"x\":{\"action\":\"NO\"}}}|400|policy x",
        "[]|400|JSON object"
      })
  void whatIsNotServedIsRefusedByName(String body, int status, String words) {
    JsonNode refused = send("POST", ALL + "?repositoryId=r", body).expect(status).json();
    assertThat(refused.path("error").path("message").asString()).contains(words);
    assertThat(server.registry.repositories().list()).isEmpty();
  }

  @Test
  void aRepositoryCanLieInAnotherLocation() {
    String there = "/v1/projects/p/locations/europe-west1/repositories";
    send("POST", there + "?repositoryId=r", "{\"format\":\"DOCKER\"}").expect(200);
    send("POST", ALL + "?repositoryId=r", "{\"format\":\"DOCKER\"}").expect(409);
    client.pushImage("p/r/web", "v1", "one");
    assertThat(
            client
                .get(there + "/r/dockerImages")
                .expect(200)
                .json()
                .path("dockerImages")
                .path(0)
                .path("uri")
                .asString())
        .startsWith("europe-west1-docker.pkg.dev/p/r/web@sha256:");
    client.get(ALL + "/r/dockerImages").expect(404);
  }

  @Test
  void tagsAreMadeMovedFilteredAndDeleted() {
    Digest one = Digest.of(client.pushImage("p/r/web", "main", "one"));
    Digest two = Digest.of(client.pushImage("p/r/web", "next", "two"));
    String version = "projects/p/locations/here/repositories/r/packages/web/versions/";
    String body = "{\"version\":\"" + version + one + "\"}";
    send("POST", WEB + "/tags?tagId=staging", body).expect(200);
    send("POST", WEB + "/tags?tagId=staging", body).expect(409);
    send(
            "PATCH",
            WEB + "/tags/staging?updateMask=version",
            "{\"version\":\"" + version + two + "\"}")
        .expect(200);
    assertThat(server.registry.digest("p/r/web", "staging")).contains(two);
    String filter = "?filter=version%3D%22" + version + one + "%22";
    assertThat(client.get(WEB + "/tags" + filter).json().path("tags").size()).isEqualTo(1);
    client.get(WEB + "/tags?filter=color%3Dred").expect(400);
    client.delete(WEB + "/versions/" + two).expect(400);
    client.delete(WEB + "/versions/" + two + "?force=true").expect(200);
    client.get(WEB + "/tags/staging").expect(404);
    JsonNode page = client.get(WEB + "/versions?pageSize=1&view=FULL").json();
    assertThat(page.path("versions").path(0).path("relatedTags").size()).isEqualTo(1);
    assertThat(page.path("nextPageToken").isMissingNode()).isTrue();
  }

  @Test
  void nestedImagesAreNamedWithAnEscapedSlash() {
    client.pushImage("p/r/deep/web", "main", "one");
    String nested = ONE + "/packages/deep%252Fweb";
    assertThat(client.get(nested).expect(200).json().path("name").asString())
        .endsWith("/packages/deep%2Fweb");
    assertThat(client.get(nested + "/tags").json().path("tags").size()).isEqualTo(1);
  }

  @Test
  void readingChangingAndDeletingAreDifferentPermissions() {
    client.pushImage("p/r/web", "main", "one");
    try (TestClient nobody = TestClient.of(server);
        TestClient reader = TestClient.of(server, "reader")) {
      nobody.get(ONE).expect(401);
      JsonNode refused = reader.delete(ONE).expect(403).json();
      assertThat(refused.path("error").path("message").asString())
          .isEqualTo(
              "Permission 'artifactregistry.repositories.delete' denied on resource"
                  + " 'projects/p/locations/here/repositories/r' (or it may not exist).");
      reader.delete(WEB + "/tags/main").expect(403);
    }
  }
}
