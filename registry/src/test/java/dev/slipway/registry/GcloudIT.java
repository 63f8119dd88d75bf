package dev.slipway.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.slipway.base.Command;
import dev.slipway.oci.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Artifact Registry's commands, by an unmodified gcloud. */
class GcloudIT {
  private static final String IMAGES = "here-docker.pkg.dev/p/doctor-app";
  private static final String LOCATION = "--location=here";

  @TempDir Path directory;
  private TestRegistry server;

  @BeforeEach
  void start() throws IOException {
    assumeTrue(Command.exists("gcloud"), "gcloud is not installed");
    server = TestRegistry.startOpen(directory.resolve("registry"));
    Files.writeString(directory.resolve("token"), "any");
  }

  @AfterEach
  void stop() {
    if (server != null) {
      server.close();
    }
  }

  private Command.Result gcloud(String... arguments) {
    var all = new ArrayList<>(List.of("gcloud"));
    all.addAll(List.of(arguments));
    var command =
        Command.of(all)
            .withLimit(Duration.ofMinutes(2))
            .withEnvironment("CLOUDSDK_CONFIG", directory.resolve("config").toString())
            .withEnvironment("CLOUDSDK_CORE_PROJECT", "p")
            .withEnvironment("CLOUDSDK_CORE_DISABLE_PROMPTS", "1")
            .withEnvironment("CLOUDSDK_CORE_CHECK_GCE_METADATA", "0")
            .withEnvironment("CLOUDSDK_COMPONENT_MANAGER_DISABLE_UPDATE_CHECK", "1")
            .withEnvironment("CLOUDSDK_CORE_DISABLE_USAGE_REPORTING", "1")
            .withEnvironment(
                "CLOUDSDK_AUTH_ACCESS_TOKEN_FILE", directory.resolve("token").toString());
    for (String api : List.of("ARTIFACTREGISTRY", "CONTAINERANALYSIS", "SERVICEUSAGE")) {
      command =
          command.withEnvironment(
              "CLOUDSDK_API_ENDPOINT_OVERRIDES_" + api, "http://" + server.host() + "/");
    }
    return command.run();
  }

  private String done(String... arguments) {
    var result = gcloud(arguments);
    assertThat(result.exit()).as(result.toString()).isZero();
    return result.stdout().strip();
  }

  @Test
  void repositoriesAreMadeDescribedChangedAndDeleted() throws IOException {
    done(
        "artifacts",
        "repositories",
        "create",
        "doctor-app",
        "--repository-format=docker",
        LOCATION,
        "--description=AI Doctor Assistant container images",
        "--labels=team=doctor");
    assertThat(done("artifacts", "repositories", "list", LOCATION)).contains("doctor-app");
    String describe =
        done("artifacts", "repositories", "describe", "doctor-app", LOCATION, "--format=json");
    assertThat(describe).contains("AI Doctor Assistant").contains("\"team\": \"doctor\"");

    done("artifacts", "repositories", "update", "doctor-app", LOCATION, "--immutable-tags");
    Path policies = directory.resolve("policy.json");
    Files.writeString(
        policies,
        """
        [{"name":"delete-old","action":{"type":"Delete"},
          "condition":{"tagState":"any","olderThan":"30d"}},
         {"name":"keep-5","action":{"type":"Keep"},"mostRecentVersions":{"keepCount":5}}]
        """);
    done(
        "artifacts",
        "repositories",
        "set-cleanup-policies",
        "doctor-app",
        LOCATION,
        "--policy=" + policies,
        "--dry-run");
    assertThat(
            done("artifacts", "repositories", "describe", "doctor-app", LOCATION, "--format=json"))
        .contains("\"immutableTags\": true")
        .contains("\"olderThan\": \"2592000s\"")
        .contains("\"cleanupPolicyDryRun\": true");

    var remote =
        gcloud(
            "artifacts",
            "repositories",
            "create",
            "mirror",
            "--repository-format=docker",
            LOCATION,
            "--mode=remote-repository",
            "--remote-docker-repo=DOCKER-HUB");
    assertThat(remote.exit()).isEqualTo(1);
    assertThat(remote.stderr()).contains("remote repositories are not served here");

    done("artifacts", "repositories", "delete", "doctor-app", LOCATION);
    assertThat(server.registry.repositories().list()).isEmpty();
  }

  @Test
  void imagesAndTagsAreListedTaggedAndDeleted() throws IOException {
    Digest digest;
    try (TestClient client = TestClient.of(server)) {
      digest = Digest.of(client.pushImage("p/doctor-app/backend", "v1", "one"));
      client.pushImage("p/doctor-app/backend", "v2", "two");
      client.pushImage("p/doctor-app/deep/web", "v1", "three");
    }
    assertThat(done("artifacts", "docker", "images", "list", IMAGES))
        .contains(IMAGES + "/backend")
        .contains(IMAGES + "/deep/web")
        .contains(digest.toString());
    assertThat(done("artifacts", "docker", "images", "list", IMAGES + "/backend", "--include-tags"))
        .contains("v1")
        .contains("v2");
    assertThat(done("artifacts", "docker", "tags", "list", IMAGES + "/deep/web")).contains("v1");
    assertThat(done("artifacts", "docker", "images", "describe", IMAGES + "/backend:v1"))
        .contains(digest.toString());

    done("artifacts", "docker", "tags", "add", IMAGES + "/backend:v1", IMAGES + "/backend:staging");
    assertThat(server.registry.digest("p/doctor-app/backend", "staging")).contains(digest);
    done("artifacts", "docker", "tags", "delete", IMAGES + "/backend:staging");
    assertThat(server.registry.digest("p/doctor-app/backend", "staging")).isEmpty();

    done("artifacts", "docker", "images", "delete", IMAGES + "/backend:v1", "--delete-tags");
    assertThat(server.registry.manifest("p/doctor-app/backend", digest)).isEmpty();
    assertThat(done("artifacts", "packages", "list", "--repository=doctor-app", LOCATION))
        .contains("backend");
    done("artifacts", "packages", "delete", "backend", "--repository=doctor-app", LOCATION);
    assertThat(server.registry.versions("p/doctor-app/backend")).isEmpty();
  }
}
