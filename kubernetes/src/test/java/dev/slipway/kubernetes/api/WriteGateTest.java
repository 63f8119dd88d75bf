package dev.slipway.kubernetes.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.base.Json;
import dev.slipway.kubernetes.ResourceType;
import dev.slipway.kubernetes.TestApi;
import dev.slipway.kubernetes.UnusedNode;
import dev.slipway.kubernetes.WriteGate;
import dev.slipway.kubernetes.WriteOptions;
import dev.slipway.manifest.KubeObject;
import dev.slipway.manifest.ObjectName;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What the gate sees, notes and refuses, over HTTP. */
class WriteGateTest {
  private static final String ALL = "/apis/apps/v1/namespaces/default/deployments";
  private static final String WEB = ALL + "/web";
  private static final ObjectName NAME = new ObjectName("default", "web");

  @TempDir Path directory;
  private final Queue<WriteGate.ClientWrite> seen = new ConcurrentLinkedQueue<>();
  private TestApi api;

  @BeforeEach
  void start() {
    api = TestApi.start(directory, new UnusedNode(), Optional.empty(), this::decide);
  }

  @AfterEach
  void stop() {
    api.close();
  }

  private WriteGate.Verdict decide(WriteGate.ClientWrite write) {
    seen.add(write);
    return image(write.wanted()).equals("web:old")
        ? new WriteGate.Verdict.Refuse("superseded by abc1234")
        : new WriteGate.Verdict.Admit(Map.of("by", write.principal().name()), Set.of("temporary"));
  }

  private static String image(KubeObject object) {
    return object.at("/spec/template/spec/containers/0/image").asString("");
  }

  private static JsonNode web(String image) {
    return Json.MAPPER.readTree(
        """
        {"apiVersion":"apps/v1","kind":"Deployment",
         "metadata":{"name":"web","namespace":"default","annotations":{"temporary":"x"}},
         "spec":{"replicas":1,"selector":{"matchLabels":{"app":"web"}},
          "template":{"metadata":{"labels":{"app":"web"}},
           "spec":{"containers":[{"name":"web","image":"%s"}]}}}}
        """
            .formatted(image));
  }

  private KubeObject stored() {
    return api.cluster().get(ResourceType.DEPLOYMENTS, NAME);
  }

  @Test
  void notesAnnotationsOnCreatedReplacedAndPatchedObjects() {
    assertThat(api.send("POST", ALL, "application/json", web("web:1")).statusCode()).isEqualTo(201);
    assertThat(stored().annotations()).containsEntry("by", "admin").doesNotContainKey("temporary");

    assertThat(api.send("PUT", WEB, "application/json", web("web:2")).statusCode()).isEqualTo(200);
    assertThat(stored().annotations()).containsEntry("by", "admin").doesNotContainKey("temporary");
    assertThat(image(stored())).isEqualTo("web:2");

    var patch = Json.MAPPER.readTree("{\"metadata\":{\"annotations\":{\"by\":null}}}");
    assertThat(api.send("PATCH", WEB, "application/merge-patch+json", patch).statusCode())
        .isEqualTo(200);
    assertThat(stored().annotations()).containsEntry("by", "admin");

    assertThat(seen)
        .extracting(w -> w.old().map(WriteGateTest::image))
        .containsExactly(Optional.empty(), Optional.of("web:1"), Optional.of("web:2"));
    assertThat(seen).extracting(WriteGate.ClientWrite::manager).containsOnly("client");
  }

  @Test
  void aRefusalIsAForbiddenStatusWithTheReasonAndStoresNothing() {
    api.send("POST", ALL, "application/json", web("web:1"));

    for (String method : new String[] {"PUT", "PATCH"}) {
      String type = method.equals("PUT") ? "application/json" : "application/merge-patch+json";
      var answer = api.send(method, WEB, type, web("web:old"));
      assertThat(answer.statusCode()).isEqualTo(403);
      assertThat(Json.MAPPER.readTree(answer.body()).path("message").asString())
          .isEqualTo("deployments.apps \"web\" is forbidden: superseded by abc1234");
    }

    assertThat(image(stored())).isEqualTo("web:1");
  }

  @Test
  void scalesStatusesOtherKindsAndWritesOfTheProcessDoNotPassIt() {
    api.send("POST", ALL, "application/json", web("web:1"));
    seen.clear();

    var scale = Json.MAPPER.readTree("{\"spec\":{\"replicas\":3}}");
    api.send("PATCH", WEB + "/scale", "application/merge-patch+json", scale);
    var status = Json.MAPPER.readTree("{\"status\":{\"replicas\":3}}");
    api.send("PATCH", WEB + "/status", "application/merge-patch+json", status);
    api.send(
        "POST",
        "/api/v1/namespaces/default/configmaps",
        "application/json",
        Json.MAPPER.readTree("{\"metadata\":{\"name\":\"c\"}}"));
    api.cluster()
        .edit(
            ResourceType.DEPLOYMENTS,
            NAME,
            t -> t.withObject("/spec").put("paused", true),
            WriteOptions.by("test"));

    assertThat(seen).isEmpty();
    assertThat(stored().spec().path("replicas").asInt(0)).isEqualTo(3);
  }

  @Test
  void aReplacementOfAnOutdatedStateIsAConflict() {
    api.send("POST", ALL, "application/json", web("web:1"));
    var outdated = stored().copy();
    api.send("PUT", WEB, "application/json", web("web:2"));

    var answer = api.send("PUT", WEB, "application/json", outdated);

    assertThat(answer.statusCode()).isEqualTo(409);
    assertThat(image(stored())).isEqualTo("web:2");
  }
}
