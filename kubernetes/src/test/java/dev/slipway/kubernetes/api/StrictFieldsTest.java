package dev.slipway.kubernetes.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.base.Json;
import dev.slipway.kubernetes.TestApi;
import dev.slipway.kubernetes.UnusedNode;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Unknown and repeated fields, in every form of a body. */
class StrictFieldsTest {
  private static final String DEPLOYMENTS = "/apis/apps/v1/namespaces/default/deployments";
  private static final String JSON =
      """
      {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web"},
       "spec":{"unknown1":1,"twice":"a","twice":"b","paused":true,"paused":false,"replicas":0,
        "selector":{"matchLabels":{"a":"b"}},
        "template":{"metadata":{"labels":{"a":"b"}},
         "spec":{"containers":[{"name":"c","image":"i:1","nested":{"x":1,"x":2},
          "imagePullPolicy":"Never","imagePullPolicy":"Always"}]}}}}\
      """;
  private static final String YAML =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: web}
      spec:
        unknown1: 1
        twice: a
        twice: b
        paused: true
        paused: false
        replicas: 0
        selector: {matchLabels: {a: b}}
        template:
          metadata: {labels: {a: b}}
          spec:
            containers:
            - name: c
              image: i:1
              nested: 1
              imagePullPolicy: Never
              imagePullPolicy: Always
      """;

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

  private HttpResponse<String> send(String method, String path, String type, String body) {
    return api.send(method, path, type, body, "application/json");
  }

  private static String message(HttpResponse<String> answer) {
    return Json.parse(answer.body().getBytes(StandardCharsets.UTF_8), "answer")
        .path("message")
        .asString("");
  }

  @Test
  void strictlyNeitherMayBeInJson() {
    var answer = send("POST", DEPLOYMENTS + "?fieldValidation=Strict", "application/json", JSON);
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(message(answer))
        .isEqualTo(
            "Deployment in version \"v1\" cannot be handled as a Deployment: strict decoding"
                + " error: unknown field \"spec.unknown1\", unknown field \"spec.twice\", duplicate"
                + " field \"spec.paused\", unknown field"
                + " \"spec.template.spec.containers[0].nested\", duplicate field"
                + " \"spec.template.spec.containers[0].imagePullPolicy\"");
  }

  @Test
  void otherwiseTheLastOneCountsAndTheClientIsWarned() {
    var answer = send("POST", DEPLOYMENTS, "application/json", JSON);
    assertThat(answer.statusCode()).isEqualTo(201);
    assertThat(answer.headers().allValues("Warning"))
        .contains(
            "299 - \"duplicate field \\\"spec.paused\\\"\"",
            "299 - \"unknown field \\\"spec.twice\\\"\"")
        .hasSize(5);
    assertThat(answer.body()).contains("\"imagePullPolicy\":\"Always\"");
    var silent = send("PUT", DEPLOYMENTS + "/web?fieldValidation=Ignore", "application/json", JSON);
    assertThat(silent.statusCode()).isEqualTo(200);
    assertThat(silent.headers().allValues("Warning")).isEmpty();
  }

  @Test
  void linesOfYamlAreNamed() {
    var answer = send("POST", DEPLOYMENTS + "?fieldValidation=Strict", "application/yaml", YAML);
    assertThat(message(answer))
        .isEqualTo(
            "Deployment in version \"v1\" cannot be handled as a Deployment: strict decoding"
                + " error: yaml: unmarshal errors:\n  line 7: key \"twice\" already set in map\n"
                + "  line 9: key \"paused\" already set in map\n"
                + "  line 20: key \"imagePullPolicy\" already set in map, unknown field"
                + " \"spec.template.spec.containers[0].nested\", unknown field \"spec.twice\","
                + " unknown field \"spec.unknown1\"");
    var warned = send("POST", DEPLOYMENTS, "application/yaml", YAML);
    assertThat(warned.statusCode()).isEqualTo(201);
    assertThat(warned.headers().allValues("Warning"))
        .contains("299 - \"line 9: key \\\"paused\\\" already set in map\"")
        .hasSize(6);
  }

  @Test
  void patchesAreLookedThroughToo() {
    send("POST", DEPLOYMENTS, "application/yaml", YAML);
    String patch = "{\"spec\":{\"foo\":1,\"paused\":true,\"paused\":false}}";
    String strict = DEPLOYMENTS + "/web?fieldValidation=Strict";
    for (String type : new String[] {"merge-patch", "strategic-merge-patch"}) {
      var answer = send("PATCH", strict, "application/" + type + "+json", patch);
      assertThat(answer.statusCode()).isEqualTo(422);
      assertThat(message(answer))
          .contains("strict decoding error: duplicate field \"spec.paused\", unknown field")
          .endsWith("\"spec.foo\"");
    }
    String operations =
        "[{\"op\":\"test\",\"op\":\"add\",\"path\":\"/spec/paused\",\"value\":true}]";
    assertThat(message(send("PATCH", strict, "application/json-patch+json", operations)))
        .endsWith("json patch duplicate field \"[0].op\"");
    String applied = YAML.replace("  unknown1: 1\n", "").replace("nested: 1", "tty: true");
    String clean = applied.replace("  twice: a\n  twice: b\n", "");
    var apply =
        send("PATCH", strict + "&fieldManager=me&force=1", "application/apply-patch+yaml", clean);
    assertThat(apply.statusCode()).isEqualTo(400);
    assertThat(message(apply))
        .startsWith("error strict decoding YAML: error converting YAML to JSON: yaml: unmarshal")
        .contains("line 6: key \"paused\" already set in map");
  }
}
