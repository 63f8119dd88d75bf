package dev.slipway.kubernetes.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.base.Json;
import dev.slipway.kubernetes.TestApi;
import dev.slipway.kubernetes.UnusedNode;
import dev.slipway.testing.Oracles;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.IntNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * Every field that Kubernetes has for a kind, set once in an object that has little else: it comes
 * back as it was sent, or is refused or warned of by its name. None is dropped in silence.
 */
class EveryFieldTest {
  private static final Pattern SUPPORTED = Pattern.compile("supported values: \"([^\"]*)\"");
  private static final int ROUNDS = 8;

  /** What is set by the server alone, or told elsewhere. */
  private static final Set<String> NOT_SENT =
      Set.of("/metadata", "/status", "/kind", "/apiVersion", "/stringData");

  @TempDir Path directory;
  private TestApi api;
  private final TreeSet<String> lost = new TreeSet<>();
  private final TreeSet<String> blamedElsewhere = new TreeSet<>();
  private int kept;

  @BeforeEach
  void start() {
    api = TestApi.start(directory, new UnusedNode(), Optional.empty());
  }

  @AfterEach
  void stop() {
    api.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "core.v1.Pod|/api/v1/namespaces/default/pods|{\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"x\"}]}}|300",
        "core.v1.Service|/api/v1/namespaces/default/services|{\"spec\":{\"ports\":[{\"port\":80}]}}|10",
        "core.v1.Endpoints|/api/v1/namespaces/default/endpoints|{}|2",
        "core.v1.Event|/api/v1/namespaces/default/events|{\"involvedObject\":{\"namespace\":\"default\"}}|15",
        "core.v1.ConfigMap|/api/v1/namespaces/default/configmaps|{}|3",
        "core.v1.Secret|/api/v1/namespaces/default/secrets|{}|3",
        "core.v1.ServiceAccount|/api/v1/namespaces/default/serviceaccounts|{}|5",
        "core.v1.Namespace|/api/v1/namespaces|{}|0",
        "core.v1.Node|/api/v1/nodes|{}|6",
        "apps.v1.Deployment|/apis/apps/v1/namespaces/default/deployments|TEMPLATE|5",
        "apps.v1.ReplicaSet|/apis/apps/v1/namespaces/default/replicasets|TEMPLATE|2",
        "batch.v1.Job|/apis/batch/v1/namespaces/default/jobs|JOB|12",
        "autoscaling.v2.HorizontalPodAutoscaler|/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers|{\"spec\":{\"maxReplicas\":3,\"scaleTargetRef\":{\"kind\":\"Deployment\",\"name\":\"d\"}}}|10",
        "networking.k8s.io.v1.Ingress|/apis/networking.k8s.io/v1/namespaces/default/ingresses|{\"spec\":{\"defaultBackend\":{\"service\":{\"name\":\"s\",\"port\":{\"number\":80}}}}}|5",
        "discovery.k8s.io.v1.EndpointSlice|/apis/discovery.k8s.io/v1/namespaces/default/endpointslices|{\"addressType\":\"IPv4\",\"endpoints\":[]}|10",
        "policy.v1.PodDisruptionBudget|/apis/policy/v1/namespaces/default/poddisruptionbudgets|{\"spec\":{}}|2",
        "coordination.k8s.io.v1.Lease|/apis/coordination.k8s.io/v1/namespaces/default/leases|{}|5",
        "rbac.authorization.k8s.io.v1.Role|/apis/rbac.authorization.k8s.io/v1/namespaces/default/roles|{}|4",
        "rbac.authorization.k8s.io.v1.ClusterRole|/apis/rbac.authorization.k8s.io/v1/clusterroles|{}|5",
        "rbac.authorization.k8s.io.v1.RoleBinding|/apis/rbac.authorization.k8s.io/v1/namespaces/default/rolebindings|{\"roleRef\":{\"apiGroup\":\"rbac.authorization.k8s.io\",\"kind\":\"Role\",\"name\":\"r\"}}|3",
        "rbac.authorization.k8s.io.v1.ClusterRoleBinding|/apis/rbac.authorization.k8s.io/v1/clusterrolebindings|{\"roleRef\":{\"apiGroup\":\"rbac.authorization.k8s.io\",\"kind\":\"ClusterRole\",\"name\":\"r\"}}|3",
      })
  void isKeptOrNamed(String kind, String path, String base, int least) {
    JsonNode full = Oracles.json(Oracles.require("kubernetes-api").resolve(kind + ".json"));
    ObjectNode start = (ObjectNode) Json.parse(body(base).getBytes(StandardCharsets.UTF_8), kind);
    var leaves = new ArrayList<String>();
    leaves(full, "", leaves);
    for (String leaf : leaves) {
      // What a template holds is a pod.
      boolean elsewhere = leaf.startsWith("/spec/template/") || isContainerAgain(full, leaf);
      if (NOT_SENT.stream().noneMatch(leaf::startsWith) && !elsewhere) {
        check(path, start.deepCopy(), full, leaf);
      }
    }
    assertThat(lost).as("fields of %s that are dropped", kind).isEmpty();
    assertThat(blamedElsewhere).as("refusals that name something else").isEmpty();
    assertThat(kept).as("fields of %s that are kept", kind).isGreaterThanOrEqualTo(least);
  }

  /** Whether the field is that of other containers, which are of the same type. */
  private static boolean isContainerAgain(JsonNode full, String leaf) {
    String same = leaf.replaceFirst("/(init|ephemeral)Containers/0/", "/containers/0/");
    return !same.equals(leaf) && full.at(same).isValueNode();
  }

  private static String body(String base) {
    String pod = "\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"x\"}]";
    return switch (base) {
      case "TEMPLATE" ->
          "{\"spec\":{\"selector\":{\"matchLabels\":{\"a\":\"b\"}},\"template\":{\"metadata\":{\"labels\":{\"a\":\"b\"}},%s}}}}"
              .formatted(pod);
      case "JOB" -> "{\"spec\":{\"template\":{%s,\"restartPolicy\":\"Never\"}}}}".formatted(pod);
      default -> base;
    };
  }

  private static void leaves(JsonNode node, String at, List<String> all) {
    switch (node) {
      case ObjectNode object ->
          object.propertyNames().forEach(name -> leaves(object.get(name), at + "/" + name, all));
      case ArrayNode array -> leaves(array.path(0), at + "/0", all);
      default -> all.add(at);
    }
  }

  /** Sets one field, and what the answers say has to be there beside it. */
  private void check(String path, ObjectNode object, JsonNode full, String leaf) {
    object.withObject("/metadata").put("name", "every");
    set(object, leaf, valid(full.at(leaf)));
    for (int round = 0; round < ROUNDS; round++) {
      HttpResponse<String> answer =
          api.send("POST", path + "?dryRun=All", "application/json", Json.text(object), "*/*");
      JsonNode tree = Json.parse(answer.body().getBytes(StandardCharsets.UTF_8), leaf);
      if (answer.statusCode() == 201) {
        if (tree.at(leaf).equals(object.at(leaf))) {
          kept++;
        } else if (!String.join(" ", answer.headers().allValues("Warning")).contains(name(leaf))) {
          lost.add(leaf + " sent as " + object.at(leaf) + " came back as " + tree.at(leaf));
        }
        return;
      }
      if (!mend(object, full, leaf, tree)) {
        if (!names(tree.path("message").asString(""), leaf, object.at(leaf).asString(""))) {
          blamedElsewhere.add(leaf + ": " + tree.path("message").asString(""));
        }
        return;
      }
    }
  }

  /** Follows what a refusal asks for; answers whether there was anything to follow. */
  private static boolean mend(ObjectNode object, JsonNode full, String leaf, JsonNode status) {
    boolean changed = false;
    for (JsonNode cause : status.at("/details/causes")) {
      String at = pointer(cause.path("field").asString(""));
      String message = cause.path("message").asString("");
      Matcher supported = SUPPORTED.matcher(message);
      JsonNode wanted = full.at(at);
      if (supported.find() && !object.at(at).equals(StringNode.valueOf(supported.group(1)))) {
        set(object, at, StringNode.valueOf(supported.group(1)));
        changed = true;
      } else if (message.startsWith("Required value")
          && !at.equals(leaf)
          && object.at(at).isMissingNode()
          && (wanted.isValueNode() || wanted.path(0).isValueNode())) {
        set(
            object,
            wanted.isArray() ? at + "/0" : at,
            valid(wanted.isArray() ? wanted.get(0) : wanted));
        changed = true;
      }
    }
    return changed;
  }

  /** Whether a refusal is about the field, what it is in, or its value. */
  private static boolean names(String message, String leaf, String value) {
    return (value.length() > 2 && message.contains(value))
        || Stream.of(leaf.split("/"))
            .anyMatch(p -> p.length() > 2 && !p.equals("spec") && message.contains(p));
  }

  private static String name(String leaf) {
    return leaf.replaceAll("/[0-9]+", "").replaceFirst(".*/", "");
  }

  /** {@code spec.ports[0].name} as a pointer. */
  private static String pointer(String field) {
    return "/" + field.replaceAll("\\[([^\\]]*)\\]", ".$1").replace(".", "/");
  }

  /** A value such as most fields of its type take. */
  private static JsonNode valid(JsonNode value) {
    if (value.asString("").startsWith("addresses") || value.asString("").equals("ipValue")) {
      return StringNode.valueOf("10.1.2.3");
    }
    if (value.isString()) {
      return StringNode.valueOf(value.asString("").toLowerCase(Locale.ROOT));
    }
    return value.isIntegralNumber()
        ? IntNode.valueOf(Math.floorMod(value.asInt(), 100) + 1)
        : value;
  }

  private static void set(ObjectNode object, String pointer, JsonNode value) {
    JsonNode at = object;
    String[] parts = pointer.substring(1).split("/");
    for (int i = 0; i < parts.length; i++) {
      boolean last = i == parts.length - 1;
      boolean list = !last && parts[i + 1].matches("[0-9]+");
      JsonNode next = at.path(parts[i]);
      if (at instanceof ArrayNode array) {
        next = array.path(0);
        if (last || next.isMissingNode()) {
          next = last ? value : Json.MAPPER.createObjectNode();
          if (array.isEmpty()) {
            array.add(next);
          } else {
            array.set(0, next);
          }
        }
      } else if (last || next.isMissingNode()) {
        next = last ? value : list ? Json.MAPPER.createArrayNode() : Json.MAPPER.createObjectNode();
        ((ObjectNode) at).set(parts[i], next);
      }
      at = next;
    }
  }
}
