package dev.slipway.kubernetes.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.base.Json;
import dev.slipway.kubernetes.TestApi;
import dev.slipway.kubernetes.UnusedNode;
import dev.slipway.manifest.protobuf.ProtobufObjects;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What clients get that do not ask for plain JSON, and what lists refuse. */
class AnswerFormsTest {
  private static final String MAPS = "/api/v1/namespaces/default/configmaps";
  private static final String PROTOBUF = "application/vnd.kubernetes.protobuf";
  private static final String PARTIAL = ";as=PartialObjectMetadata;g=meta.k8s.io;v=v1";

  @TempDir Path directory;
  private TestApi api;

  @BeforeEach
  void start() {
    api = TestApi.start(directory, new UnusedNode(), Optional.empty());
    for (String name : new String[] {"a", "b", "c"}) {
      String body =
          "{\"metadata\":{\"name\":\""
              + name
              + "\",\"labels\":{\"x\":\"y\"}},\"data\":{\"k\":\"v\"}}";
      api.send("POST", MAPS, "application/json", body, "*/*");
    }
  }

  @AfterEach
  void stop() {
    api.close();
  }

  private JsonNode json(String path) {
    return Json.parse(api.bytes(path, "application/json").body(), path);
  }

  private static String type(HttpResponse<byte[]> answer) {
    return answer.headers().firstValue("Content-Type").orElse("");
  }

  @Test
  void objectsAndErrorsComeAsProtobuf() {
    var answer = api.bytes(MAPS + "/a", PROTOBUF + ", application/json");
    assertThat(type(answer)).isEqualTo(PROTOBUF);
    assertThat(ProtobufObjects.read(answer.body())).isEqualTo(json(MAPS + "/a"));
    var missing = api.bytes(MAPS + "/z", PROTOBUF);
    assertThat(missing.statusCode()).isEqualTo(404);
    assertThat(ProtobufObjects.read(missing.body()).path("message").asString(""))
        .isEqualTo("configmaps \"z\" not found");
    // What has no such form stays JSON.
    assertThat(type(api.bytes("/apis", PROTOBUF + ", */*"))).isEqualTo("application/json");
  }

  @Test
  void listsComeAsProtobufPageByPage() {
    String text =
        new String(api.bytes(MAPS + "?limit=2", PROTOBUF).body(), StandardCharsets.ISO_8859_1);
    assertThat(text).startsWith("k8s\0").contains("ConfigMapList");
    String token = json(MAPS + "?limit=2").at("/metadata/continue").asString("");
    assertThat(api.bytes(MAPS + "?limit=2&continue=" + token, PROTOBUF).statusCode())
        .isEqualTo(200);
  }

  @Test
  void watchesComeAsFramesOfProtobuf() {
    var answer = api.bytes(MAPS + "?watch=true&timeoutSeconds=1", PROTOBUF + ";stream=watch");
    assertThat(type(answer)).isEqualTo(PROTOBUF + ";stream=watch");
    ByteBuffer frames = ByteBuffer.wrap(answer.body());
    int count = 0;
    while (frames.hasRemaining()) {
      byte[] frame = new byte[frames.getInt()];
      frames.get(frame);
      String text = new String(frame, StandardCharsets.ISO_8859_1);
      assertThat(text).startsWith("\n\5ADDED").contains("k8s\0");
      count++;
    }
    // The root certificate's map is made by a controller, which does not run here.
    assertThat(count).isEqualTo(3);
  }

  @Test
  void yamlIsServedWhereItIsAskedFor() {
    var answer = api.bytes(MAPS + "/a", "application/yaml");
    assertThat(type(answer)).isEqualTo("application/yaml");
    assertThat(new String(answer.body(), StandardCharsets.UTF_8))
        .startsWith("apiVersion: v1\n")
        .contains("\ndata:\n  k: v\n");
    assertThat(new String(api.bytes(MAPS, "application/yaml").body(), StandardCharsets.UTF_8))
        .contains("kind: ConfigMapList");
  }

  @Test
  void metadataAloneIsServedInBothEncodings() {
    JsonNode one =
        Json.parse(api.bytes(MAPS + "/a", "application/json" + PARTIAL).body(), "partial");
    assertThat(one.propertyNames()).containsExactlyInAnyOrder("kind", "apiVersion", "metadata");
    assertThat(one.path("kind").asString("")).isEqualTo("PartialObjectMetadata");
    ObjectNode same = ProtobufObjects.read(api.bytes(MAPS + "/a", PROTOBUF + PARTIAL).body());
    assertThat(same).isEqualTo(one);
    JsonNode list = Json.parse(api.bytes(MAPS, "application/json" + PARTIAL).body(), "partial");
    assertThat(list.path("kind").asString("")).isEqualTo("PartialObjectMetadataList");
    assertThat(list.at("/items/0")).isEqualTo(one);
    assertThat(list.path("metadata").has("resourceVersion")).isTrue();
  }

  @Test
  void aTokenContinuesItsOwnListOnlyAndTwiceIfItMust() {
    JsonNode first = json(MAPS + "?limit=2");
    String token = "&continue=" + first.at("/metadata/continue").asString("");
    api.send("DELETE", MAPS + "/c", "application/json", (String) null, "*/*");
    for (int i = 0; i < 2; i++) {
      JsonNode rest = json(MAPS + "?limit=2" + token);
      assertThat(rest.at("/items/0/metadata/name").asString("")).isEqualTo("c");
      assertThat(rest.at("/metadata/resourceVersion"))
          .isEqualTo(first.at("/metadata/resourceVersion"));
    }
    for (String other :
        new String[] {
          "/api/v1/namespaces/default/secrets?limit=2",
          "/api/v1/configmaps?limit=2",
          "/api/v1/namespaces/kube-system/configmaps?limit=2",
          MAPS + "?labelSelector=x%3Dy"
        }) {
      assertThat(json(other + token).path("message").asString(""))
          .as(other)
          .startsWith("invalid continue token");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          resourceVersionMatch=Exact | 422 | forbidden unless resourceVersion is provided
          resourceVersionMatch=Exact&resourceVersion=0 | 422 | forbidden for resourceVersion "0"
          resourceVersionMatch=Newest&resourceVersion=1 | 422 | Unsupported value: "Newest"
          resourceVersion=-1 | 400 | strconv.ParseUint: parsing "-1": invalid syntax
          resourceVersion=abc | 400 | strconv.ParseUint: parsing "abc": invalid syntax
          limit=many | 400 | strconv.ParseInt: parsing "many": invalid syntax
          continue=eyJ9&resourceVersion=3 | 400 | not allowed when using continue
          sendInitialEvents=true | 422 | sendInitialEvents is forbidden for list
          watch=true&sendInitialEvents=true | 422 | unless the WatchList feature gate is enabled
          watch=true&resourceVersionMatch=Exact | 422 | forbidden for watch
          """)
  void parametersThatMeanNothingTogetherAreRefused(String query, int code, String message) {
    var answer = api.bytes(MAPS + "?" + query, "application/json");
    assertThat(answer.statusCode()).isEqualTo(code);
    JsonNode status = Json.parse(answer.body(), query);
    assertThat(status.path("message").asString("")).contains(message);
  }
}
