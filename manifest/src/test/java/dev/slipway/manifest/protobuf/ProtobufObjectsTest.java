package dev.slipway.manifest.protobuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.manifest.GroupVersionKind;
import dev.slipway.manifest.Oracles;
import dev.slipway.manifest.types.DecodedObject;
import dev.slipway.manifest.types.KindTable;
import dev.slipway.manifest.types.ObjectDecoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class ProtobufObjectsTest {

  @Test
  void everyFieldOfEveryKindReadsAsItsJson() throws IOException {
    Path data = Oracles.require("kubernetes-api");
    List<Path> messages;
    try (Stream<Path> files = Files.list(data)) {
      messages = files.filter(f -> f.toString().endsWith(".pb")).sorted().toList();
    }
    assertThat(messages).hasSizeGreaterThan(20);
    var softly = new SoftAssertions();
    for (Path file : messages) {
      String name = file.getFileName().toString();
      JsonNode expected = Oracles.json(Path.of(file.toString().replace(".pb", ".json")));
      ObjectNode read = ProtobufObjects.read(Files.readAllBytes(file));
      softly.assertThat(decode(expected).unknownFields()).as(name).isEmpty();
      softly.assertThat(decode(read).unknownFields()).as(name).isEmpty();
      softly.assertThat(decode(read).tree()).as(name).isEqualTo(decode(expected).tree());
    }
    softly.assertAll();
  }

  @Test
  void whatKubectlSendsReadsAsWhatItPrints() {
    JsonNode bodies =
        Oracles.json(Oracles.require("kubernetes-traces").resolve("kubectl-create-protobuf.json"))
            .get("bodies");
    var softly = new SoftAssertions();
    int compared = 0;
    for (JsonNode body : bodies) {
      for (String version : List.of("kubectl-1.32.5", "kubectl-1.33.1")) {
        if (body.path(version).has("hex")) {
          compared += compare(body.get(version), body, softly);
        }
      }
    }
    assertThat(compared).isGreaterThan(15);
    softly.assertAll();
  }

  private static int compare(JsonNode recorded, JsonNode body, SoftAssertions softly) {
    ObjectNode read;
    try {
      read = ProtobufObjects.read(HexFormat.of().parseHex(recorded.get("hex").asString("")));
    } catch (MalformedProtobufException e) {
      softly
          .assertThat(e)
          .as(body.get("command").asString(""))
          .hasMessageMatching("no kind \"(PriorityClass|ResourceQuota)\" is registered.*");
      return 0;
    }
    JsonNode printed = body.path("clientDryRunJson");
    softly.assertThat(decode(read).unknownFields()).isEmpty();
    if (!printed.isObject() || !printed.get("apiVersion").equals(read.get("apiVersion"))) {
      return 0;
    }
    read.remove("status"); // a new object's status is the server's
    ((ObjectNode) printed).remove("status");
    softly
        .assertThat(significant(decode(read).tree()))
        .as(body.get("command").asString(""))
        .isEqualTo(significant(decode(printed).tree()));
    return 1;
  }

  /** Empty structures mean nothing in these objects. */
  private static JsonNode significant(JsonNode node) {
    if (node instanceof ObjectNode object) {
      for (String name : List.copyOf(object.propertyNames())) {
        JsonNode value = significant(object.get(name));
        if (value.isObject() && value.isEmpty()) {
          object.remove(name);
        }
      }
    } else {
      node.forEach(ProtobufObjectsTest::significant);
    }
    return node;
  }

  private static DecodedObject decode(JsonNode tree) {
    var kind =
        GroupVersionKind.of(tree.get("apiVersion").asString(""), tree.get("kind").asString(""));
    return ObjectDecoder.decode((ObjectNode) tree, KindTable.get().kind(kind).orElseThrow());
  }

  @Test
  void refusesWhatIsNoObject() {
    assertThatThrownBy(() -> ProtobufObjects.read(new byte[] {1, 2, 3}))
        .isInstanceOf(MalformedProtobufException.class);
    byte[] cut = HexFormat.of().parseHex("6b3873000a0f0a02763112094e616d657370616365121c0a14");
    assertThatThrownBy(() -> ProtobufObjects.read(cut))
        .isInstanceOf(MalformedProtobufException.class)
        .hasMessageContaining("longer than its message");
  }

  @Test
  void refusesKindsItDoesNotKnow() {
    byte[] body = HexFormat.of().parseHex("6b3873000a0a0a0276311204546f7973" + "1200");
    assertThatThrownBy(() -> ProtobufObjects.read(body)).hasMessageContaining("no kind \"Toys\"");
  }
}
