package dev.slipway.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.slipway.base.Command;
import dev.slipway.client.load.SteadyLoad;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Updates, undos, changes of size and deletions of pods, without a pause in between and with a kill
 * of the process in the middle, under a steady load through the Ingress and the Service's address:
 * no request fails, but for those through the process's own listeners while there is no process.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(SharedData.class)
class ChurnIT {
  private static final String IMAGE = "us-central1-docker.pkg.dev/my-gcp-project/churn/server:1";
  private static final int REQUESTS_PER_SECOND = 200;

  /** Each takes five seconds; {@code -Dslipway.churn=20} is for a longer look. */
  private static final int CHANGES = Integer.getInteger("slipway.churn", 10);

  private static final int SETTLED_EVERY = 5;

  /** An answer that is late is no lost one: other tests use the same processors. */
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  @TempDir Path work;

  private final Random random = new Random(8);
  private Checkout slipway = new Checkout(Path.of("/"), Path.of("/"));

  @BeforeAll
  void start(Checkout shared) throws IOException {
    assumeTrue(
        "root".equals(System.getProperty("user.name")), "not root: containers cannot run, skipped");
    assumeTrue(Files.exists(Path.of("/usr/bin/python3")), "python3 is not installed, skipped");
    slipway = shared;
    slipway.begin();
  }

  @AfterAll
  void stop() {
    slipway.down();
  }

  @Test
  void changesOfEveryKindAndAKillLoseNoRequest() throws Exception {
    deploy();
    URI ingress = URI.create(slipway.json("status").path("ingress").asString());
    String address =
        slipway.kubectl("get", "pod", "steady", "-n", "churn", "-o", "jsonpath={.status.podIP}");
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> Command.of("curl", "-fsS", ingress.toString()).run().succeeded());

    var steady = List.of(URI.create("http://" + address + ":8000/"));
    try (var direct =
        SteadyLoad.start(REQUESTS_PER_SECOND / 4, PATIENCE, steady, ChurnIT::isGood)) {
      churn(ingress, 0, CHANGES / 2);
      kill();
      churn(ingress, CHANGES / 2, CHANGES);
      assertThat(direct.stop().failures()).as("to a pod, past the process").isEmpty();
    }
    slipway.kubectl("delete", "namespace", "churn", "--wait");
  }

  private void deploy() throws IOException {
    Path context = Files.createDirectories(work.resolve("image"));
    for (String name : List.of("usr", "tmp", "etc")) {
      Files.createDirectories(context.resolve("root").resolve(name));
    }
    for (String name : List.of("bin", "lib", "lib64")) {
      Files.createSymbolicLink(context.resolve("root").resolve(name), Path.of("usr", name));
    }
    Files.writeString(context.resolve("root/server.py"), resource("server.py"));
    Files.writeString(context.resolve("Dockerfile"), "FROM scratch\nCOPY root/ /\n");
    slipway.ok("build", context.toString(), "-t", IMAGE);
    slipway.ok("push-image", IMAGE);
    slipway.kubectl("create", "namespace", "churn");
    slipway
        .kubectlCommand("apply", "-f", "-")
        .withInput(
            resource("objects.yaml").replace("IMAGE", IMAGE).getBytes(StandardCharsets.UTF_8))
        .run()
        .orThrow("apply");
    rolledOut();
    slipway.kubectl("wait", "pod/steady", "-n", "churn", "--for=condition=Ready", "--timeout=60s");
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = ChurnIT.class.getResourceAsStream("/churn/" + name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static boolean isGood(SteadyLoad.Answer answer) {
    return answer.status() == 200 && answer.body().startsWith("version ");
  }

  private void churn(URI ingress, int from, int to) throws Exception {
    String service =
        slipway.kubectl(
            "get", "service", "churn", "-n", "churn", "-o", "jsonpath={.spec.clusterIP}");
    var both = List.of(ingress, URI.create("http://" + service + "/"));
    try (var load = SteadyLoad.start(REQUESTS_PER_SECOND, PATIENCE, both, ChurnIT::isGood)) {
      for (int i = from; i < to; i++) {
        change(i);
        if (i % SETTLED_EVERY == SETTLED_EVERY - 1) {
          rolledOut();
        }
      }
      rolledOut();
      var report = load.stop();
      assertThat(report.failures()).as("of %d through the proxies", report.sent()).isEmpty();
      assertThat(report.sent()).isGreaterThan(REQUESTS_PER_SECOND);
    }
  }

  /** Begins a change; most overlap with the one before. */
  private void change(int number) {
    slipway.kubectl("set", "env", "deployment/churn", "VERSION=change-" + number, "-n", "churn");
    switch (number % 4) {
      case 0 -> slipway.kubectl("rollout", "undo", "deployment/churn", "-n", "churn");
      case 1 -> {
        String size = "--replicas=" + (3 + random.nextInt(3));
        slipway.kubectl("scale", "deployment/churn", size, "-n", "churn");
      }
      case 2 -> deleteSomePod();
      default -> {}
    }
  }

  /** One of several that serve: a lonely one would be missed by Kubernetes' rules too. */
  private void deleteSomePod() {
    List<String> pods =
        slipway
            .kubectl("get", "pods", "-n", "churn", "-l", "app=churn", "-o", "name")
            .lines()
            .toList();
    slipway.kubectl(
        "delete",
        pods.get(random.nextInt(pods.size())),
        "-n",
        "churn",
        "--wait=false",
        "--ignore-not-found");
  }

  private void rolledOut() {
    slipway.kubectl("rollout", "status", "deployment/churn", "-n", "churn", "--timeout=2m");
  }

  /** What users see of it ends with the first answer, long before all of the process is there. */
  private void kill() throws Exception {
    URI ingress = URI.create(slipway.json("status").path("ingress").asString());
    long begun = System.nanoTime();
    slipway.kill();
    var served = CompletableFuture.supplyAsync(() -> awaitAnswer(ingress, begun));
    slipway.ok("up");
    System.out.printf(
        "killed and serving again after %d ms, whole after %d ms%n",
        served.get(1, TimeUnit.MINUTES), (System.nanoTime() - begun) / 1_000_000);
  }

  /** How long it took; an answer that is none of the application's is a failure. */
  private static long awaitAnswer(URI ingress, long begun) {
    try (HttpClient client = HttpClient.newHttpClient()) {
      var request = HttpRequest.newBuilder(ingress).timeout(PATIENCE).build();
      while (true) {
        try {
          var answer = client.send(request, HttpResponse.BodyHandlers.ofString());
          assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
          return (System.nanoTime() - begun) / 1_000_000;
        } catch (IOException e) {
          Thread.sleep(Duration.ofMillis(10));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }
}
