package dev.slipway.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.slipway.base.Command;
import dev.slipway.base.Json;
import dev.slipway.client.load.SteadyLoad;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * The specification's application from its sources to a page in a browser, updated and undone under
 * load, adopted after a kill. The tests build on one another, as a day with the product does.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@ExtendWith(SharedData.class)
class DoctorAppIT {
  private static final String IMAGES = "us-central1-docker.pkg.dev/my-gcp-project/doctor-app/";
  private static final String STORED = "my-gcp-project/doctor-app";
  private static final String NAMESPACE = "doctor-app";
  private static final int REQUESTS_PER_SECOND = 200;

  @TempDir static Path work;

  private final HttpClient client = HttpClient.newHttpClient();
  private Checkout slipway = new Checkout(Path.of("/"), Path.of("/"));
  private Set<String> before = Set.of();
  private Path app = Path.of("/");
  private URI ingress = URI.create("http://127.0.0.1");

  @BeforeAll
  void start(Checkout shared) throws IOException {
    assumeTrue(
        "root".equals(System.getProperty("user.name")), "not root: containers cannot run, skipped");
    slipway = shared;
    app = Trees.copy(slipway.home().resolve("examples/doctor-app"), work.resolve("app"));
    before = Leftovers.now(slipway.data());
    slipway.begin();
    ingress = URI.create(slipway.json("status").path("ingress").asString());
  }

  @AfterAll
  void stop() {
    client.close();
    slipway.down();
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(ingress.resolve(path)).timeout(Duration.ofSeconds(5)).build(),
        BodyHandlers.ofString());
  }

  private void rolledOut(String deployment) {
    slipway.kubectl(
        "rollout", "status", "deployment/" + deployment, "-n", NAMESPACE, "--timeout=3m");
  }

  @Test
  @Order(1)
  void statusSaysWhereEverythingIs() throws Exception {
    JsonNode status = slipway.json("status");
    assertThat(status.path("ready").asBoolean()).isTrue();
    assertThat(status.path("registry").asString()).matches("127\\.0\\.0\\.1:\\d+");
    assertThat(Path.of(status.path("kubeconfig").asString())).isRegularFile();
    var health =
        client.send(
            HttpRequest.newBuilder(URI.create(status.path("url").asString() + "/healthz")).build(),
            BodyHandlers.ofString());
    assertThat(health.body()).isEqualTo("ok\n");
  }

  @Test
  @Order(2)
  void aMistakeInADockerfileIsRefusedBeforeAnythingRuns() throws Exception {
    Path broken = Files.createDirectories(work.resolve("broken"));
    Files.writeString(broken.resolve("Dockerfile"), "FROM scratch\nCOPPY a /a\n");
    var result = slipway.run("build", broken.toString());
    assertThat(result.exit()).isEqualTo(1);
    assertThat(result.stderr()).contains("Dockerfile:2").contains("COPPY").contains("COPY");
  }

  @Test
  @Order(3)
  void bothImagesBuildAndAreInTheRegistry() {
    for (String image : List.of("backend", "frontend")) {
      String name = IMAGES + image + ":latest";
      JsonNode built = slipway.json("build", app.resolve(image).toString(), "-t", name);
      slipway.ok("push-image", name);
      assertThat(slipway.json("images").path("images").valueStream())
          .anyMatch(i ->
              i.path("name").asString().equals(name)
                  && i.path("digest").equals(built.path("digest")));
    }
  }

  @Test
  @Order(4)
  void skopeoPullsWhatWasPushedAndPushesItElsewhere() {
    assumeTrue(Command.exists("skopeo"), "skopeo is not installed, skipped");
    String registry = slipway.json("status").path("registry").asString();
    String credentials = "oauth2accesstoken:" + slipway.ok("registry-token").strip();
    String source = "docker://" + registry + "/my-gcp-project/doctor-app/backend:latest";
    String copy = "docker://" + registry + "/my-gcp-project/doctor-app/backend:copied";
    Command.of(
            "skopeo",
            "copy",
            "--src-tls-verify=false",
            "--dest-tls-verify=false",
            "--src-creds",
            credentials,
            "--dest-creds",
            credentials,
            source,
            copy)
        .run()
        .orThrow("copy the image");
    String inspected =
        Command.of("skopeo", "inspect", "--tls-verify=false", "--creds", credentials, copy)
            .run()
            .orThrow("inspect the copy")
            .stdout();
    assertThat(Json.parse(inspected.getBytes(StandardCharsets.UTF_8), "inspect").path("Digest"))
        .isEqualTo(
            slipway
                .json("images")
                .path("images")
                .valueStream()
                .filter(i -> i.path("name").asString().equals(IMAGES + "backend:latest"))
                .findFirst()
                .orElseThrow()
                .path("digest"));
    var refused = Command.of("skopeo", "inspect", "--tls-verify=false", "--no-creds", source).run();
    assertThat(refused.exit()).isNotZero();
  }

  @Test
  @Order(5)
  void theOverlayIsAppliedAndThePageAnswers() throws Exception {
    String rendered =
        slipway.ok("kustomize", "build", app.resolve("k8s/overlays/production").toString());
    slipway
        .kubectlCommand("apply", "-f", "-")
        .withInput(rendered.getBytes(StandardCharsets.UTF_8))
        .run()
        .orThrow("apply the overlay");
    rolledOut("doctor-backend");
    rolledOut("doctor-frontend");

    assertThat(get("/").statusCode()).isEqualTo(200);
    assertThat(get("/").body()).contains("<div id=\"root\">");
    assertThat(get("/patients/1").body()).contains("<div id=\"root\">");
    JsonNode patients =
        Json.parse(get("/api/patients").body().getBytes(StandardCharsets.UTF_8), "patients");
    assertThat(patients.toString()).contains("\"id\"");
  }

  @Test
  @Order(6)
  void kubectlAppliesTheSameDirectoryItselfAndChangesNothing() {
    String version = slipway.kubectl("version", "--client", "-o", "json");
    JsonNode client = Json.parse(version.getBytes(StandardCharsets.UTF_8), "version");
    int minor =
        Integer.parseInt(
            client.path("clientVersion").path("minor").asString().replaceAll("\\D.*", ""));
    assumeTrue(minor >= 21, "kubectl 1." + minor + " cannot render the overlay, skipped");
    String generations = generations();
    String applied =
        slipway.kubectl("apply", "-k", app.resolve("k8s/overlays/production").toString());
    // kubectl always sends a budget's selector, whose patch strategy is "replace", and then says
    // "configured" although nothing changed, here as on any cluster.
    assertThat(applied.lines().filter(l -> !l.startsWith("poddisruptionbudget")))
        .isNotEmpty()
        .allMatch(l -> l.endsWith(" unchanged"));
    assertThat(generations()).isEqualTo(generations);
  }

  private String generations() {
    return slipway.kubectl(
        "get",
        "deployments,ingresses,poddisruptionbudgets",
        "-n",
        NAMESPACE,
        "-o",
        "custom-columns=K:.kind,N:.metadata.name,G:.metadata.generation");
  }

  @Test
  @Order(7)
  void thePageShowsThePatientsInARealBrowser() {
    assumeTrue(Command.exists("chromium"), "chromium is not installed, skipped");
    String page =
        Command.of(
                "chromium",
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--virtual-time-budget=10000",
                "--user-data-dir=" + work.resolve("browser"),
                "--dump-dom",
                ingress + "/")
            .withLimit(Duration.ofMinutes(1))
            .run()
            .orThrow("open the page")
            .stdout();
    assertThat(page).contains("href=\"/patients/");
  }

  @Test
  @Order(8)
  void anUpdateAndAnUndoLoseNoRequest() throws Exception {
    Path source = app.resolve("backend/src/main/resources/patients.json");
    String original = Files.readString(source);
    String first =
        Json.parse(original.getBytes(StandardCharsets.UTF_8), "patients")
            .findValue("name")
            .asString();
    Files.writeString(source, original.replace(first, "Changed " + first));
    slipway.ok("build", app.resolve("backend").toString(), "-t", IMAGES + "backend:v2");
    slipway.ok("push-image", IMAGES + "backend:v2");

    var addresses = List.of(ingress.resolve("/api/patients"), ingress.resolve("/"));
    try (var load =
        SteadyLoad.start(REQUESTS_PER_SECOND, addresses, answer -> answer.status() == 200)) {
      slipway.kubectl(
          "set",
          "image",
          "deployment/doctor-backend",
          "backend=" + IMAGES + "backend:v2",
          "-n",
          NAMESPACE);
      rolledOut("doctor-backend");
      awaitOnly(load, "Changed " + first, true);
      slipway.kubectl("rollout", "undo", "deployment/doctor-backend", "-n", NAMESPACE);
      slipway.kubectl("rollout", "restart", "deployment/doctor-frontend", "-n", NAMESPACE);
      rolledOut("doctor-backend");
      rolledOut("doctor-frontend");
      awaitOnly(load, "Changed " + first, false);
      var report = load.stop();
      assertThat(report.failures()).as("of %d requests", report.sent()).isEmpty();
      assertThat(report.sent()).isGreaterThan(REQUESTS_PER_SECOND);
    }
    assertThat(slipway.kubectl("rollout", "history", "deployment/doctor-backend", "-n", NAMESPACE))
        .contains("2", "3");
  }

  /** Waits until the answers have, or no longer have, the words of the new version. */
  private void awaitOnly(SteadyLoad load, String words, boolean present) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> get("/api/patients").body().contains(words) == present);
    assertThat(load.seen(body -> body.contains(words))).isPositive();
  }

  @Test
  @Order(9)
  void aCleanUpOfEverythingLeavesWhatRunsAndWhatCanComeBack() throws Exception {
    Path unused = Files.createDirectories(work.resolve("unused"));
    Files.writeString(unused.resolve("Dockerfile"), "FROM scratch\nCOPY Dockerfile /\n");
    slipway.ok("build", unused.toString(), "-t", IMAGES + "backend:unused");
    slipway.ok("push-image", IMAGES + "backend:unused");
    Path policies = work.resolve("policies.json");
    Files.writeString(
        policies,
        "[{\"name\":\"all\",\"action\":{\"type\":\"Delete\"},"
            + "\"condition\":{\"tagState\":\"any\"}}]");
    slipway.ok("repository", STORED, "--policies", policies.toString());
    assertThat(slipway.ok("repositories")).contains(STORED);

    Map<String, String> reasons = decisions(slipway.json("cleanup", STORED));
    assertThat(reasons.get("backend:latest")).startsWith("keep it runs in production (release ");
    assertThat(reasons.get("frontend:latest")).startsWith("keep it runs in production (release ");
    assertThat(reasons.get("backend:v2"))
        .matches("keep (production can go back to it|it is used by ReplicaSet) .*");
    assertThat(reasons.get("backend:unused")).startsWith("delete policy all deletes it");

    var pods = podStarts();
    JsonNode done = slipway.json("cleanup", STORED, "--run");
    assertThat(done.path("removed").asInt()).isEqualTo(1);
    assertThat(slipway.ok("tags", STORED + "/backend")).doesNotContain("unused");
    assertThat(podStarts()).isEqualTo(pods);
    assertThat(get("/api/patients").statusCode()).isEqualTo(200);
    slipway.ok("restore", "--cleanup", done.path("cleanup").asString());
    assertThat(slipway.ok("tags", STORED + "/backend:unused")).contains("restored");
    assertThat(slipway.ok("undo-tag", STORED + "/backend:unused")).contains("→ -");
  }

  /** Snapshots of today are never touched, so all are made older before they are cleaned. */
  @Test
  @Order(9)
  void aCleanedBuildCacheLeavesTheFilesOfWhatRunsAndOfWhatCanComeBack() throws Exception {
    String before = get("/api/patients").body();
    try (Stream<Path> layers = Files.list(slipway.data().resolve("snapshots/l"))) {
      for (Path layer : layers.toList()) {
        for (Path part : List.of(layer, layer.resolve("d"))) {
          if (Files.exists(part)) {
            Files.setLastModifiedTime(part, FileTime.fromMillis(0));
          }
        }
      }
    }
    JsonNode done = slipway.json("clean-cache", "--unused-for", "0h", "--keep", "0k");
    assertThat(done.path("results").asInt()).isPositive();
    assertThat(done.path("snapshots").asInt()).isPositive();
    assertThat(get("/api/patients").body()).isEqualTo(before);

    // Back to a release that does not run now, and from it: both start from their images.
    for (int turn = 0; turn < 2; turn++) {
      slipway.kubectl("rollout", "undo", "deployment/doctor-backend", "-n", NAMESPACE);
      rolledOut("doctor-backend");
      assertThat(get("/api/patients").statusCode()).isEqualTo(200);
    }
    // An old pod may answer until its deletion is seen, a moment after the rollout is complete.
    Awaitility.await()
        .untilAsserted(() -> assertThat(get("/api/patients").body()).isEqualTo(before));
  }

  /** What was decided about each image and why, by its name below the repository with one tag. */
  private static Map<String, String> decisions(JsonNode report) {
    var decisions = new TreeMap<String, String>();
    for (JsonNode decision : report.path("decisions")) {
      String name = decision.path("image").asString().substring(STORED.length() + 1);
      for (JsonNode tag : decision.path("tags")) {
        decisions.put(
            name + ":" + tag.asString(),
            decision.path("verdict").asString() + " " + decision.path("reason").asString());
      }
    }
    return decisions;
  }

  @Test
  @Order(10)
  void aKilledProcessLeavesContainersThatTheNextOneAdopts() throws Exception {
    var pods = podStarts();
    slipway.kill();
    assertThat(Files.readString(Path.of("/proc/self/mountinfo")))
        .doesNotContain(slipway.data().toString());

    long begun = System.nanoTime();
    slipway.ok("up");
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .ignoreExceptions()
        .until(() -> get("/api/patients").statusCode() == 200 && get("/").statusCode() == 200);
    System.out.printf(
        "adopted and serving %d ms after the start%n", (System.nanoTime() - begun) / 1_000_000);
    assertThat(podStarts()).isEqualTo(pods);
  }

  /** When each container was started and how often, by pod. */
  private Map<String, String> podStarts() {
    String json = slipway.kubectl("get", "pods", "-n", NAMESPACE, "-o", "json");
    var starts = new TreeMap<String, String>();
    for (JsonNode pod : Json.parse(json.getBytes(StandardCharsets.UTF_8), "pods").path("items")) {
      if (pod.path("metadata").has("deletionTimestamp")) {
        continue;
      }
      JsonNode container = pod.path("status").path("containerStatuses").path(0);
      starts.put(
          pod.path("metadata").path("name").asString(),
          container.path("state").path("running").path("startedAt").asString()
              + " restarts "
              + container.path("restartCount").asInt());
    }
    assertThat(starts).isNotEmpty();
    return starts;
  }

  @Test
  @Order(11)
  void anInvalidManifestIsRefusedWithItsField() {
    var result =
        slipway
            .kubectlCommand("apply", "-n", NAMESPACE, "-f", "-")
            .withInput(
                """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: wrong}
                spec:
                  selector: {matchLabels: {app: a}}
                  template:
                    metadata: {labels: {app: b}}
                    spec: {containers: [{name: c, image: i}]}
                """
                    .getBytes(StandardCharsets.UTF_8))
            .run();
    assertThat(result.exit()).isEqualTo(1);
    assertThat(result.stderr()).contains("spec.template.metadata.labels");
  }

  @Test
  @Order(12)
  void downLeavesNothingButData() throws Exception {
    slipway.ok("down");
    var after = Leftovers.now(slipway.data());
    after.removeAll(before);
    assertThat(after).isEmpty();
    try (Stream<Path> entries = Files.list(slipway.data())) {
      assertThat(entries.map(p -> p.getFileName().toString()))
          .contains("slipway.db", "kubernetes.db", "blobs");
    }
  }
}
