package dev.slipway.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.base.Json;
import dev.slipway.delivery.Delivery;
import dev.slipway.delivery.DeliveryRoutes;
import dev.slipway.delivery.DeliverySettings;
import dev.slipway.delivery.DeployGate;
import dev.slipway.delivery.GitHistory;
import dev.slipway.delivery.ImageDigests;
import dev.slipway.delivery.Ports;
import dev.slipway.delivery.Surroundings;
import dev.slipway.delivery.ledger.Ledger;
import dev.slipway.delivery.release.Release;
import dev.slipway.delivery.release.ReleaseState;
import dev.slipway.delivery.rollback.RollbackFacts;
import dev.slipway.git.CommitId;
import dev.slipway.git.GitRepository;
import dev.slipway.git.Signature;
import dev.slipway.http.Authorizer;
import dev.slipway.http.HttpListener;
import dev.slipway.http.Principal;
import dev.slipway.http.Request;
import dev.slipway.http.RouteSet;
import dev.slipway.kubernetes.Cluster;
import dev.slipway.kubernetes.ClusterSettings;
import dev.slipway.kubernetes.PodMetrics;
import dev.slipway.kubernetes.RequestAudit;
import dev.slipway.kubernetes.ResourceType;
import dev.slipway.kubernetes.WriteGate;
import dev.slipway.kubernetes.api.KubernetesRoutes;
import dev.slipway.kubernetes.api.ServiceAccountTokens;
import dev.slipway.kubernetes.controller.Controllers;
import dev.slipway.manifest.ObjectName;
import dev.slipway.oci.BlobStore;
import dev.slipway.oci.Digest;
import dev.slipway.oci.ImageNames;
import dev.slipway.oci.client.Credentials;
import dev.slipway.registry.Registry;
import dev.slipway.registry.RegistrySettings;
import dev.slipway.store.Database;
import dev.slipway.store.Journal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * Deliveries on a real cluster with real controllers, over its HTTP API, with a real repository;
 * only the containers are missing.
 */
class DeliveryOnClusterTest {
  private static final String NAMESPACE = "doctor-app";
  private static final String REPOSITORY = "alice/doctor-app";
  private static final Clock CLOCK = Clock.systemUTC();
  private static final Authorizer EVERYTHING = (who, what) -> new Authorizer.Decision.Allowed("");

  @TempDir Path directory;
  private final Closing closing = new Closing();
  private final HttpClient client = HttpClient.newHttpClient();
  private Database database;
  private Ledger ledger;
  private Cluster cluster;
  private GitRepository git;
  private Ports ports;
  private Delivery delivery;
  private HttpListener listener;

  @BeforeEach
  void start() {
    closing.add(client::shutdownNow);
    database =
        closing.add(
            Database.open(
                directory.resolve("slipway.db"), List.of(Journal.SCHEMA, Ledger.schema())));
    var journal = new Journal(database, CLOCK);
    ledger = new Ledger(database, journal);
    cluster =
        closing.add(
            Cluster.open(
                directory.resolve("kubernetes.db"),
                new ClusterSettings("10.96.0.0/16", 30000, 32767, CLOCK, new Random(7))));
    closing.add(Controllers.start(cluster));
    var node = closing.add(new NameOnlyNode(cluster));
    git = closing.add(GitRepository.init(directory.resolve("app.git")));
    var history = new GitHistory(new OneRepository(), CLOCK);
    var objects = new ClusterObjects(cluster);
    ports = new Ports(objects, objects, new NodeEvidence(cluster, node), new ByName(), history);
    delivery = begin();
    var gate = new DeployGate(ledger, objects, history, journal, CLOCK);
    WriteGate writes =
        w ->
            switch (gate.decide(w.principal(), w.manager(), w.old(), w.wanted())) {
              case DeployGate.Decision.Admit admit ->
                  new WriteGate.Verdict.Admit(admit.annotations(), admit.removed());
              case DeployGate.Decision.Refuse refuse ->
                  new WriteGate.Verdict.Refuse(refuse.reason());
            };
    listener =
        closing.add(
            HttpListener.start(
                new HttpListener.Settings(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), Optional.empty()),
                DeliveryOnClusterTest::principal,
                EVERYTHING,
                List.of(
                    KubernetesRoutes.routeSet(
                        cluster,
                        EVERYTHING,
                        node,
                        ServiceAccountTokens.NONE,
                        writes,
                        PodMetrics.NONE,
                        RequestAudit.NONE))));
    send("POST", "/api/v1/namespaces", "{\"metadata\":{\"name\":\"doctor-app\"}}", "");
  }

  @AfterEach
  void stop() {
    delivery.close();
    closing.close();
  }

  private Delivery begin() {
    return Delivery.start(ledger, ports, DeliverySettings.DEFAULT, new NobodyAround(), CLOCK);
  }

  static String digest(String image) {
    return Digest.of(Digest.Algorithm.SHA256, image.getBytes(StandardCharsets.UTF_8)).toString();
  }

  private static final class ByName implements ImageDigests {
    @Override
    public Optional<String> digest(String reference) {
      return reference.contains("-bad:")
          ? Optional.empty()
          : Optional.of(DeliveryOnClusterTest.digest(reference));
    }

    @Override
    public Optional<Provenance> provenance(String digest) {
      return Optional.empty();
    }
  }

  private final class OneRepository implements GitHistory.Repositories {
    @Override
    public Optional<GitRepository> open(String repository) {
      return repository.equals(REPOSITORY)
          ? Optional.of(GitRepository.open(git.directory()))
          : Optional.empty();
    }

    @Override
    public boolean move(
        String repository, String ref, Optional<CommitId> from, CommitId to, String reason) {
      return git.updateRef(ref, from, Optional.of(to), reason);
    }
  }

  /** {@code Bearer RUN:COMMIT} acts for a run, anything else is a person. */
  private static Principal principal(Request request) {
    String token = request.header("Authorization").orElse("").replace("Bearer ", "");
    int colon = token.indexOf(':');
    if (colon < 0) {
      return new Principal("admin", Set.of("system:masters"));
    }
    return new Principal(
        "deployer@p.iam",
        Set.of(),
        Map.of(
            "repository",
            REPOSITORY,
            "run",
            token.substring(0, colon),
            "commit",
            token.substring(colon + 1),
            "ref",
            "refs/heads/main"));
  }

  private HttpResponse<String> send(String method, String path, String body, String token) {
    try {
      String type = method.equals("PATCH") ? "application/merge-patch+json" : "application/json";
      return client.send(
          HttpRequest.newBuilder(
                  URI.create("http://127.0.0.1:" + listener.address().getPort() + path))
              .header("Content-Type", type)
              .header("User-Agent", "kubectl/1")
              .header("Authorization", "Bearer " + (token.isEmpty() ? "admin" : token))
              .method(method, BodyPublishers.ofString(body))
              .build(),
          BodyHandlers.ofString());
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private String commit(String subject) {
    Optional<CommitId> tip = git.resolve("refs/heads/main");
    var id =
        git.commitTree(
            tip.map(List::of).orElse(List.of()),
            Map.of("page.html", subject.getBytes(StandardCharsets.UTF_8)),
            Signature.now("Alice", "alice@example.test", CLOCK),
            subject);
    assertThat(git.updateRef("refs/heads/main", tip, Optional.of(id), "test")).isTrue();
    return id.sha();
  }

  /** What a workflow's {@code kubectl apply} does; answers the refusals. */
  private List<String> apply(String run, String commit, String backend, String setting) {
    String token = run + ":" + commit;
    String maps = "/api/v1/namespaces/doctor-app/configmaps";
    String map = "{\"metadata\":{\"name\":\"settings\"},\"data\":{\"color\":\"" + setting + "\"}}";
    put(maps, "settings", map, token);
    var refused = new java.util.ArrayList<String>();
    for (String name : List.of("doctor-backend", "doctor-frontend")) {
      String image = (name.endsWith("backend") ? backend : "frontend") + ":" + commit;
      var answer =
          put(
              "/apis/apps/v1/namespaces/doctor-app/deployments",
              name,
              deployment(name, image),
              token);
      if (answer.statusCode() >= 400) {
        refused.add(Json.MAPPER.readTree(answer.body()).path("message").asString());
      }
    }
    return refused;
  }

  private HttpResponse<String> put(String all, String name, String body, String token) {
    var created = send("POST", all, body, token);
    return created.statusCode() == 409 ? send("PATCH", all + "/" + name, body, token) : created;
  }

  private static String deployment(String name, String image) {
    return """
    {"metadata":{"name":"%1$s"},
     "spec":{"replicas":2,"selector":{"matchLabels":{"app":"%1$s"}},
      "template":{"metadata":{"labels":{"app":"%1$s"}},
       "spec":{"containers":[{"name":"app","image":"127.0.0.1:1/p/r/%2$s",
        "envFrom":[{"configMapRef":{"name":"settings"}}]}]}}}}
    """
        .formatted(name, image);
  }

  private List<Release> releases() {
    return ledger.environment(NAMESPACE).map(e -> ledger.releases(e, 50)).orElse(List.of());
  }

  private Release awaitState(int number, ReleaseState state) {
    await()
        .untilAsserted(() ->
            assertThat(releases())
                .as("releases")
                .anyMatch(r -> r.number() == number && r.state() == state));
    return releases().stream().filter(r -> r.number() == number).findFirst().orElseThrow();
  }

  private String image(String deployment) {
    return cluster
        .get(ResourceType.DEPLOYMENTS, new ObjectName(NAMESPACE, deployment))
        .at("/spec/template/spec/containers/0/image")
        .asString("");
  }

  private String color() {
    return cluster
        .get(ResourceType.CONFIG_MAPS, new ObjectName(NAMESPACE, "settings"))
        .at("/data/color")
        .asString("");
  }

  @Test
  void oneApplyIsOneReleaseWithCommitDigestsAndCause() {
    String first = commit("feat: greet");
    assertThat(apply("12", first, "backend", "blue")).isEmpty();

    // The first Deployment may serve before the second one is seen, which extends the release.
    await()
        .untilAsserted(() ->
            assertThat(awaitState(1, ReleaseState.SERVING).touched())
                .extracting(w -> w.name())
                .containsExactlyInAnyOrder("doctor-backend", "doctor-frontend"));
    Release release = awaitState(1, ReleaseState.SERVING);

    assertThat(releases()).hasSize(1);
    assertThat(release.environment()).isEqualTo("production");
    assertThat(release.commit()).contains(first);
    assertThat(release.cause())
        .isEqualTo(first.substring(0, 7) + " feat: greet by Alice via run 12");
    assertThat(release.outcome().verification())
        .isEqualTo("4 containers run the release's digests");
    await()
        .untilAsserted(() ->
            assertThat(
                    git.resolve("refs/slipway/env/production")
                        .flatMap(c -> git.file(c, "release.json")))
                .hasValueSatisfying(json ->
                    assertThat(Json.parse(json, "release.json").path("commit").asString())
                        .isEqualTo(first)));
  }

  @Test
  void cleanUpsHearWhatRunsAndWhatCanComeBack() throws java.io.IOException {
    String first = commit("feat: greet");
    apply("1", first, "backend", "blue");
    Release old = awaitState(1, ReleaseState.SERVING);
    String second = commit("feat: greet better");
    apply("2", second, "backend", "blue");
    awaitState(2, ReleaseState.SERVING);
    for (String name : List.of("doctor-backend", "doctor-frontend")) {
      String restart =
          "{\"spec\":{\"template\":{\"metadata\":{\"annotations\":{\"again\":\"1\"}}}}}";
      send("PATCH", "/apis/apps/v1/namespaces/doctor-app/deployments/" + name, restart, "");
    }
    Release now = awaitState(3, ReleaseState.SERVING);

    Map<Digest, String> reasons = new DeployedImages(cluster, ledger, emptyCatalog()).reasons();
    assertThat(images(old)).hasSize(2).doesNotContainAnyElementsOf(images(now));
    assertThat(images(old))
        .allSatisfy(image ->
            assertThat(reasons.get(image)).isEqualTo("production can go back to it (release 1)"));
    // Release 2 has the same images; that they run says more.
    assertThat(images(now))
        .allSatisfy(
            image -> assertThat(reasons.get(image)).isEqualTo("it runs in production (release 3)"));
  }

  private static List<Digest> images(Release release) {
    return release.workloads().stream()
        .flatMap(w -> w.images().stream())
        .flatMap(i -> i.digest().stream())
        .map(Digest::parse)
        .toList();
  }

  private ImageCatalog emptyCatalog() throws java.io.IOException {
    var blobs = new BlobStore(directory.resolve("blobs"));
    Database images =
        closing.add(
            Database.open(
                directory.resolve("images.db"), List.of(Journal.SCHEMA, Registry.schema())));
    var registry =
        new Registry(images, new Journal(images, CLOCK), blobs, RegistrySettings.of("here"), CLOCK);
    return new ImageCatalog(
        blobs,
        new ImageNames(directory.resolve("names.json")),
        registry,
        Credentials.NONE,
        "127.0.0.1:1",
        Set.of("127.0.0.1:1"));
  }

  @Test
  void aFailedReleaseGoesBackAsAWholeAndItsCommitStaysOut() {
    String good = commit("feat: greet");
    apply("1", good, "backend", "blue");
    awaitState(1, ReleaseState.SERVING);
    String bad = commit("feat: break");
    apply("2", bad, "backend-bad", "red");

    Release failed = awaitState(2, ReleaseState.ROLLED_BACK);
    Release back = awaitState(3, ReleaseState.SERVING);

    assertThat(failed.outcome().reason()).contains("ImagePullBackOff", "rolled back by release 3");
    assertThat(failed.outcome().evidence())
        .anySatisfy(e -> assertThat(e.log()).containsExactly("last words of app"));
    assertThat(back.commit()).contains(good);
    assertThat(image("doctor-backend")).endsWith("backend:" + good);
    assertThat(image("doctor-frontend")).endsWith("frontend:" + good);
    assertThat(color()).isEqualTo("blue");
    assertThat(apply("3", bad, "backend-bad", "red"))
        .hasSize(2)
        .allSatisfy(m -> assertThat(m).contains("is quarantined: release 2"));

    String fix = commit("fix: mend");
    assertThat(apply("4", fix, "backend", "green")).isEmpty();
    awaitState(4, ReleaseState.SERVING);
    assertThat(ledger.quarantines(ledger.environment(NAMESPACE).orElseThrow())).isEmpty();
  }

  @Test
  void aLateOldCommitIsRefusedAndAPersonIsNot() {
    String older = commit("feat: one");
    String newer = commit("feat: two");
    apply("2", newer, "backend", "blue");
    awaitState(1, ReleaseState.SERVING);

    assertThat(apply("1", older, "backend", "red"))
        .hasSize(2)
        .allSatisfy(
            m -> assertThat(m).contains("superseded by " + newer.substring(0, 7), "production"));
    assertThat(image("doctor-backend")).endsWith(newer);

    String patch =
        "{\"spec\":{\"template\":{\"spec\":{\"containers\":[{\"name\":\"app\",\"image\":\"hand:1\"}]}}}}";
    assertThat(
            send(
                    "PATCH",
                    "/apis/apps/v1/namespaces/doctor-app/deployments/doctor-backend",
                    patch,
                    "")
                .statusCode())
        .isEqualTo(200);
    Release byHand = awaitState(2, ReleaseState.SERVING);
    assertThat(byHand.commit()).isEmpty();
    assertThat(byHand.author().principal()).isEqualTo("admin");
    assertThat(apply("3", older, "backend", "red")).hasSize(2);
  }

  @Test
  void aRollbackOnDemandUndoesAllServicesAndRevertsInGit() throws Exception {
    String good = commit("feat: greet");
    apply("1", good, "backend", "blue");
    awaitState(1, ReleaseState.SERVING);
    String regretted = commit("feat: offend");
    apply("2", regretted, "backend", "red");
    awaitState(2, ReleaseState.SERVING);

    try (var api = serveDelivery()) {
      List<JsonNode> dry = rollback(api, "{\"dryRun\":true}");
      assertThat(dry.getFirst().at("/plan/strategy").asString("")).isEqualTo("undo");
      assertThat(dry.getFirst().at("/plan/questions").size()).isGreaterThanOrEqualTo(5);
      assertThat(releases()).hasSize(2);

      List<JsonNode> done = rollback(api, "{\"reason\":\"users complain\"}");
      JsonNode release = done.getLast().at("/result/release");
      assertThat(release.path("state").asString("")).isEqualTo("serving");
      assertThat(release.at("/undo/git").asString("")).isEqualTo("done");
    }

    assertThat(image("doctor-backend")).endsWith(good);
    assertThat(image("doctor-frontend")).endsWith(good);
    assertThat(color()).isEqualTo("blue");
    CommitId tip = git.resolve("refs/heads/main").orElseThrow();
    assertThat(git.commit(tip).message())
        .contains("This reverts commit " + regretted, "[skip ci]", "users complain");
    assertThat(git.file(tip, "page.html")).hasValue("feat: greet".getBytes(StandardCharsets.UTF_8));
    assertThat(awaitState(3, ReleaseState.SERVING).commit()).contains(tip.sha());
    assertThat(awaitState(2, ReleaseState.ROLLED_BACK).outcome().reason()).contains("release 3");
    assertThat(apply("2", regretted, "backend", "red")).hasSize(2);
  }

  @Test
  void aRestartGoesOnWhereItStopped() {
    String good = commit("feat: greet");
    apply("1", good, "backend", "blue");
    awaitState(1, ReleaseState.SERVING);
    delivery.close();
    String bad = commit("feat: break");
    apply("2", bad, "backend-bad", "red");

    delivery = begin();

    awaitState(2, ReleaseState.ROLLED_BACK);
    awaitState(3, ReleaseState.SERVING);
    assertThat(image("doctor-backend")).endsWith(good);
  }

  private HttpListener serveDelivery() {
    return HttpListener.start(
        new HttpListener.Settings(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), Optional.empty()),
        DeliveryOnClusterTest::principal,
        EVERYTHING,
        List.of(
            new RouteSet(
                "slipway",
                new DeliveryRoutes(delivery).routes(),
                new ProblemFormat(),
                request -> "Bearer")));
  }

  private List<JsonNode> rollback(HttpListener api, String body) throws Exception {
    var answer =
        client.send(
            HttpRequest.newBuilder(
                    URI.create("http://127.0.0.1:" + api.address().getPort() + "/api/v1/rollback"))
                .POST(BodyPublishers.ofString(body))
                .build(),
            BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer.body().lines().map(Json.MAPPER::readTree).toList();
  }

  /** Nothing deploys by itself, nobody complains. */
  private static final class NobodyAround implements Surroundings {
    @Override
    public RollbackFacts.Workflows workflows(String repository) {
      return RollbackFacts.Workflows.NOT_RUNNING;
    }

    @Override
    public RollbackFacts.GitOps gitOps(String environment) {
      return RollbackFacts.GitOps.OFF;
    }

    @Override
    public Optional<String> complaints(String namespace) {
      return Optional.empty();
    }
  }
}
