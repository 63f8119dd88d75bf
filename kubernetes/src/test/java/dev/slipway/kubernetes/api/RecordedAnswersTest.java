package dev.slipway.kubernetes.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.base.Json;
import dev.slipway.kubernetes.ResourceType;
import dev.slipway.kubernetes.TestApi;
import dev.slipway.kubernetes.UnusedNode;
import dev.slipway.testing.Oracles;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Answers compared with those that Kubernetes itself gave. */
class RecordedAnswersTest {
  private static JsonNode errors;
  private static JsonNode defaulting;
  private static JsonNode columns;

  @TempDir Path directory;
  private TestApi api;

  @BeforeAll
  static void read() {
    Path traces = Oracles.require("kubernetes-traces");
    errors = Oracles.json(traces.resolve("api-error-responses.json")).get("cases");
    defaulting = Oracles.json(traces.resolve("defaulting.json")).get("objects");
    columns = Oracles.json(traces.resolve("table-columns.json")).get("columns");
  }

  @BeforeEach
  void start() {
    // Opening it twice makes the first versions too old to be watched from.
    TestApi.start(directory, new UnusedNode(), Optional.empty()).close();
    api = TestApi.start(directory, new UnusedNode(), Optional.empty());
  }

  @AfterEach
  void stop() {
    api.close();
  }

  @Test
  void faultyRequestsAreRefusedAsKubernetesRefusesThem() {
    api.send("POST", "/api/v1/namespaces/default/configmaps", "application/json", configMap());
    api.send(
        "POST", "/apis/apps/v1/namespaces/default/deployments", "application/json", deployment());
    var softly = new SoftAssertions();
    for (JsonNode recorded : errors) {
      check(recorded, softly);
    }
    assertThat(errors).hasSizeGreaterThan(30);
    softly.assertAll();
  }

  private void check(JsonNode recorded, SoftAssertions softly) {
    String name = recorded.get("case").asString("");
    JsonNode request = recorded.get("request");
    String path =
        request
            .get("path")
            .asString("")
            .replace("<300-600>", "1")
            .replace("resourceVersion=<rv>&watch", "resourceVersion=1&watch")
            .replace("watch=true&resourceVersion=<rv>", "watch=true&resourceVersion=1")
            .replace("resourceVersion=<rv>&timeout", "resourceVersion=99999999&timeout")
            .replace("resourceVersion=<rv>", "resourceVersion=2");
    JsonNode body = request.get("body");
    String text = body.isString() ? body.asString("") : body.isNull() ? null : Json.text(body);
    if (text != null) {
      text = text.replace("<rv>", "1");
    }
    String accept = name.equals("not acceptable") ? "text/csv" : "application/json";
    var answer =
        api.send(
            request.get("method").asString(""),
            path,
            request.path("contentType").asString("application/json"),
            text,
            accept);
    softly.assertThat(answer.statusCode()).as(name).isEqualTo(recorded.get("status").asInt(0));
    JsonNode expected = recorded.get("response");
    if (expected.isString()) {
      softly.assertThat(answer.body()).as(name).isEqualTo(expected.asString(""));
      return;
    }
    String warning = recorded.path("headers").path("Warning").asString("");
    softly
        .assertThat(answer.headers().firstValue("Warning").orElse(""))
        .as(name)
        .isEqualTo(warning);
    JsonNode actual =
        Json.parse(answer.body().strip().getBytes(java.nio.charset.StandardCharsets.UTF_8), name);
    softly.assertThat(mask(actual)).as(name).isEqualTo(mask(expected));
  }

  /** Versions, uids and times differ from run to run. */
  private static JsonNode mask(JsonNode node) {
    if (node instanceof ObjectNode object) {
      for (String field : Set.of("uid", "creationTimestamp", "clusterIP")) {
        if (object.path(field).isString() && !object.get(field).asString("").equals("None")) {
          object.put(field, "<masked>");
        }
      }
      if (object.path("managedFields").isArray()) {
        object.path("managedFields").forEach(e -> ((ObjectNode) e).put("time", "<masked>"));
      }
      if (object.path("clusterIPs").isArray()
          && !object.at("/clusterIPs/0").asString("").equals("None")) {
        object.putArray("clusterIPs").add("<masked>");
      }
      if (object.path("message").isString()) {
        object.put("message", maskText(object.get("message").asString("")));
      }
      for (String name : List.copyOf(object.propertyNames())) {
        JsonNode value = object.get(name);
        if (name.endsWith("controller-uid") && value.isString()) {
          object.put(name, "<masked>");
        } else {
          mask(value);
        }
      }
    } else if (node instanceof ArrayNode array) {
      array.forEach(RecordedAnswersTest::mask);
    }
    return node;
  }

  private static String maskText(String text) {
    return text.replaceAll("in record \\([^)]*\\)", "in record (<uid>)")
        .replaceAll("current: \\d+", "current: N")
        .replaceAll("too old resource version: \\d+ \\(\\d+\\)", "too old resource version: N (M)");
  }

  @Test
  void minimalObjectsAreCompletedAsKubernetesCompletesThem() {
    var softly = new SoftAssertions();
    int compared = 0;
    for (JsonNode recorded : defaulting) {
      String path = recorded.get("path").asString("");
      String plural = path.substring(path.lastIndexOf('/') + 1);
      if (ResourceType.ALL.stream().noneMatch(t -> t.plural().equals(plural))) {
        continue;
      }
      var answer =
          api.send("POST", path + "?dryRun=All", "application/json", recorded.get("request"));
      String name = plural + " " + recorded.at("/request/metadata/name").asString("");
      softly.assertThat(answer.statusCode()).as(name + answer.body()).isEqualTo(201);
      JsonNode actual =
          Json.parse(answer.body().getBytes(java.nio.charset.StandardCharsets.UTF_8), name);
      // The recording has left them out; what they say is FieldManagementTest's.
      ((ObjectNode) actual.get("metadata")).remove("managedFields");
      softly.assertThat(mask(actual)).as(name).isEqualTo(mask(recorded.get("response")));
      compared++;
    }
    assertThat(compared).isGreaterThan(17);
    softly.assertAll();
  }

  @Test
  void tablesHaveTheColumnsThatKubectlShows() {
    var softly = new SoftAssertions();
    for (ServedResource resource : ServedResource.ALL) {
      String kind = resource.kind().apiVersion() + "/" + resource.type().plural();
      String path =
          resource.kind().group().isEmpty()
              ? "/api/v1/" + resource.type().plural()
              : "/apis/" + kind;
      var answer =
          api.send(
              "GET",
              path,
              "",
              null,
              "application/json;as=Table;v=v1;g=meta.k8s.io,application/json");
      JsonNode table =
          Json.parse(answer.body().getBytes(java.nio.charset.StandardCharsets.UTF_8), kind);
      for (JsonNode column : table.path("columnDefinitions")) {
        ((ObjectNode) column).remove("description");
      }
      softly.assertThat(table.path("columnDefinitions")).as(kind).isEqualTo(columns.path(kind));
    }
    softly.assertAll();
  }

  private static JsonNode configMap() {
    return json(
        """
        {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"e1"},"data":{"a":"b"}}\
        """);
  }

  private static JsonNode deployment() {
    return json(
        """
        {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"e1"},
         "spec":{"replicas":0,"selector":{"matchLabels":{"app":"e1"}},
          "template":{"metadata":{"labels":{"app":"e1"}},
           "spec":{"containers":[{"name":"c","image":"a:1"}]}}}}\
        """);
  }

  private static JsonNode json(String text) {
    return Json.parse(text.getBytes(java.nio.charset.StandardCharsets.UTF_8), "test");
  }
}
