package dev.slipway.kubernetes.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.base.Json;
import dev.slipway.kubernetes.TestApi;
import dev.slipway.kubernetes.UnusedNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Writes that few clients make, and what Kubernetes answers to them. */
class UnusualWritesTest {
  private static final String CORE = "/api/v1/namespaces/default/";

  @TempDir Path directory;
  private TestApi api;

  @BeforeEach
  void start() {
    api = TestApi.start(directory, new UnusedNode(), Optional.empty());
  }

  @AfterEach
  void stop() {
    api.close();
  }

  private HttpResponse<String> send(String method, String path, @Nullable String body) {
    String type = method.equals("PATCH") ? "application/merge-patch+json" : "application/json";
    return api.send(method, path, type, body, "application/json");
  }

  private static String message(HttpResponse<String> answer) {
    JsonNode status = Json.parse(answer.body().getBytes(StandardCharsets.UTF_8), "answer");
    return status.path("message").asString("");
  }

  @Test
  void aFewKindsAreMadeByAnUpdate() {
    String service = "{\"metadata\":{\"name\":\"web\"},\"spec\":{\"ports\":[{\"port\":80}]}}";
    assertThat(send("PUT", CORE + "services/web", service).statusCode()).isEqualTo(201);
    assertThat(send("PUT", CORE + "services/web", service).statusCode()).isEqualTo(200);
    String map = "{\"metadata\":{\"name\":\"web\"}}";
    assertThat(send("PUT", CORE + "configmaps/web", map).statusCode()).isEqualTo(404);
  }

  @Test
  void whatIsNoTextIsStoredAsTheReplacementCharacter() throws Exception {
    byte[] body =
        "{\"metadata\":{\"name\":\"a\"},\"data\":{\"k\":\"\u00ff|\\ud800|\"}}"
            .getBytes(StandardCharsets.ISO_8859_1);
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + api.port() + CORE + "configmaps"))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build();
    try (var client = HttpClient.newHttpClient()) {
      var answer = client.send(request, HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    }
    send("PATCH", CORE + "configmaps/a", "{\"data\":{\"p\":\"\\udc00\"}}");
    JsonNode data =
        Json.parse(
                send("GET", CORE + "configmaps/a", null).body().getBytes(StandardCharsets.UTF_8),
                "answer")
            .path("data");
    assertThat(data.path("k").asString("")).isEqualTo("\ufffd|\ufffd|");
    assertThat(data.path("p").asString("")).isEqualTo("\ufffd");
  }

  @Test
  void eventsHaveOwnersOfTheirFieldsLikeEverythingElse() {
    String event =
        """
        {"apiVersion":"v1","kind":"Event","metadata":{"name":"e","namespace":"default"},
         "involvedObject":{"kind":"Pod","name":"p","namespace":"default"},"reason":"Seen",
         "message":"m","type":"Normal"}\
        """;
    String at = CORE + "events/e?fieldManager=";
    var made = api.send("PATCH", at + "one", "application/apply-patch+yaml", event, "*/*");
    assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
    assertThat(made.body()).contains("\"manager\":\"one\"", "\"f:involvedObject\":{}");
    var other =
        api.send(
            "PATCH",
            at + "two",
            "application/apply-patch+yaml",
            event.replace("\"m\"", "\"n\""),
            "*/*");
    assertThat(message(other))
        .isEqualTo("Apply failed with 1 conflict: conflict with \"one\": .message");
  }

  @Test
  void aPatchMakesNoOtherObjectOfOne() {
    send("POST", CORE + "configmaps", "{\"metadata\":{\"name\":\"a\"}}");
    var renamed = send("PATCH", CORE + "configmaps/a", "{\"metadata\":{\"name\":\"b\"}}");
    assertThat(renamed.statusCode()).isEqualTo(400);
    assertThat(message(renamed))
        .isEqualTo("the name of the object (b) does not match the name on the URL (a)");
    assertThat(
            send("PATCH", CORE + "configmaps/a", "{\"metadata\":{\"namespace\":\"x\"}}")
                .statusCode())
        .isEqualTo(400);
    assertThat(send("GET", CORE + "configmaps/a", null).statusCode()).isEqualTo(200);
  }

  @Test
  void whatGoesWaitsForNothingNew() {
    String map = "{\"metadata\":{\"name\":\"a\",\"finalizers\":[\"x.y/z\"]}}";
    send("POST", CORE + "configmaps", map);
    send("DELETE", CORE + "configmaps/a", null);
    var answer =
        send("PATCH", CORE + "configmaps/a", "{\"metadata\":{\"finalizers\":[\"x.y/z\",\"k/l\"]}}");
    assertThat(message(answer))
        .isEqualTo(
            "ConfigMap \"a\" is invalid: metadata.finalizers: Forbidden: no new finalizers can be"
                + " added if the object is being deleted, found new finalizers []string{\"k/l\"}");
  }

  @Test
  void aTypeThatChangesLeavesWhatBelongedToTheOldOne() {
    String open =
        """
        {"metadata":{"name":"web"},"spec":{"type":"NodePort","externalTrafficPolicy":"Local",
         "ports":[{"port":80}]}}\
        """;
    assertThat(send("POST", CORE + "services", open).statusCode()).isEqualTo(201);
    var closed = send("PATCH", CORE + "services/web", "{\"spec\":{\"type\":\"ClusterIP\"}}");
    assertThat(closed.statusCode()).as(closed.body()).isEqualTo(200);
    assertThat(closed.body()).doesNotContain("externalTrafficPolicy", "nodePort");
    var away =
        send(
            "PATCH",
            CORE + "services/web",
            "{\"spec\":{\"type\":\"ExternalName\",\"externalName\":\"a.b\"}}");
    assertThat(away.statusCode()).as(away.body()).isEqualTo(200);
  }

  @Test
  void theClientIsWarnedOfWhatHasNoEffect() {
    String balanced =
        """
        {"metadata":{"name":"web"},"spec":{"type":"LoadBalancer",
         "loadBalancerSourceRanges":["10.0.0.0/8"],"ports":[{"port":80}]}}\
        """;
    var answer = send("POST", CORE + "services", balanced);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    assertThat(answer.headers().allValues("Warning"))
        .singleElement()
        .asString()
        .startsWith("299 - \"spec.loadBalancerSourceRanges has no effect");
  }

  @Test
  void whatNoLogCanBeIsRefused() {
    String pod =
        "{\"metadata\":{\"name\":\"p\"},\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"i:1\"}]}}";
    send("POST", CORE + "pods", pod);
    assertThat(message(send("GET", CORE + "pods/p/log?tailLines=-1&limitBytes=0", null)))
        .isEqualTo(
            "PodLogOptions \"p\" is invalid: [tailLines: Invalid value: -1: must be greater than or"
                + " equal to 0, limitBytes: Invalid value: 0: must be greater than 0]");
    assertThat(send("GET", CORE + "pods/p/log?sinceTime=today", null).statusCode()).isEqualTo(400);
  }

  @Test
  void theScaleOfAWorkloadIsRead() {
    String set =
        """
        {"metadata":{"name":"r"},"spec":{"selector":{"matchLabels":{"a":"b"}},"replicas":0,
         "template":{"metadata":{"labels":{"a":"b"}},
          "spec":{"containers":[{"name":"c","image":"i:1"}]}}}}\
        """;
    String sets = "/apis/apps/v1/namespaces/default/replicasets";
    send("POST", sets, set);
    assertThat(
            send(
                    "PUT",
                    sets + "/r/scale",
                    "{\"metadata\":{\"name\":\"r\"},\"spec\":{\"replicas\":2}}")
                .body())
        .contains("\"replicas\":2");
    String table = "application/json;as=Table;v=v1;g=meta.k8s.io";
    assertThat(api.send("GET", sets + "/r/scale", "", (String) null, table).body())
        .contains("\"name\":\"Desired\"", "\"name\":\"Available\"", "\"cells\":[\"r\",2,0,");
    assertThat(message(send("PATCH", sets + "/r/scale", "{\"spec\":{\"replicas\":\"two\"}}")))
        .contains("cannot unmarshal string into Go struct field");
    assertThat(send("PUT", sets + "/r/scale", "{\"metadata\":{\"name\":\"x\"}}").statusCode())
        .isEqualTo(400);
  }
}
