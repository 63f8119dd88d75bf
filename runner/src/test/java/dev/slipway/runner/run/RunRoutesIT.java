package dev.slipway.runner.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.base.Json;
import dev.slipway.git.CommitId;
import dev.slipway.git.GitRepository;
import dev.slipway.git.Signature;
import dev.slipway.http.Authorizer;
import dev.slipway.http.Headers;
import dev.slipway.http.HttpListener;
import dev.slipway.http.Permission;
import dev.slipway.http.Principal;
import dev.slipway.http.Request;
import dev.slipway.http.Response;
import dev.slipway.http.RouteSet;
import dev.slipway.runner.environment.TestRules;
import dev.slipway.runner.job.TestJobs;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The API of runs; {@code admin} may do everything, {@code reader} may look, others nothing. */
class RunRoutesIT {
  private static final String FILE = ".github/workflows/ci.yaml";
  private static final String MAIN = "refs/heads/main";
  private static final String WORK = "refs/slipway/work/one";
  private static final String WORKFLOW =
      """
      name: CI
      on: push
      jobs:
        a: {runs-on: ubuntu-latest, steps: [{run: 'echo "$GITHUB_EVENT_NAME of $GITHUB_REF"'}]}
      """;

  @TempDir Path dir;
  private TestRuns runs;
  private HttpListener listener;
  private final HttpClient client = HttpClient.newHttpClient();

  @BeforeAll
  static void needsContainers() {
    TestJobs.assume();
  }

  @BeforeEach
  void open() throws Exception {
    runs = new TestRuns(dir, 2);
    Authorizer authorizer = RunRoutesIT::decide;
    listener =
        HttpListener.start(
            new HttpListener.Settings(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), Optional.empty()),
            RunRoutesIT::who,
            authorizer,
            List.of(
                new RouteSet(
                    "runs",
                    new RunRoutes(runs.runs(), authorizer).routes(),
                    (request, status, failure) ->
                        new Response.Bytes(
                            status,
                            Headers.of("Content-Type", "application/problem+json"),
                            Json.bytes(Map.of("detail", String.valueOf(failure.getMessage())))),
                    request -> "Bearer")));
  }

  @AfterEach
  void close() {
    listener.close();
    client.close();
    runs.close();
  }

  private static Principal who(Request request) {
    return request
        .header("Authorization")
        .map(name -> new Principal(name, Set.of()))
        .orElse(Principal.ANONYMOUS);
  }

  private static Authorizer.Decision decide(Principal principal, Permission permission) {
    boolean allowed =
        permission.resource().equals("repositories/" + TestRuns.REPOSITORY)
            && (principal.name().equals("admin")
                || (principal.name().equals("reader")
                    && Set.of("runs.get", "runs.list").contains(permission.action())));
    return allowed
        ? new Authorizer.Decision.Allowed("test")
        : new Authorizer.Decision.Denied(principal.name() + " lacks " + permission.action());
  }

  private record Answer(int status, JsonNode body) {}

  private Answer call(String who, String method, String path, String body) throws Exception {
    var request =
        HttpRequest.newBuilder(
                URI.create(
                    "http://127.0.0.1:" + listener.address().getPort() + "/api/v1/runs" + path))
            .method(method, HttpRequest.BodyPublishers.ofString(body));
    if (!who.isEmpty()) {
      request.header("Authorization", who);
    }
    var answer = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    return new Answer(answer.statusCode(), Json.parse(answer.body(), path));
  }

  private CommitId commit(String ref, String workflow, List<CommitId> parents) {
    try (GitRepository repository = runs.repository()) {
      var signature = new Signature("A", "a@example.com", Instant.EPOCH.atOffset(ZoneOffset.UTC));
      CommitId commit =
          repository.commitTree(
              parents,
              Map.of(FILE, workflow.getBytes(StandardCharsets.UTF_8)),
              signature,
              "for " + ref);
      assertThat(repository.updateRef(ref, repository.resolve(ref), Optional.of(commit), "a test"))
          .isTrue();
      return commit;
    }
  }

  private static String order(String... more) {
    var body = Json.MAPPER.createObjectNode();
    body.put("repository", TestRuns.REPOSITORY).put("file", FILE);
    for (int i = 0; i < more.length; i += 2) {
      body.put(more[i], more[i + 1]);
    }
    return Json.text(body);
  }

  @Test
  void everyJobSaysWhatItWaitsFor() throws Exception {
    String workflow =
        """
        on: workflow_dispatch
        jobs:
          m:
            strategy: {max-parallel: 1, matrix: {n: [1, 2]}}
            runs-on: ubuntu-latest
            environment: gate
            steps: [{run: exit 0}]
          after: {needs: m, runs-on: ubuntu-latest, steps: [{run: exit 0}]}
        """;
    TestRules.set(runs.runs().environments(), "gate", "{\"reviewers\": [\"ann\"]}");
    commit(MAIN, workflow, List.of());
    String id = call("admin", "POST", "", order()).body().path("id").asString();
    RunFollower.follow(
        runs.runs(), id, news -> !(news instanceof RunNews.Run(RunView now) && now.isHeld()));

    var reasons = new LinkedHashMap<String, String>();
    call("reader", "GET", "/" + id, "")
        .body()
        .path("jobs")
        .forEach(job ->
            reasons.put(
                job.path("id").asString() + " " + job.path("status").asString(),
                job.path("reason").asString()));
    assertThat(reasons)
        .containsEntry("m (2) waiting", "max-parallel lets 1 run at once")
        .containsEntry("after waiting", "needs m")
        .hasSize(3);
    assertThat(reasons.get("m (1) waiting")).contains("ann");
    runs.runs().cancel(id, "enough");
    runs.await(id);
  }

  @Test
  void nobodyAndStrangersSeeAndDoNothing() throws Exception {
    commit(MAIN, WORKFLOW, List.of());
    String id = call("admin", "POST", "", order()).body().path("id").asString();
    for (String path : List.of("", "/" + id, "/" + id + "/events", "/" + id + "/jobs/a/log")) {
      assertThat(call("", "GET", path, "").status()).as("nobody reads " + path).isEqualTo(401);
    }
    for (String path : List.of("", "/" + id + "/cancel", "/" + id + "/rerun")) {
      assertThat(call("", "POST", path, order()).status()).as("nobody " + path).isEqualTo(401);
      for (String who : List.of("reader", "stranger")) {
        assertThat(call(who, "POST", path, order()).status()).as(who + path).isEqualTo(403);
      }
    }
    assertThat(call("stranger", "GET", "/" + id, "").status()).isEqualTo(403);
    assertThat(call("stranger", "GET", "", "").body().path("runs")).isEmpty();
    assertThat(call("stranger", "GET", "?repository=" + TestRuns.REPOSITORY, "").status())
        .isEqualTo(403);
    assertThat(call("reader", "GET", "", "").body().path("runs")).hasSize(1);
    assertThat(call("reader", "GET", "/" + id, "").status()).isEqualTo(200);
    assertThat(call("reader", "GET", "/999", "").status()).isEqualTo(404);
    runs.await(id);
    assertThat(call("admin", "POST", "/" + id + "/cancel", "").status()).isEqualTo(409);
  }

  @Test
  void aWorkingTreeRunsUnderItsOwnRefWhichGoesWithTheRun() throws Exception {
    commit(MAIN, WORKFLOW, List.of());
    CommitId work = commit(WORK, WORKFLOW, List.of());
    Answer answer =
        call("admin", "POST", "", order("revision", WORK, "ref", WORK, "event", "push"));
    assertThat(answer.status()).as(String.valueOf(answer.body())).isEqualTo(201);
    RunView run = runs.await(answer.body().path("id").asString());

    assertThat(run.commit()).isEqualTo(work.sha());
    assertThat(runs.log(run, "a")).contains("push of " + WORK);
    assertThat(refs()).containsOnlyKeys(MAIN);

    assertThat(call("admin", "POST", "/" + run.id() + "/rerun", "").status()).isEqualTo(201);
    assertThat(runs.await(run.id()).attempt()).isEqualTo(2);
    assertThat(refs()).containsOnlyKeys(MAIN);
  }

  private Map<String, CommitId> refs() {
    try (GitRepository repository = runs.repository()) {
      return repository.refs("refs/");
    }
  }

  @Test
  void aCommitIsNotRunInTheNameOfABranchThatLacksIt() throws Exception {
    commit(MAIN, WORKFLOW, List.of());
    CommitId elsewhere = commit("refs/heads/topic", WORKFLOW, List.of());
    Answer refused = call("admin", "POST", "", order("revision", elsewhere.sha(), "ref", MAIN));
    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.body().path("detail").asString()).contains("is not on " + MAIN);
    assertThat(call("admin", "POST", "", order("ref", "refs/heads/none")).status()).isEqualTo(404);
    assertThat(call("admin", "POST", "", order("event", "schedule")).status()).isEqualTo(400);
  }

  @Test
  void whatCannotRunHereIsRefusedBeforeThereIsARun() throws Exception {
    commit(MAIN, WORKFLOW.replace("ubuntu-latest", "windows-latest"), List.of());
    Answer refused = call("admin", "POST", "", order());
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.body().path("detail").asString()).contains(FILE + ":4:", "windows-latest");
    assertThat(call("admin", "GET", "", "").body().path("runs")).isEmpty();
  }
}
