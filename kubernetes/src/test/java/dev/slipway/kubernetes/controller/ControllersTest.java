package dev.slipway.kubernetes.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.base.Json;
import dev.slipway.kubernetes.Cluster;
import dev.slipway.kubernetes.ClusterSettings;
import dev.slipway.kubernetes.DeleteOptions;
import dev.slipway.kubernetes.DeleteOptions.Propagation;
import dev.slipway.kubernetes.ResourceType;
import dev.slipway.kubernetes.Selection;
import dev.slipway.kubernetes.WriteOptions;
import dev.slipway.manifest.KubeObject;
import dev.slipway.manifest.ObjectName;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/** The controllers on a real cluster, with pods that run in name only. */
class ControllersTest {
  private static final ObjectName WEB = new ObjectName("default", "web");
  private static final WriteOptions BY = WriteOptions.by("test");

  @TempDir Path directory;
  private Cluster cluster;
  private Controllers controllers;
  private SimulatedNode node;

  @BeforeEach
  void start() {
    var settings =
        new ClusterSettings("10.96.0.0/16", 30000, 32767, Clock.systemUTC(), new Random(7));
    cluster = Cluster.open(directory.resolve("kubernetes.db"), settings);
    controllers = Controllers.start(cluster);
    node = new SimulatedNode(cluster);
  }

  @AfterEach
  void stop() {
    node.close();
    controllers.close();
    cluster.close();
  }

  @Test
  void rollsOutAndBackAndCleansUpAfterItself() {
    create(ResourceType.DEPLOYMENTS, deployment(3));
    awaitComplete();
    setImage("web:2");
    awaitComplete();
    assertThat(pods()).hasSize(3).allMatch(p -> image(p).equals("web:2"));
    setImage("web:1");
    awaitComplete();
    assertThat(cluster.get(ResourceType.DEPLOYMENTS, WEB).annotations())
        .containsEntry("deployment.kubernetes.io/revision", "3");
    assertThat(sets()).hasSize(2);

    cluster.delete(ResourceType.DEPLOYMENTS, WEB, DeleteOptions.propagate(Propagation.BACKGROUND));

    await().until(() -> sets().isEmpty() && pods().isEmpty());
  }

  @Test
  void aBudgetSaysWhatIsOddAboutItsPods() {
    create(
        ResourceType.POD_DISRUPTION_BUDGETS,
        """
        {"apiVersion":"policy/v1","kind":"PodDisruptionBudget",
         "metadata":{"name":"web","namespace":"default"},
         "spec":{"maxUnavailable":"50%","selector":{"matchLabels":{"app":"alone"}}}}\
        """);
    awaitEvent("NoPods", "No matching pods found");
    create(
        ResourceType.PODS,
        """
        {"apiVersion":"v1","kind":"Pod",
         "metadata":{"name":"alone","namespace":"default","labels":{"app":"alone"},
          "ownerReferences":[{"apiVersion":"batch/v1","kind":"Job","name":"j","uid":"u",
           "controller":true}]},
         "spec":{"containers":[{"name":"c","image":"i:1"}]}}\
        """);
    awaitEvent(
        "CalculateExpectedPodCountFailed",
        "Failed to calculate the number of expected pods: jobs.batch does not implement the scale"
            + " subresource");
  }

  private void awaitEvent(String reason, String message) {
    await()
        .untilAsserted(() ->
            assertThat(cluster.list(ResourceType.EVENTS, Selection.ALL).items())
                .filteredOn(e -> e.tree().path("reason").asString("").equals(reason))
                .extracting(e -> e.tree().path("message").asString(""))
                .containsExactly(message));
  }

  @Test
  void foregroundDeletionKeepsTheOwnerUntilItsDependentsAreGone() {
    create(ResourceType.DEPLOYMENTS, deployment(2));
    awaitComplete();

    cluster.delete(ResourceType.DEPLOYMENTS, WEB, DeleteOptions.propagate(Propagation.FOREGROUND));

    await().until(() -> cluster.find(ResourceType.DEPLOYMENTS, WEB).isEmpty());
    assertThat(sets()).isEmpty();
    assertThat(pods()).isEmpty();
  }

  @Test
  void orphansKeepRunningAndAreAdoptedAgain() {
    create(ResourceType.DEPLOYMENTS, deployment(2));
    awaitComplete();
    List<String> before = pods().stream().map(KubeObject::uid).sorted().toList();

    cluster.delete(ResourceType.DEPLOYMENTS, WEB, DeleteOptions.propagate(Propagation.ORPHAN));

    await().until(() -> cluster.find(ResourceType.DEPLOYMENTS, WEB).isEmpty());
    assertThat(sets()).singleElement().matches(s -> s.ownerReferences().isEmpty());
    create(ResourceType.DEPLOYMENTS, deployment(2));
    awaitComplete();
    assertThat(pods().stream().map(KubeObject::uid).sorted().toList()).isEqualTo(before);
  }

  @Test
  void disruptionBudgetsSayWhatTheyAllow() {
    create(
        ResourceType.POD_DISRUPTION_BUDGETS,
        """
        {"apiVersion":"policy/v1","kind":"PodDisruptionBudget",
         "metadata":{"name":"web","namespace":"default"},
         "spec":{"maxUnavailable":"34%","selector":{"matchLabels":{"app":"web"}}}}
        """);
    create(ResourceType.DEPLOYMENTS, deployment(3));
    awaitComplete();

    await()
        .untilAsserted(() ->
            assertThat(cluster.get(ResourceType.POD_DISRUPTION_BUDGETS, WEB).status().toString())
                .contains("\"disruptionsAllowed\":2")
                .contains("\"desiredHealthy\":1")
                .contains("\"expectedPods\":3")
                .contains("SufficientPods"));
  }

  @Test
  void endpointsFollowReadyPods() {
    create(
        ResourceType.SERVICES,
        """
        {"apiVersion":"v1","kind":"Service","metadata":{"name":"web","namespace":"default"},
         "spec":{"selector":{"app":"web"},"ports":[{"port":80,"targetPort":"http"}]}}
        """);
    create(ResourceType.DEPLOYMENTS, deployment(2));
    awaitComplete();

    await().untilAsserted(() -> assertThat(readyAddresses()).hasSize(2));
    assertThat(slice().tree().path("ports").path(0).path("port").asInt(0)).isEqualTo(8080);
    await()
        .untilAsserted(() ->
            assertThat(cluster.get(ResourceType.ENDPOINTS, WEB).at("/subsets/0/addresses"))
                .hasSize(2));
    cluster.edit(ResourceType.DEPLOYMENTS, WEB, t -> t.withObject("/spec").put("replicas", 0), BY);
    await().untilAsserted(() -> assertThat(readyAddresses()).isEmpty());
  }

  @Test
  void endpointsWrittenByHandAreRepeatedInSlices() {
    var name = new ObjectName("default", "outside");
    create(
        ResourceType.SERVICES,
        """
        {"apiVersion":"v1","kind":"Service","metadata":{"name":"outside","namespace":"default"},
         "spec":{"ports":[{"port":5432}]}}
        """);
    create(
        ResourceType.ENDPOINTS,
        """
        {"apiVersion":"v1","kind":"Endpoints","metadata":{"name":"outside","namespace":"default"},
         "subsets":[{"addresses":[{"ip":"192.0.2.7"}],"notReadyAddresses":[{"ip":"192.0.2.8"}],
                     "ports":[{"port":5432}]}]}
        """);
    await().until(() -> slices("outside").size() == 1);
    KubeObject slice = slices("outside").getFirst();
    assertThat(slice.labels())
        .containsEntry(
            "endpointslice.kubernetes.io/managed-by", "endpointslicemirroring-controller.k8s.io");
    assertThat(slice.ownerReferences()).singleElement().matches(o -> o.kind().equals("Endpoints"));
    assertThat(slice.at("/endpoints").toString())
        .isEqualTo(
            "[{\"addresses\":[\"192.0.2.7\"],\"conditions\":{\"ready\":true}},"
                + "{\"addresses\":[\"192.0.2.8\"],\"conditions\":{\"ready\":false}}]");

    cluster.edit(
        ResourceType.ENDPOINTS,
        name,
        tree ->
            tree.withObject("/metadata/labels")
                .put("endpointslice.kubernetes.io/skip-mirror", "true"),
        BY);
    await().until(() -> slices("outside").isEmpty());
  }

  private List<KubeObject> slices(String service) {
    return cluster.list(ResourceType.ENDPOINT_SLICES, Selection.ALL).items().stream()
        .filter(s -> s.labels().getOrDefault("kubernetes.io/service-name", "").equals(service))
        .toList();
  }

  @Test
  void aDeletedNamespaceTakesItsContentsAlong() {
    create(
        ResourceType.NAMESPACES,
        "{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\"apps\"}}");
    create(ResourceType.DEPLOYMENTS, deployment(2).replace("\"default\"", "\"apps\""));
    var apps = Selection.namespace("apps");
    await().until(() -> cluster.list(ResourceType.PODS, apps).items().size() == 2);

    cluster.delete(ResourceType.NAMESPACES, ObjectName.cluster("apps"), DeleteOptions.DEFAULT);

    await()
        .until(() -> cluster.find(ResourceType.NAMESPACES, ObjectName.cluster("apps")).isEmpty());
    for (ResourceType type : ResourceType.ALL) {
      assertThat(cluster.list(type, apps).items()).isEmpty();
    }
  }

  @Test
  void aNameThatIsTakenIsAvoidedAndCounted() {
    create(ResourceType.DEPLOYMENTS, deployment(1));
    awaitComplete();
    String taken = sets().getFirst().name();
    cluster.delete(ResourceType.DEPLOYMENTS, WEB, DeleteOptions.propagate(Propagation.BACKGROUND));
    await().until(() -> sets().isEmpty() && pods().isEmpty());
    create(
        ResourceType.REPLICA_SETS,
        """
        {"apiVersion":"apps/v1","kind":"ReplicaSet","metadata":{"name":"%s","namespace":"default"},
         "spec":{"replicas":0,"selector":{"matchLabels":{"other":"set"}},"template":{
          "metadata":{"labels":{"other":"set"}},"spec":{"containers":[{"name":"c","image":"o:1"}]}}}}
        """
            .formatted(taken));

    create(ResourceType.DEPLOYMENTS, deployment(1));
    awaitComplete();

    KubeObject web = cluster.get(ResourceType.DEPLOYMENTS, WEB);
    assertThat(web.status().path("collisionCount").asInt(0)).isEqualTo(1);
    assertThat(sets())
        .hasSize(2)
        .filteredOn(s -> s.controller().isPresent())
        .singleElement()
        .matches(s -> s.name().startsWith("web-") && !s.name().equals(taken));
  }

  @Test
  void aNamespaceSaysWhatHoldsIt() {
    var held = ObjectName.cluster("held");
    create(
        ResourceType.NAMESPACES,
        """
        {"apiVersion":"v1","kind":"Namespace","metadata":{"name":"held"},
         "spec":{"finalizers":["example.org/mine"]}}
        """);
    create(
        ResourceType.CONFIG_MAPS,
        """
        {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"kept","namespace":"held",
         "finalizers":["example.org/a"]}}
        """);
    cluster.delete(ResourceType.NAMESPACES, held, DeleteOptions.DEFAULT);
    String remaining = "NamespaceContentRemaining";
    await()
        .until(() ->
            Conditions.find(cluster.get(ResourceType.NAMESPACES, held).status(), remaining)
                .filter(c ->
                    c.path("message")
                        .asString("")
                        .equals(
                            "Some resources are remaining: configmaps. has 1 resource instances"))
                .isPresent());
    var finalizers =
        Conditions.find(
                cluster.get(ResourceType.NAMESPACES, held).status(), "NamespaceFinalizersRemaining")
            .orElseThrow();
    assertThat(finalizers.path("reason").asString("")).isEqualTo("SomeFinalizersRemain");
    assertThat(finalizers.path("message").asString(""))
        .isEqualTo(
            "Some content in the namespace has finalizers remaining: example.org/a in 1 resource"
                + " instances");

    cluster.edit(
        ResourceType.CONFIG_MAPS,
        new ObjectName("held", "kept"),
        tree -> tree.withObject("/metadata").remove("finalizers"),
        BY);
    // What is left now is the finalizer of somebody else.
    await()
        .until(() ->
            cluster
                .get(ResourceType.NAMESPACES, held)
                .at("/spec/finalizers")
                .toString()
                .equals("[\"example.org/mine\"]"));
    cluster.finalizeNamespace("held", present -> List.of());
    assertThat(cluster.find(ResourceType.NAMESPACES, held)).isEmpty();
  }

  private KubeObject slice() {
    return cluster
        .list(ResourceType.ENDPOINT_SLICES, Selection.namespace("default"))
        .items()
        .getFirst();
  }

  private List<String> readyAddresses() {
    var all = new java.util.ArrayList<String>();
    for (var endpoint : slice().tree().path("endpoints")) {
      if (endpoint.path("conditions").path("ready").asBoolean(false)) {
        all.add(endpoint.path("addresses").path(0).asString(""));
      }
    }
    return all;
  }

  private void create(ResourceType type, String json) {
    var tree = (ObjectNode) Json.parse(json.getBytes(StandardCharsets.UTF_8), "test");
    cluster.create(type, KubeObject.of(tree), BY);
  }

  private static String deployment(int replicas) {
    return """
    {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web","namespace":"default"},
     "spec":{"replicas":%d,"selector":{"matchLabels":{"app":"web"}},
      "template":{"metadata":{"labels":{"app":"web"}},
       "spec":{"containers":[{"name":"web","image":"web:1",
        "ports":[{"name":"http","containerPort":8080}]}]}}}}
    """
        .formatted(replicas);
  }

  private void setImage(String image) {
    cluster.edit(
        ResourceType.DEPLOYMENTS,
        WEB,
        tree -> ((ObjectNode) tree.at("/spec/template/spec/containers/0")).put("image", image),
        BY);
  }

  private static String image(KubeObject pod) {
    return pod.at("/spec/containers/0/image").asString("");
  }

  private void awaitComplete() {
    await()
        .until(() -> {
          KubeObject deployment = cluster.get(ResourceType.DEPLOYMENTS, WEB);
          return DeploymentStatus.isComplete(new DeploymentView(deployment), deployment.status());
        });
  }

  private List<KubeObject> sets() {
    return cluster.list(ResourceType.REPLICA_SETS, Selection.namespace("default")).items();
  }

  private List<KubeObject> pods() {
    return cluster.list(ResourceType.PODS, Selection.namespace("default")).items();
  }
}
