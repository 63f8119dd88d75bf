package dev.slipway.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.slipway.base.Command;
import dev.slipway.base.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
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
 * From a push to running containers: checks, identities, deployments, and what must not happen. The
 * tests build on one another, as a week of a team does.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@ExtendWith(SharedData.class)
class PipelineIT {
  private static final String REPOSITORY = "local/doctor-app";
  private static final List<String> CHECKS =
      List.of(
          "build-images",
          "lint-backend",
          "lint-frontend",
          "test-backend",
          "test-frontend",
          "validate-manifests");
  private static final int STEPS = 20;
  private static final String PATIENTS = "backend/src/main/resources/patients.json";
  private static final String REASON = "yearly asthma review";
  private static final String NEW_REASON = "yearly asthma review, bring your inhaler";
  private static final String CD = ".github/workflows/cd.yaml";

  private static final String KIT =
      """
      name: Kit
      inputs:
        pattern: {required: true}
      outputs:
        files: {description: how many}
      runs: {using: node20, main: main.cjs, post: main.cjs}
      """;

  @TempDir static Path work;

  private Checkout slipway = new Checkout(Path.of("/"), Path.of("/"));
  private JsonNode firstRun = Json.MAPPER.createObjectNode();

  @BeforeAll
  void start(Checkout shared) throws IOException {
    assumeTrue(
        "root".equals(System.getProperty("user.name")), "not root: containers cannot run, skipped");
    slipway = shared;
    Trees.copy(slipway.home().resolve("examples/doctor-app"), work.resolve("doctor-app"));
    slipway.begin();
  }

  @AfterAll
  void stop() {
    slipway.down();
  }

  private Pipeline pipeline() {
    return Pipeline.of(slipway.data(), REPOSITORY);
  }

  private Surface surface() {
    return Surface.of(slipway);
  }

  private HostedClone clone(String name) {
    return HostedClone.of(slipway.data(), REPOSITORY, work.resolve(name));
  }

  private static void measured(String what, Instant from, Instant to) {
    System.out.printf("%s: %d ms%n", what, Duration.between(from, to).toMillis());
  }

  @Test
  @Order(1)
  void oneCommandTakesADirectoryToARunningPage() {
    var pushed = slipway.run("push", work.resolve("doctor-app").toString(), "--json");
    assertThat(pushed.exit()).as(pushed.stderr()).isZero();
    JsonNode answer = Json.parse(pushed.stdout().getBytes(StandardCharsets.UTF_8), "push");
    String commit = answer.path("commit").asString();
    firstRun = answer.path("runs").path(0);
    assertThat(Pipeline.succeeded(firstRun)).as(pushed.stderr()).isTrue();
    assertThat(firstRun.path("commit").asString()).isEqualTo(commit);

    Surface surface = surface();
    assertThat(surface.production("/")).contains("<div id=\"root\">");
    assertThat(surface.production("/api/patients")).contains(REASON);
    assertThat(surface.staging("/api/patients")).contains(REASON);
    Map<String, String> images = surface.images();
    for (String image : List.of("backend", "frontend")) {
      assertThat(images.get(image + ":" + commit))
          .startsWith("sha256:")
          .isEqualTo(images.get(image + ":latest"));
    }
    for (String environment : List.of("staging", "production")) {
      JsonNode release = surface.release(environment);
      assertThat(release.path("commit").asString()).isEqualTo(commit);
      assertThat(release.path("repository").asString()).isEqualTo(REPOSITORY);
      assertThat(release.path("run").asString()).isEqualTo(firstRun.path("id").asString());
    }
  }

  @Test
  @Order(2)
  void aPullRequestIsCheckedInParallelAndItsMergeIsDeployed() throws Exception {
    HostedClone clone = clone("topic");
    clone.branch("say-what-to-bring");
    clone.replace(PATIENTS, "\"" + REASON + "\"", "\"" + NEW_REASON + "\"");
    String head = clone.commit("Say what to bring to the asthma review");
    var pushed = clone.push("say-what-to-bring", "slipway.pr");
    assertThat(pushed.exit()).as(pushed.stderr()).isZero();

    Pipeline pipeline = pipeline();
    JsonNode checks = pipeline.checked(head);
    assertThat(Pipeline.succeeded(checks)).as(pipeline.story(checks)).isTrue();
    assertThat(Pipeline.jobs(checks).map(j -> j.path("id").asString()))
        .containsExactlyInAnyOrderElementsOf(CHECKS);
    Instant lastStart =
        Pipeline.jobs(checks).map(j -> Pipeline.time(j, "started")).max(Instant::compareTo).get();
    Instant firstEnd =
        Pipeline.jobs(checks).map(j -> Pipeline.time(j, "ended")).min(Instant::compareTo).get();
    assertThat(lastStart).isBefore(firstEnd);
    assertThat(surface().production("/api/patients")).doesNotContain(NEW_REASON);

    Instant begun = Instant.now();
    JsonNode merged = slipway.json("pr", "merge", "1", "--repository", REPOSITORY);
    String commit = merged.path("mergedAs").asString();
    assertThat(commit).isEqualTo(clone.remote("main")).isNotEqualTo(head);
    JsonNode deployment = pipeline.ended(commit);
    assertThat(Pipeline.succeeded(deployment)).as(pipeline.story(deployment)).isTrue();
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> surface().production("/api/patients").contains(NEW_REASON));
    measured("a one-line change of the backend, from merge to serving", begun, Instant.now());
    assertThat(surface().release("production").path("commit").asString()).isEqualTo(commit);
  }

  @Test
  @Order(3)
  void anOlderCommitNeverReplacesANewerOne() {
    Pipeline pipeline = pipeline();
    String before = surface().deployed();
    JsonNode again = pipeline.again(firstRun);
    assertThat(again.path("attempt").asInt()).isEqualTo(2);
    assertThat(Pipeline.succeeded(again)).isFalse();
    assertThat(pipeline.log(again, "deploy")).contains("superseded");
    assertThat(surface().deployed()).isEqualTo(before);
    assertThat(surface().production("/api/patients")).contains(NEW_REASON);
  }

  /** A workflow without a step, up to a comment behind it. */
  private static String without(String workflow, String step, String next) {
    int start = workflow.indexOf("      - name: " + step + "\n");
    int end = workflow.indexOf("      " + next, start);
    assertThat(start).isPositive().isLessThan(end);
    return workflow.substring(0, start) + workflow.substring(end);
  }

  @Test
  @Order(4)
  void withoutAuthenticationNothingIsPushedAndNothingIsDeployed() throws Exception {
    HostedClone clone = clone("unauthenticated");
    clone.branch("main");
    String workflow = Files.readString(clone.directory().resolve(CD));
    // Asking for the cluster's credentials would fail before anything is pushed.
    clone.write(
        CD,
        without(
            without(workflow, "Authenticate to Google Cloud", "# kubectl on GKE"),
            "Get GKE credentials",
            "# Build and push backend image"));
    String commit = clone.commit("Forget to authenticate");
    Map<String, String> images = surface().images();
    String deployed = surface().deployed();

    var pushed = clone.push("main", "slipway.nowait");
    assertThat(pushed.stderr()).contains("no step before it authenticates");
    Pipeline pipeline = pipeline();
    JsonNode run = pipeline.ended(commit);
    assertThat(Pipeline.succeeded(run)).isFalse();
    assertThat(pipeline.log(run, "deploy"))
        .contains("You do not currently have an active account selected")
        .contains("the step google-github-actions/auth before this one");
    assertThat(Pipeline.steps(Pipeline.job(run, "deploy"), "failure"))
        .containsExactly("Build and push backend");
    assertThat(surface().images()).isEqualTo(images);
    assertThat(surface().deployed()).isEqualTo(deployed);
  }

  @Test
  @Order(5)
  void aWorkflowThatCannotRunHereIsRefusedAtThePush() throws Exception {
    HostedClone clone = clone("refused");
    clone.branch("main");
    String before = clone.remote("main");
    clone.write(
        ".github/workflows/ci.yaml",
        """
        name: CI
        on: pull_request
        jobs:
          build:
            runs-on: ubuntu-latest
            steps:
              - uses: somebody/unknown-action@v1
        """);
    clone.commit("Use an action that is not there");
    var action = clone.push("main");
    assertThat(action.exit()).isNotZero();
    assertThat(action.stderr())
        .contains(".github/workflows/ci.yaml:7:15")
        .contains("somebody/unknown-action");
    clone.replace(
        ".github/workflows/ci.yaml", "- uses: somebody/unknown-action@v1", "- runn: make");
    clone.commit("Misspell a key");
    var key = clone.push("main");
    assertThat(key.exit()).isNotZero();
    assertThat(key.stderr()).contains(".github/workflows/ci.yaml:7:9").contains("runn");
    assertThat(clone.remote("main")).isEqualTo(before);
  }

  @Test
  @Order(6)
  void aForksPullRequestOfAnotherUserGetsNothingButAnImage() throws Exception {
    Pipeline pipeline = pipeline();
    slipway.ok("user", "add", "eve");
    String token = slipway.ok("user", "token", "eve", "--days", "1").strip();
    Command asEve =
        slipway.command("runs", "--repository", REPOSITORY).withEnvironment("SLIPWAY_TOKEN", token);
    assertThat(asEve.run().stderr()).contains("'eve' does not have runs.list");
    slipway.ok("user", "grant", "eve", "reader", REPOSITORY);
    assertThat(asEve.run().succeeded()).isTrue();

    HostedClone direct = HostedClone.of(slipway.data(), REPOSITORY, work.resolve("direct"), token);
    direct.write("README.md", "mine\n");
    direct.commit("Push without the right to");
    assertThat(direct.push("main").stderr()).contains("forge.repositories.push");

    pipeline
        .api()
        .post(pipeline.path() + "/forks", Json.MAPPER.createObjectNode().put("owner", "eve"));
    HostedClone fork =
        HostedClone.of(slipway.data(), "eve/doctor-app", work.resolve("fork"), token);
    fork.branch("steal");
    fork.write(
        ".github/workflows/ci.yaml",
        """
        name: CI
        on: pull_request
        permissions: write-all
        jobs:
          steal:
            runs-on: ubuntu-latest
            steps:
              - run: echo "got ${{ secrets.WIF_PROVIDER }}" && env && cat /etc/shadow
          boxed:
            runs-on: ubuntu-latest
            container: node:20-alpine
            steps:
              - uses: actions/checkout@v4
              - run: |
                  echo "secret=[${{ secrets.WIF_PROVIDER }}] identity=[$ACTIONS_ID_TOKEN_REQUEST_URL]"
                  ls backend/pom.xml
                  docker --version
              - run: node ask.mjs
                env: {TOKEN: "${{ github.token }}"}
        """);
    fork.write(
        "ask.mjs",
        """
        const base = process.env.SLIPWAY_URL;
        const bearer = {Authorization: `Bearer ${process.env.TOKEN}`};
        const ask = async (what, path, options) => {
          const answer = await fetch(base + path, {headers: bearer, ...options});
          console.log(`${what}: ${answer.status}`);
        };
        await ask('read', '/git/local/doctor-app.git/info/refs?service=git-upload-pack');
        await ask('push', '/git/local/doctor-app.git/info/refs?service=git-receive-pack');
        await ask('open', '/api/v1/repositories/local/doctor-app/pulls', {
          method: 'POST', body: JSON.stringify({head: 'main', title: 'x'})});
        await ask('merge', '/api/v1/repositories/local/doctor-app/pulls/1/merge', {method: 'POST'});
        await ask('secrets', '/api/v1/repositories/local/doctor-app/secrets');
        await ask('users', '/api/v1/users');
        """);
    String head = fork.commit("Look around");
    assertThat(fork.push("steal", "slipway.nowait").succeeded()).isTrue();
    JsonNode pull =
        Json.parse(
            slipway
                .command(
                    "pr",
                    "open",
                    "--repository",
                    REPOSITORY,
                    "--from",
                    "eve/doctor-app",
                    "--head",
                    "steal",
                    "--title",
                    "Look around",
                    "--json")
                .withEnvironment("SLIPWAY_TOKEN", token)
                .run()
                .orThrow("open a pull request")
                .stdout()
                .getBytes(StandardCharsets.UTF_8),
            "pull request");
    assertThat(pull.path("fromFork").asBoolean()).isTrue();

    JsonNode run = pipeline.checked(head);
    assertThat(Pipeline.succeeded(run)).isFalse();
    JsonNode job = Pipeline.job(run, "steal");
    assertThat(job.path("reason").asString()).contains("a job of a fork never runs on the host");
    assertThat(job.path("steps").valueStream().filter(s -> s.has("started"))).isEmpty();
    assertThat(pipeline.log(run, "steal"))
        .contains("name an image with \"container:\"")
        .doesNotContain("got ");

    String said = pipeline.log(run, "boxed");
    assertThat(said)
        .contains("secret=[] identity=[]")
        .contains("backend/pom.xml")
        .contains("read: 200", "push: 403", "open: 403", "merge: 403")
        .contains("secrets: 403", "users: 403");
    assertThat(Pipeline.job(run, "boxed").path("conclusion").asString())
        .as(said)
        .isEqualTo("success");
  }

  /** A repository for one workflow, which is not there yet. */
  private HostedClone scratch(String repository) throws IOException {
    HostedClone clone = HostedClone.init(slipway.data(), repository, work.resolve(repository));
    clone.write("README.md", "For trying things.\n");
    clone.commit("Begin");
    clone.push("main", "slipway.nowait").orThrow("push " + repository);
    return clone;
  }

  @Test
  @Order(7)
  void aSecretIsNowhereToBeSeen() throws Exception {
    String secret = "Zq7-" + UUID.randomUUID();
    String encoded = Base64.getEncoder().encodeToString(secret.getBytes(StandardCharsets.UTF_8));
    String repository = "local/tell";
    HostedClone clone = scratch(repository);
    slipway
        .command("secret", "set", "PASSWORD", "--repository", repository)
        .withInput(secret.getBytes(StandardCharsets.UTF_8))
        .run()
        .orThrow("set a secret");
    clone.write(
        ".github/workflows/tell.yaml",
        """
        name: Tell
        on: push
        jobs:
          tell:
            runs-on: ubuntu-latest
            env:
              PASSWORD: ${{ secrets.PASSWORD }}
            steps:
              - run: |
                  echo "plain $PASSWORD end"
                  echo "inserted ${{ secrets.PASSWORD }} end"
                  echo "encoded $(printf %s "$PASSWORD" | base64 -w0) end"
                  test ${#PASSWORD} -eq 40
        """);
    Pipeline pipeline = Pipeline.of(slipway.data(), repository);
    String commit = clone.commit("Tell the password");
    clone.push("main", "slipway.nowait").orThrow("push");
    JsonNode run = pipeline.ended(commit);
    assertThat(Pipeline.succeeded(run)).as(pipeline.story(run)).isTrue();
    assertThat(pipeline.log(run, "tell"))
        .contains("plain *** end", "inserted *** end", "encoded *** end")
        .doesNotContain(secret, encoded);
    // Files of images hold nothing of a run, and there are very many of them.
    var found =
        Command.of(
                "grep",
                "-rlaF",
                "--exclude-dir=snapshots",
                "--exclude-dir=cache",
                "-e",
                secret,
                "-e",
                encoded,
                slipway.data().toString())
            .run();
    assertThat(found.stdout()).isEmpty();
    assertThat(found.exit()).as("grep, of which 1 says that nothing was found").isEqualTo(1);
  }

  @Test
  @Order(8)
  void stepsCostLittle() throws Exception {
    String repository = "local/steps";
    HostedClone clone = scratch(repository);
    clone.write(
        ".github/workflows/steps.yaml",
        "name: Steps\non: push\njobs:\n  count:\n    runs-on: ubuntu-latest\n    steps:\n"
            + "      - run: true\n".repeat(STEPS));
    Pipeline pipeline = Pipeline.of(slipway.data(), repository);
    String commit = clone.commit("Count");
    clone.push("main", "slipway.nowait").orThrow("push");
    JsonNode run = pipeline.ended(commit);
    assertThat(Pipeline.succeeded(run)).as(pipeline.story(run)).isTrue();
    var steps =
        Pipeline.job(run, "count")
            .path("steps")
            .valueStream()
            .filter(s -> s.path("name").asString().startsWith("Run true"))
            .toList();
    assertThat(steps).hasSize(STEPS);
    Instant first = Pipeline.time(steps.getFirst(), "started");
    measured(
        "a job, from its run's creation to its first step", Pipeline.time(run, "created"), first);
    Duration all = Duration.between(first, Pipeline.time(steps.getLast(), "ended"));
    System.out.printf("a step that does nothing: %.1f ms%n", all.toNanos() / 1e6 / STEPS);
  }

  @Test
  @Order(9)
  void githubsOwnToolkitWorksInAnActionOfTheRepository() throws Exception {
    assumeTrue(
        Command.exists("node")
            && Command.of("node", "--version").run().stdout().matches("v[2-9]\\d\\.[\\s\\S]*"),
        "GitHub's toolkit needs Node.js 20, which this machine does not have");
    String repository = "local/toolkit";
    HostedClone clone = scratch(repository);
    clone.write(".github/actions/kit/action.yml", KIT);
    try (InputStream in = PipelineIT.class.getResourceAsStream("/toolkit/main.cjs")) {
      clone.write(
          ".github/actions/kit/main.cjs", new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
    var installed =
        Command.of(
                "npm",
                "install",
                "--no-audit",
                "--no-fund",
                "--ignore-scripts",
                "--prefer-offline",
                "--prefix",
                clone.directory().resolve(".github/actions/kit").toString(),
                "@actions/core@1",
                "@actions/glob@0",
                "@actions/cache@4",
                "@actions/artifact@2")
            .withLimit(Duration.ofMinutes(2))
            .run();
    assumeTrue(installed.succeeded(), "npm does not answer: GitHub's toolkit cannot be installed");
    clone.write(
        ".github/workflows/kit.yaml",
        """
        name: Kit
        on: push
        jobs:
          kit:
            runs-on: ubuntu-latest
            steps:
              - uses: actions/checkout@v4
              - id: kit
                uses: ./.github/actions/kit
                with: {pattern: '.github/actions/kit/*.cjs'}
              - run: echo "out ${{ steps.kit.outputs.files }}, $FROM_KIT"
        """);
    Pipeline pipeline = Pipeline.of(slipway.data(), repository);
    String commit = clone.commit("Use the toolkit");
    clone.push("main", "slipway.nowait").orThrow("push");
    JsonNode run = pipeline.ended(commit);
    assertThat(Pipeline.succeeded(run)).as(pipeline.story(run)).isTrue();
    assertThat(pipeline.log(run, "kit"))
        .contains("out 1, from the kit")
        .contains("the artifact came back")
        .contains("the cache came back")
        .contains("state of main: kept");
  }

  @Test
  @Order(10)
  void aKilledProcessLeavesATruthfulRunAndNothingOfTheJob() throws Exception {
    String repository = "local/wait";
    HostedClone clone = scratch(repository);
    clone.write(
        ".github/workflows/wait.yaml",
        """
        name: Wait
        on: push
        jobs:
          wait:
            runs-on: ubuntu-latest
            steps:
              - name: Sleep
                run: |
                  for i in 1 2 3; do echo "line $i"; done
                  exec sleep 48261
        """);
    String commit = clone.commit("Wait");
    Pipeline pipeline = Pipeline.of(slipway.data(), repository);
    var idle = Traces.of(slipway.data());
    clone.push("main", "slipway.nowait").orThrow("push");
    JsonNode run =
        pipeline.watch().await("the push", r -> r.path("commit").asString().equals(commit));
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .ignoreExceptions()
        .until(() -> pipeline.log(run, "wait").contains("line 3"));
    assertThat(Traces.processes("sleep 48261")).isPositive();
    Map<String, String> pods = surface().podStarts();

    slipway.kill();
    slipway.ok("up");

    JsonNode after = Pipeline.of(slipway.data(), repository).followed(run);
    assertThat(after.path("conclusion").asString()).isEqualTo("failure");
    JsonNode job = Pipeline.job(after, "wait");
    assertThat(job.path("reason").asString()).contains("interrupted");
    assertThat(Pipeline.steps(job, "failure")).contains("Sleep");
    assertThat(Pipeline.of(slipway.data(), repository).log(after, "wait"))
        .contains("line 1\nline 2\nline 3\n")
        .contains("interrupted");
    assertThat(Traces.processes("sleep 48261")).isZero();
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> Traces.of(slipway.data()).isWithin(idle));
    assertThat(surface().podStarts()).isEqualTo(pods);
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> surface().production("/api/patients").contains(NEW_REASON));
  }
}
