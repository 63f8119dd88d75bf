package dev.slipway.cli.standin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.base.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GcloudTest {
  private static final String CLUSTER =
      "GET /v1/projects/doctor-prod/locations/us-central1/clusters/doctor-app-cluster";

  @TempDir Path home;

  private TestTools tools;

  @BeforeEach
  void start() throws IOException {
    tools = new TestTools(home);
    tools.environment.put("CLOUDSDK_CORE_PROJECT", "doctor-prod");
  }

  @AfterEach
  void stop() {
    tools.close();
  }

  @Test
  void exchangesTheCredentialsFileOnceAndKeepsTheToken() throws IOException {
    tools.authenticated();
    assertThat(tools.run("gcloud", "auth", "print-access-token").out()).isEqualTo("access\n");
    assertThat(tools.asked.get(0).authorization()).isEqualTo("Bearer request-token");
    assertThat(tools.asked.get(1).body())
        .contains("subject_token=id-token")
        .contains("scope=https%3A%2F%2Fwww.googleapis.com%2Fauth%2Fiam");
    assertThat(tools.asked.get(2).authorization()).isEqualTo("Bearer federated");
    int before = tools.asked.size();

    assertThat(tools.run("gcloud", "auth", "print-access-token").out()).isEqualTo("access\n");
    assertThat(tools.asked).hasSize(before);
  }

  @Test
  void aRefusedExchangeSaysWhy() throws IOException {
    tools.authenticated();
    tools.answer(
        "POST /v1/token",
        400,
        "{\"error\":\"unauthorized_client\",\"error_description\":\"rejected\"}");
    var ended = tools.run("gcloud", "auth", "print-access-token");
    assertThat(ended.exit()).isEqualTo(1);
    assertThat(ended.err()).contains("unauthorized_client").contains("rejected");
    assertThat(ended.out()).isEmpty();
  }

  @Test
  void withoutCredentialsThereIsNoAccount() {
    var ended = tools.run("gcloud", "auth", "print-access-token");
    assertThat(ended.exit()).isEqualTo(1);
    assertThat(ended.err()).contains("You do not currently have an active account selected.");
  }

  @Test
  void keysAreNotAccepted() throws IOException {
    Files.writeString(home.resolve("key.json"), "{\"type\":\"service_account\"}");
    var ended = tools.run("gcloud", "auth", "login", "--cred-file=key.json");
    assertThat(ended.exit()).isEqualTo(2);
    assertThat(ended.err()).contains("not accepted");
  }

  @Test
  void getCredentialsWritesAConfigurationThatNeedsNoPlugIn() throws IOException {
    tools.authenticated();
    tools.answer(
        CLUSTER,
        200,
        "{\"name\":\"doctor-app-cluster\",\"zone\":\"us-central1\",\"endpoint\":\"127.0.0.1:7643\","
            + "\"masterAuth\":{\"clusterCaCertificate\":\"Y2E=\"}}");
    for (String option : new String[] {"--zone", "--region", "--location"}) {
      var ended =
          tools.run(
              "gcloud",
              "container",
              "clusters",
              "get-credentials",
              "doctor-app-cluster",
              option,
              "us-central1");
      assertThat(ended.exit()).as(ended.err()).isZero();
      assertThat(ended.err()).contains("kubeconfig entry generated for doctor-app-cluster.");
    }
    assertThat(tools.asked.getLast().authorization()).isEqualTo("Bearer access");
    var config = Json.parse(Files.readAllBytes(home.resolve(".kube/config")), "kubeconfig");
    String context = "gke_doctor-prod_us-central1_doctor-app-cluster";
    assertThat(config.path("current-context").asString()).isEqualTo(context);
    assertThat(config.path("users")).hasSize(1);
    assertThat(config.path("users").path(0).path("user").path("token").asString())
        .isEqualTo("access");
    assertThat(config.path("clusters").path(0).path("cluster").path("server").asString())
        .isEqualTo("https://127.0.0.1:7643");
  }

  @Test
  void anApiErrorIsShownWithItsDetails() throws IOException {
    tools.authenticated();
    tools.answer(
        CLUSTER,
        403,
        "{\"error\":{\"code\":403,\"status\":\"PERMISSION_DENIED\",\"message\":\"no\","
            + "\"details\":[{\"reason\":\"IAM_PERMISSION_DENIED\"}]}}");
    var ended =
        tools.run(
            "gcloud",
            "container",
            "clusters",
            "get-credentials",
            "doctor-app-cluster",
            "--zone",
            "us-central1");
    assertThat(ended.exit()).isEqualTo(1);
    assertThat(ended.err()).contains("PERMISSION_DENIED: no").contains("IAM_PERMISSION_DENIED");
    assertThat(home.resolve(".kube/config")).doesNotExist();
  }

  @Test
  void imagesAreOneRowADigestAndDigestMeansVersion() throws IOException {
    tools.authenticated();
    String base = "us-central1-docker.pkg.dev/doctor-prod/doctor-app/backend";
    tools.answer(
        "GET /v1/projects/doctor-prod/locations/us-central1/repositories/doctor-app/dockerImages"
            + "?pageSize=1000",
        200,
        "{\"dockerImages\":[{\"uri\":\""
            + base
            + "@sha256:aa\",\"tags\":[\"latest\",\"v1\"],"
            + "\"uploadTime\":\"2026-01-02T00:00:00Z\"},{\"uri\":\""
            + base
            + "@sha256:bb\","
            + "\"uploadTime\":\"2026-01-01T00:00:00Z\"}]}");
    var ended =
        tools.run(
            "gcloud",
            "artifacts",
            "docker",
            "images",
            "list",
            base,
            "--include-tags",
            "--sort-by=~CREATE_TIME",
            "--limit=5");
    assertThat(ended.exit()).as(ended.err()).isZero();
    var lines = ended.out().lines().toList();
    assertThat(lines.get(0)).startsWith("IMAGE").contains("DIGEST   ").contains("TAGS");
    assertThat(lines.get(1)).contains("sha256:aa").contains("latest, v1");
    assertThat(lines).hasSize(3);
    assertThat(
            tools
                .run(
                    "gcloud",
                    "artifacts",
                    "docker",
                    "images",
                    "list",
                    base,
                    "--filter=digest=sha256:bb",
                    "--format=value(version)")
                .out())
        .isEqualTo("sha256:bb\n");
    assertThat(tools.run("gcloud", "artifacts", "docker", "images", "list", "backend").err())
        .contains("Invalid Docker string: 'backend'");
  }

  @Test
  void propertiesAreKept() {
    tools.environment.remove("CLOUDSDK_CORE_PROJECT");
    assertThat(tools.run("gcloud", "config", "get-value", "project").err()).contains("(unset)");
    tools.run("gcloud", "config", "set", "project", "p1");
    assertThat(tools.run("gcloud", "config", "get-value", "project").out()).isEqualTo("p1\n");
    assertThat(tools.run("gcloud", "config", "list").out()).isEqualTo("[core]\nproject = p1\n");
  }

  @Test
  void whatIsNotThereIsRefusedWithAList() {
    var ended = tools.run("gcloud", "compute", "instances", "list");
    assertThat(ended.exit()).isEqualTo(2);
    assertThat(ended.err())
        .contains("Invalid choice: 'compute instances list'")
        .contains("container clusters get-credentials|list");
  }
}
