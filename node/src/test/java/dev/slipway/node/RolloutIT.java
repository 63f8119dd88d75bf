package dev.slipway.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.client.load.SteadyLoad;
import dev.slipway.kubernetes.ResourceType;
import dev.slipway.manifest.KubeObject;
import dev.slipway.manifest.ObjectName;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/** Updates and undos of a real Deployment under load. */
class RolloutIT {
  private static final ObjectName WEB = new ObjectName("default", "web");
  private static final int RATE = 200;

  /** An answer that is late is no lost one: other tests use the same processors. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  @TempDir Path directory;
  private TestMachine machine;
  private String url;

  @BeforeAll
  static void needsContainers() {
    Needs.containers();
  }

  @BeforeEach
  void start() throws Exception {
    machine = new TestMachine(directory, 0);
    url = "http://127.0.0.1:" + machine.ingressPort() + "/";
  }

  @AfterEach
  void removeAll() throws Exception {
    machine.remove();
    assertThat(TestMachine.isGone(directory)).isTrue();
  }

  @Test
  void losesNoRequestDuringUpdatesAndUndos() throws Exception {
    machine.create(TestMachine.SERVICE);
    machine.create(TestMachine.INGRESS);
    machine.create(TestMachine.deployment(3));
    awaitVersion("1");

    SteadyLoad.Report report;
    try (var load = SteadyLoad.start(RATE, PATIENCE, List.of(URI.create(url)), RolloutIT::isGood)) {
      for (String version : new String[] {"2", "1", "3"}) {
        setImage("web:" + version);
        awaitVersion(version);
      }
      report = load.stop();
    }

    assertThat(report.failures()).isEmpty();
    assertThat(report.sent()).isGreaterThan(RATE);
    assertThat(get(url)).isEqualTo("version 3");
  }

  private static boolean isGood(SteadyLoad.Answer answer) {
    return answer.status() == 200 && answer.body().startsWith("version ");
  }

  @Test
  void answersThroughTheServiceAddressToo() throws Exception {
    KubeObject service = machine.create(TestMachine.SERVICE);
    machine.create(TestMachine.deployment(1));
    awaitVersion("1");
    String address = service.spec().path("clusterIP").asString("");

    await().untilAsserted(() -> assertThat(get("http://" + address + "/")).isEqualTo("version 1"));
    machine.create(
        TestMachine.pod(
            "client",
            "\"restartPolicy\":\"Never\","
                + TestMachine.script(
                    "/usr/bin/python3",
                    "-c",
                    "import urllib.request, os; print(urllib.request.urlopen('http://'"
                        + "+ os.environ['WEB_SERVICE_HOST'] + '/', timeout=5).read())")));
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> machine.pod("client").status().path("phase").asString("").equals("Succeeded"));
  }

  private void setImage(String image) {
    machine
        .cluster()
        .edit(
            ResourceType.DEPLOYMENTS,
            WEB,
            tree -> ((ObjectNode) tree.at("/spec/template/spec/containers/0")).put("image", image),
            TestMachine.BY);
  }

  private void awaitVersion(String version) {
    await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(20))
        .until(() -> isComplete() && isServed(version));
  }

  private boolean isComplete() {
    KubeObject web = machine.cluster().get(ResourceType.DEPLOYMENTS, WEB);
    int replicas = web.spec().path("replicas").asInt(0);
    return web.status().path("observedGeneration").asLong(0) == web.generation()
        && web.status().path("updatedReplicas").asInt(0) == replicas
        && web.status().path("replicas").asInt(0) == replicas
        && web.status().path("availableReplicas").asInt(0) == replicas;
  }

  private boolean isServed(String version) {
    String image = "web:" + version;
    return machine.pods().stream()
        .filter(p -> !p.isBeingDeleted() && p.labels().containsKey("app"))
        .allMatch(p -> p.at("/spec/containers/0/image").asString("").equals(image));
  }

  private static String get(String url) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client
          .send(
              HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString())
          .body();
    }
  }
}
