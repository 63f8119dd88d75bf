package dev.slipway.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.slipway.base.InputException;
import dev.slipway.base.Json;
import dev.slipway.manifest.defaults.Defaults;
import dev.slipway.manifest.patch.JsonMergePatch;
import dev.slipway.manifest.patch.JsonPatch;
import dev.slipway.manifest.patch.PatchException;
import dev.slipway.manifest.patch.StrategicMergePatch;
import dev.slipway.manifest.protobuf.MalformedProtobufException;
import dev.slipway.manifest.protobuf.ProtobufObjects;
import dev.slipway.manifest.types.KindTable;
import dev.slipway.manifest.types.ObjectDecoder;
import dev.slipway.manifest.types.TypeMismatchException;
import dev.slipway.manifest.validation.Validation;
import dev.slipway.manifest.yaml.YamlDialect;
import dev.slipway.manifest.yaml.YamlReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Whatever a client sends is read or refused; nothing else happens. */
class DecoderFuzzTest {
  private static final GroupVersionKind DEPLOYMENT =
      new GroupVersionKind("apps", "v1", "Deployment");
  private static final String LIVE =
      """
      {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web","labels":{"a":"b"}},
       "spec":{"replicas":1,"selector":{"matchLabels":{"a":"b"}},
        "template":{"metadata":{"labels":{"a":"b"}},
         "spec":{"containers":[{"name":"c","image":"i:1","ports":[{"containerPort":80}]},
          {"name":"d","image":"i:2"}]}}}}\
      """;

  private static ObjectNode live() {
    return (ObjectNode) Json.parse(LIVE.getBytes(StandardCharsets.UTF_8), "live");
  }

  @FuzzTest
  void protobuf(byte[] input) {
    try {
      ObjectNode read = ProtobufObjects.read(input);
      checked(read);
    } catch (MalformedProtobufException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  @FuzzTest
  void yaml(byte[] input) {
    try {
      new YamlReader(YamlDialect.KUBERNETES)
          .with((where, key) -> assertThat(where.line()).isPositive())
          .readAll(input, "body")
          .forEach(document -> checked(document.root()));
    } catch (InputException e) {
      assertThat(e.getMessage()).startsWith("body");
    }
  }

  @FuzzTest
  void jsonPatch(byte[] input) {
    json(input)
        .ifPresent(patch -> {
          try {
            checked(JsonPatch.parse(patch).apply(live()));
          } catch (PatchException e) {
            assertThat(e.getMessage()).isNotBlank();
          }
        });
  }

  @FuzzTest
  void mergePatches(byte[] input) {
    json(input)
        .ifPresent(patch -> {
          checked(JsonMergePatch.apply(live(), patch));
          try {
            if (patch instanceof ObjectNode object) {
              StrategicMergePatch.ofApiServer()
                  .apply(live(), object)
                  .ifPresent(DecoderFuzzTest::checked);
            }
          } catch (PatchException e) {
            assertThat(e.getMessage()).isNotBlank();
          }
        });
  }

  @FuzzTest
  void selectors(byte[] input) {
    String text = new String(input, StandardCharsets.UTF_8);
    try {
      LabelSelector selector = LabelSelector.parse(text);
      assertThat(LabelSelector.parse(selector.toString()).toString())
          .isEqualTo(selector.toString());
    } catch (IllegalArgumentException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  private static Optional<JsonNode> json(byte[] input) {
    try {
      JsonNode node = Json.parse(input, "body");
      return node.isMissingNode() ? Optional.empty() : Optional.of(node);
    } catch (InputException e) {
      return Optional.empty();
    }
  }

  /** The way of an object into the cluster. */
  private static void checked(JsonNode node) {
    if (!(node instanceof ObjectNode tree)) {
      return;
    }
    var kind =
        GroupVersionKind.of(tree.path("apiVersion").asString(""), tree.path("kind").asString(""));
    var type = KindTable.get().kind(kind).or(() -> KindTable.get().kind(DEPLOYMENT)).orElseThrow();
    try {
      ObjectNode decoded = ObjectDecoder.decode(tree, type).tree();
      Defaults.apply(decoded);
      Validation.ofNew(KubeObject.of(decoded));
    } catch (TypeMismatchException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }
}
