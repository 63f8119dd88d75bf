package dev.slipway.manifest.validation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.base.Json;
import dev.slipway.manifest.KubeObject;
import dev.slipway.manifest.defaults.Defaults;
import dev.slipway.manifest.patch.JsonMergePatch;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Objects that Kubernetes refuses, each with the words of the refusal. */
class ValidationCasesTest {
  private static final String CONTAINERS = "\"containers\":[{\"name\":\"c\",\"image\":\"i:1\"}]";
  private static final String POD =
      "\"spec\":{"
          + CONTAINERS
          + ",\"initContainers\":[{\"name\":\"i\",\"image\":\"i:1\"}],"
          + "\"volumes\":[{\"name\":\"v\",\"emptyDir\":{}}]}";
  private static final String TEMPLATE =
      "\"template\":{\"metadata\":{\"labels\":{\"app\":\"web\"}},\"spec\":{" + CONTAINERS + "%s}}";
  private static final Map<String, String> OBJECTS =
      Map.ofEntries(
          Map.entry("pod", object("v1", "Pod", POD)),
          Map.entry(
              "deployment",
              object(
                  "apps/v1",
                  "Deployment",
                  "\"spec\":{\"selector\":{\"matchLabels\":{\"app\":\"web\"}},"
                      + TEMPLATE.formatted("")
                      + "}")),
          Map.entry(
              "job",
              object(
                  "batch/v1",
                  "Job",
                  "\"spec\":{" + TEMPLATE.formatted(",\"restartPolicy\":\"Never\"") + "}")),
          Map.entry("service", object("v1", "Service", "\"spec\":{\"ports\":[{\"port\":80}]}")),
          Map.entry(
              "ingress",
              object(
                  "networking.k8s.io/v1", "Ingress", "\"spec\":{\"rules\":[{\"host\":\"a.b\"}]}")),
          Map.entry("configmap", object("v1", "ConfigMap", "\"data\":{\"a\":\"b\"}")),
          Map.entry("secret", object("v1", "Secret", "\"data\":{\"a\":\"AAA=\"}")),
          Map.entry(
              "hpa",
              object(
                  "autoscaling/v2",
                  "HorizontalPodAutoscaler",
                  "\"spec\":{\"maxReplicas\":3,\"scaleTargetRef\":{\"kind\":\"Deployment\","
                      + "\"name\":\"web\",\"apiVersion\":\"apps/v1\"}}")),
          Map.entry(
              "pdb",
              object(
                  "policy/v1",
                  "PodDisruptionBudget",
                  "\"spec\":{\"maxUnavailable\":1,\"selector\":{}}")),
          Map.entry("namespace", object("v1", "Namespace", "\"spec\":{}")),
          Map.entry(
              "endpoints",
              object(
                  "v1",
                  "Endpoints",
                  "\"subsets\":[{\"addresses\":[{\"ip\":\"10.1.2.3\"}],"
                      + "\"ports\":[{\"port\":80}]}]")),
          Map.entry(
              "slice",
              object(
                  "discovery.k8s.io/v1",
                  "EndpointSlice",
                  "\"addressType\":\"IPv4\",\"endpoints\":[{\"addresses\":[\"10.1.2.3\"]}]")),
          Map.entry("lease", object("coordination.k8s.io/v1", "Lease", "\"spec\":{}")),
          Map.entry(
              "role",
              object(
                  "rbac.authorization.k8s.io/v1",
                  "Role",
                  "\"rules\":[{\"verbs\":[\"get\"],\"apiGroups\":[\"\"],"
                      + "\"resources\":[\"pods\"]}]")),
          Map.entry(
              "rolebinding",
              object(
                  "rbac.authorization.k8s.io/v1",
                  "RoleBinding",
                  "\"roleRef\":{\"kind\":\"Role\",\"name\":\"r\"},\"subjects\":[]")));

  private static String object(String apiVersion, String kind, String rest) {
    return "{\"apiVersion\":\""
        + apiVersion
        + "\",\"kind\":\""
        + kind
        + "\",\"metadata\":{\"name\":\"web\",\"namespace\":\"default\"},"
        + rest
        + "}";
  }

  private static JsonNode json(String text) {
    return Json.parse(text.getBytes(StandardCharsets.UTF_8), "test");
  }

  @Test
  void eachIsRefusedInKubernetesWords() throws IOException {
    var softly = new SoftAssertions();
    int count = 0;
    for (String line : cases().lines().filter(l -> !l.startsWith("#")).toList()) {
      String[] parts = line.split(" \\|", 3);
      String expected = parts[2].strip();
      softly
          .assertThat(problems(parts[0], parts[1].strip()))
          .as(line)
          .isEqualTo(expected.isEmpty() ? List.of() : List.of(expected.split(" && ")));
      count++;
    }
    assertThat(count).isGreaterThan(200);
    softly.assertAll();
  }

  private static String cases() throws IOException {
    try (InputStream in = ValidationCasesTest.class.getResourceAsStream("cases.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static List<String> problems(String what, String patch) {
    boolean inPod = List.of("container", "init", "volume").contains(what);
    String object = OBJECTS.getOrDefault(inPod ? "pod" : what, "");
    var tree = (ObjectNode) json(object);
    JsonNode changed =
        switch (what) {
          case "container" -> inside(tree, "containers", patch);
          case "init" -> inside(tree, "initContainers", patch);
          case "volume" -> inside(tree, "volumes", patch);
          default -> JsonMergePatch.apply(tree, json(patch));
        };
    var complete = (ObjectNode) changed;
    Defaults.apply(complete);
    return Validation.ofNew(KubeObject.of(complete)).stream()
        .map(p -> p.field() + ": " + p.message())
        .toList();
  }

  private static ObjectNode inside(ObjectNode tree, String list, String patch) {
    var array = (ArrayNode) tree.path("spec").get(list);
    array.set(0, JsonMergePatch.apply(array.get(0), json(patch)));
    return tree;
  }
}
