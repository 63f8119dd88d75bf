package dev.slipway.manifest.protobuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.base.Json;
import dev.slipway.manifest.GroupVersionKind;
import dev.slipway.manifest.types.DecodedObject;
import dev.slipway.manifest.types.KindTable;
import dev.slipway.manifest.types.ObjectDecoder;
import dev.slipway.manifest.yaml.YamlDialect;
import dev.slipway.manifest.yaml.YamlReader;
import dev.slipway.testing.Oracles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class ProtobufObjectsTest {
  private static final byte[] MAGIC = {'k', '8', 's', 0};

  /** The kinds of this cluster that are recorded, and those that others than this cluster run. */
  private static final Set<String> KINDS =
      Set.of(
          "apps.v1.DaemonSet",
          "apps.v1.Deployment",
          "apps.v1.ReplicaSet",
          "apps.v1.StatefulSet",
          "authorization.k8s.io.v1.SelfSubjectAccessReview",
          "autoscaling.v2.HorizontalPodAutoscaler",
          "batch.v1.CronJob",
          "batch.v1.Job",
          "coordination.k8s.io.v1.Lease",
          "core.v1.ConfigMap",
          "core.v1.Endpoints",
          "core.v1.Event",
          "core.v1.Namespace",
          "core.v1.Node",
          "core.v1.PersistentVolumeClaim",
          "core.v1.Pod",
          "core.v1.Secret",
          "core.v1.Service",
          "core.v1.ServiceAccount",
          "discovery.k8s.io.v1.EndpointSlice",
          "networking.k8s.io.v1.Ingress",
          "networking.k8s.io.v1.NetworkPolicy",
          "policy.v1.PodDisruptionBudget",
          "rbac.authorization.k8s.io.v1.ClusterRole",
          "rbac.authorization.k8s.io.v1.ClusterRoleBinding",
          "rbac.authorization.k8s.io.v1.Role",
          "rbac.authorization.k8s.io.v1.RoleBinding");

  /** Every kind of the cluster's is among them; none of the recorded ones is left out. */
  @Test
  void everyKindReadsFromJsonYamlAndProtobufAsTheSameObject() throws IOException {
    Path data = Oracles.require("kubernetes-api");
    assertThat(names(data, ".json")).isEqualTo(KINDS);
    assertThat(names(data, ".yaml")).isEqualTo(KINDS);
    assertThat(names(data, ".pb")).isEqualTo(KINDS);
    var softly = new SoftAssertions();
    for (String name : KINDS) {
      JsonNode json = Oracles.json(data.resolve(name + ".json"));
      JsonNode yaml =
          new YamlReader(YamlDialect.KUBERNETES)
              .read(Files.readString(data.resolve(name + ".yaml")), name)
              .root();
      byte[] bytes = Files.readAllBytes(data.resolve(name + ".pb"));
      DecodedObject expected = decode(json);
      softly.assertThat(expected.unknownFields()).as(name).isEmpty();
      softly.assertThat(leaves(expected.tree())).as(name).isEqualTo(leaves(json));
      for (JsonNode other : List.of(yaml, ProtobufObjects.read(bytes))) {
        softly.assertThat(decode(other).unknownFields()).as(name).isEmpty();
        softly.assertThat(decode(other).tree()).as(name).isEqualTo(expected.tree());
      }
    }
    softly.assertAll();
  }

  private static Set<String> names(Path data, String end) throws IOException {
    try (Stream<Path> files = Files.list(data)) {
      return files
          .map(f -> f.getFileName().toString())
          .filter(f -> f.endsWith(end))
          .map(f -> f.substring(0, f.length() - end.length()))
          .collect(Collectors.toSet());
    }
  }

  /** How many single values an object holds: what decoding drops is missed here. */
  private static int leaves(JsonNode node) {
    if (!node.isContainer()) {
      return 1;
    }
    int count = 0;
    for (JsonNode inner : node) {
      count += leaves(inner);
    }
    return count;
  }

  @Test
  void everyKindIsWrittenByteForByteAsKubernetesWritesIt() throws IOException {
    Path data = Oracles.require("kubernetes-api");
    var softly = new SoftAssertions();
    for (String name : KINDS) {
      JsonNode json = Oracles.json(data.resolve(name + ".json"));
      softly
          .assertThat(HexFormat.of().formatHex(ProtobufObjects.write(json)))
          .as(name)
          .isEqualTo(HexFormat.of().formatHex(Files.readAllBytes(data.resolve(name + ".pb"))));
    }
    softly.assertAll();
  }

  @Test
  void optionsOfDeletionsAreNamedAfterTheGroupTheyAreSentTo() {
    JsonNode options =
        Json.parse(
            """
            {"kind":"DeleteOptions","apiVersion":"v1","gracePeriodSeconds":0,
             "propagationPolicy":"Foreground","preconditions":{"uid":"u"}}
            """
                .getBytes(java.nio.charset.StandardCharsets.UTF_8),
            "test");
    byte[] bytes = ProtobufObjects.write(options);
    assertThat(ProtobufObjects.read(bytes)).isEqualTo(options);
    // The same bytes, as a client of the group apps sends them.
    String hex = HexFormat.of().formatHex(bytes);
    String apps = hex.replace("0a130a02" + "7631", "0a180a07" + "617070732f7631");
    assertThat(apps).isNotEqualTo(hex);
    ObjectNode read = ProtobufObjects.read(HexFormat.of().parseHex(apps));
    assertThat(read.get("apiVersion").asString("")).isEqualTo("apps/v1");
    assertThat(read.get("gracePeriodSeconds").asInt(-1)).isZero();
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
  void refusesTimesThatNoCalendarHas() {
    var time = new WireWriter();
    time.number(1, Long.MAX_VALUE);
    var metadata = new WireWriter();
    metadata.message(8, time); // creationTimestamp
    var pod = new WireWriter();
    pod.message(1, metadata);
    var type = new WireWriter();
    type.text(1, "v1");
    type.text(2, "Pod");
    var envelope = new WireWriter();
    envelope.message(1, type);
    envelope.message(2, pod);
    byte[] content = envelope.toBytes();
    byte[] body = ByteBuffer.allocate(4 + content.length).put(MAGIC).put(content).array();

    assertThatThrownBy(() -> ProtobufObjects.read(body))
        .isInstanceOf(MalformedProtobufException.class)
        .hasMessageContaining("years 1 to 9999");
  }

  @Test
  void refusesKindsItDoesNotKnow() {
    byte[] body = HexFormat.of().parseHex("6b3873000a0a0a0276311204546f7973" + "1200");
    assertThatThrownBy(() -> ProtobufObjects.read(body)).hasMessageContaining("no kind \"Toys\"");
  }
}
