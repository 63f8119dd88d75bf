package dev.slipway.kubernetes.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.base.Json;
import dev.slipway.kubernetes.TestApi;
import dev.slipway.kubernetes.UnusedNode;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What a cluster says of itself beside its objects, and requests that few clients make. */
class ClusterDocumentsTest {
  private static final String JSON = "application/json";
  private static final String MAPS = "/api/v1/namespaces/default/configmaps";
  private static final String WEB = "/apis/apps/v1/namespaces/default/deployments/web";

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

  private HttpResponse<String> get(String path, String accept) {
    return api.send("GET", path, JSON, (String) null, accept);
  }

  private JsonNode send(String method, String path, String type, String body) {
    String answer = api.send(method, path, type, body, JSON).body();
    return Json.parse(answer.getBytes(StandardCharsets.UTF_8), path);
  }

  private JsonNode json(String path) {
    return Json.parse(get(path, JSON).body().getBytes(StandardCharsets.UTF_8), path);
  }

  private static void deployment(TestApi api) {
    api.send(
        "POST",
        "/apis/apps/v1/namespaces/default/deployments",
        JSON,
        """
        {"metadata":{"name":"web"},"spec":{"replicas":2,"selector":{"matchLabels":{"a":"b"}},
         "template":{"metadata":{"labels":{"a":"b"}},
                     "spec":{"containers":[{"name":"c","image":"x"}]}}}}
        """,
        JSON);
  }

  @Test
  void requestsAndObjectsAreCounted() {
    send("POST", MAPS, JSON, "{\"metadata\":{\"name\":\"a\"}}");
    send("POST", MAPS, JSON, "{\"metadata\":{\"name\":\"a\"}}");
    for (String made : List.of("bogus1", "bogus2")) {
      get("/api/v1/namespaces/default/" + made, JSON);
      get(MAPS + "/a/" + made, JSON);
    }
    HttpResponse<String> page = get("/metrics", "*/*");
    assertThat(page.headers().firstValue("Content-Type"))
        .contains("text/plain; version=0.0.4; charset=utf-8");
    String of = "component=\"apiserver\",group=\"\",resource=\"configmaps\",scope=\"namespace\"";
    String rest = ",subresource=\"\",verb=\"POST\",version=\"v1\"";
    assertThat(page.body().lines())
        .contains(
            "# TYPE apiserver_request_total counter",
            "apiserver_request_total{code=\"201\"," + of + rest + "} 1",
            "apiserver_request_total{code=\"409\"," + of + rest + "} 1",
            "apiserver_request_duration_seconds_bucket{" + of + rest + ",le=\"+Inf\"} 2",
            "apiserver_request_duration_seconds_count{" + of + rest + "} 2",
            "apiserver_storage_objects{resource=\"configmaps\"} 1")
        .as("what nobody serves makes no series of its own")
        .noneMatch(line -> line.contains("bogus"));
  }

  @Test
  void openWatchesAreCounted() throws Exception {
    Thread watch =
        Thread.startVirtualThread(() -> {
          try {
            get(MAPS + "?watch=true&timeoutSeconds=20", JSON);
          } catch (IllegalStateException e) {
            // The end of the test interrupts it.
          }
        });
    String open = "apiserver_longrunning_requests{component=\"apiserver\",group=\"\"";
    org.awaitility.Awaitility.await()
        .until(() ->
            get("/metrics", "*/*")
                .body()
                .lines()
                .anyMatch(
                    l -> l.startsWith(open) && l.endsWith("verb=\"WATCH\",version=\"v1\"} 1")));
    watch.interrupt();
    watch.join();
  }

  @Test
  void theTwoPriorityClassesAreReadAndNoOthersMade() {
    String classes = "/apis/scheduling.k8s.io/v1/priorityclasses";
    JsonNode all = json(classes);
    assertThat(all.at("/items/0/metadata/name").asString("")).isEqualTo("system-cluster-critical");
    assertThat(all.at("/items/1/value").asInt(0)).isEqualTo(2_000_001_000);
    String table = get(classes, "application/json;as=Table;v=v1;g=meta.k8s.io").body();
    assertThat(table)
        .contains("\"Global-Default\"", "\"cells\":[\"system-node-critical\",2000001000,false,");
    assertThat(json(classes + "/mine").path("message").asString(""))
        .isEqualTo("priorityclasses.scheduling.k8s.io \"mine\" not found");
    JsonNode refused =
        send("POST", classes, JSON, "{\"metadata\":{\"name\":\"mine\"},\"value\":1}");
    assertThat(refused.path("code").asInt(0)).isEqualTo(405);
    assertThat(refused.path("message").asString("")).contains("the two of every cluster");
  }

  @Test
  void versionTwoOfTheDescriptionComesInBothForms() {
    JsonNode swagger = json("/openapi/v2");
    assertThat(swagger.path("swagger").asString("")).isEqualTo("2.0");
    assertThat(swagger.path("paths").propertyNames())
        .contains("/apis/apps/v1/namespaces/{namespace}/deployments/{name}");
    assertThat(swagger.toString()).contains("#/definitions/").doesNotContain("#/components");
    var packed =
        api.bytes("/openapi/v2", "application/com.github.proto-openapi.spec.v2@v1.0+protobuf");
    assertThat(packed.headers().firstValue("Content-Type"))
        .contains("application/com.github.proto-openapi.spec.v2.v1.0+protobuf");
  }

  @Test
  void replicasAreAppliedThroughScaleAlone() {
    deployment(api);
    String scale =
        "{\"apiVersion\":\"autoscaling/v1\",\"kind\":\"Scale\",\"spec\":{\"replicas\":5}}";
    String apply = "application/apply-patch+yaml";
    assertThat(
            send("PATCH", WEB + "/scale?fieldManager=me", apply, scale)
                .path("message")
                .asString(""))
        .isEqualTo(
            "Apply failed with 1 conflict: conflict with \"client\" using apps/v1: .spec.replicas");
    JsonNode taken = send("PATCH", WEB + "/scale?fieldManager=me&force=true", apply, scale);
    assertThat(taken.at("/spec/replicas").asInt(0)).isEqualTo(5);
    assertThat(json(WEB).at("/metadata/managedFields").toString())
        .contains("\"manager\":\"me\",\"operation\":\"Apply\"", "\"subresource\":\"scale\"");
    assertThat(send("PATCH", WEB + "x/scale?fieldManager=me", apply, scale).path("code").asInt(0))
        .isEqualTo(404);
    assertThat(send("PATCH", WEB + "/scale", apply, scale).path("message").asString(""))
        .contains("fieldManager: Required value: is required for apply patch");
  }

  @Test
  void patchesAreBoundedInWhatTheyDo() {
    send("POST", MAPS, JSON, "{\"metadata\":{\"name\":\"a\"},\"data\":{\"k\":\"v\"}}");
    String patch = "application/json-patch+json";
    String test = "{\"op\":\"test\",\"path\":\"/data/k\",\"value\":\"v\"}";
    String many = "[" + (test + ",").repeat(10_000) + test + "]";
    JsonNode refused = send("PATCH", MAPS + "/a", patch, many);
    assertThat(refused.path("code").asInt(0)).isEqualTo(413);
    assertThat(refused.path("message").asString(""))
        .isEqualTo(
            "Request entity too large: The allowed maximum operations in a JSON patch is 10000, got"
                + " 10001");
    var doubling = new StringBuilder("[");
    for (int i = 0; i < 60; i++) {
      doubling.append("{\"op\":\"copy\",\"from\":\"/data\",\"path\":\"/data/c%d\"},".formatted(i));
    }
    String bomb = doubling.append(test).append("]").toString();
    assertThat(send("PATCH", MAPS + "/a", patch, bomb).path("message").asString(""))
        .contains("the accumulated size increase of copy is", "exceeding the limit 3145728");
    assertThat(send("PATCH", MAPS + "/a", patch, "{}").path("message").asString(""))
        .isEqualTo(
            "error decoding patch: json: cannot unmarshal object into Go value of type"
                + " jsonpatch.Patch");
  }

  @Test
  void fieldsThatNobodySetAreSelectedByWhatTheyMean() {
    send("POST", "/api/v1/nodes", JSON, "{\"metadata\":{\"name\":\"n\"}}");
    String nodes = "/api/v1/nodes?fieldSelector=";
    assertThat(json(nodes + "spec.unschedulable=false").path("items")).hasSize(1);
    assertThat(json(nodes + "spec.unschedulable=true").path("items")).isEmpty();
    assertThat(json(nodes + "metadata.namespace=x").path("message").asString(""))
        .isEqualTo("field label not supported: metadata.namespace");
    String jobs = "/apis/batch/v1/jobs?fieldSelector=status.successful=";
    send(
        "POST",
        "/apis/batch/v1/namespaces/default/jobs",
        JSON,
        """
        {"metadata":{"name":"j"},"spec":{"template":{"spec":{"restartPolicy":"Never",
         "containers":[{"name":"c","image":"x"}]}}}}
        """);
    assertThat(json(jobs + "0").path("items")).hasSize(1);
    assertThat(json(jobs + "1").path("items")).isEmpty();
  }

  @Test
  void formsAndParametersThatAreNotServedAreRefused() {
    send("POST", MAPS, JSON, "{\"metadata\":{\"name\":\"a\"}}");
    String table = "application/json;as=Table;g=meta.k8s.io;v=";
    assertThat(get(MAPS, table + "v9").statusCode()).isEqualTo(406);
    assertThat(get(MAPS, table + "v1beta1").statusCode()).isEqualTo(200);
    assertThat(get(MAPS + "?includeObject=All", table + "v1").body())
        .contains("unrecognized includeObject value: \\\"All\\\"");
    assertThat(get(MAPS + "?timeoutSeconds=soon", JSON).statusCode()).isEqualTo(400);
    assertThat(api.send("PUT", MAPS, JSON, "{}", JSON).statusCode()).isEqualTo(405);
    assertThat(api.send("PATCH", MAPS, JSON, "{}", JSON).statusCode()).isEqualTo(405);
  }

  @Test
  void newEventsOfTheNewVersionAreWhole() {
    String events = "/apis/events.k8s.io/v1/namespaces/default/events";
    assertThat(
            send("POST", events, JSON, "{\"metadata\":{\"name\":\"e\"},\"type\":\"Bad\"}")
                .path("message")
                .asString(""))
        .isEqualTo(
            "Event.events.k8s.io \"e\" is invalid: [eventTime: Required value, reportingController:"
                + " Required value, reportingInstance: Required value, action: Required value,"
                + " reason: Required value, type: Invalid value: \"\": has invalid value: Bad]");
    String old =
        """
        {"metadata":{"name":"o"},"eventTime":null,"involvedObject":{"kind":"Pod",
         "namespace":"default","name":"p"},"reason":"R","message":"m","type":"Normal"}
        """;
    assertThat(
            send("POST", "/api/v1/namespaces/default/events", JSON, old).path("kind").asString(""))
        .isEqualTo("Event");
  }
}
