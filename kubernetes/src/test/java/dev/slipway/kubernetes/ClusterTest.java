package dev.slipway.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.slipway.kubernetes.DeleteOptions.Propagation;
import dev.slipway.kubernetes.WriteOptions.Mode;
import dev.slipway.manifest.KubeObject;
import dev.slipway.manifest.ObjectName;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

class ClusterTest {
  private static final WriteOptions TEST = WriteOptions.by("test");
  @TempDir Path directory;
  private Cluster cluster;

  @BeforeEach
  void open() {
    cluster = Cluster.open(directory.resolve("kubernetes.db"), TestApi.settings());
  }

  @AfterEach
  void close() {
    cluster.close();
  }

  @Test
  void startsWithTheUsualNamespacesAndKeepsThem() {
    close();
    open();
    assertThat(cluster.list(ResourceType.NAMESPACES, Selection.ALL).items())
        .extracting(KubeObject::name)
        .containsExactly("default", "kube-node-lease", "kube-public", "kube-system");
  }

  @Test
  void aChangeOfTheSpecificationCountsAChangeOfMetadataDoesNot() {
    ObjectName name = deployment("web").objectName();
    KubeObject labelled = edit(ResourceType.DEPLOYMENTS, name, t -> label(t, "a", "b"));
    assertThat(labelled.generation()).isEqualTo(1);
    KubeObject scaled =
        edit(ResourceType.DEPLOYMENTS, name, t -> t.withObject("/spec").put("replicas", 3));
    assertThat(scaled.generation()).isEqualTo(2);
  }

  @Test
  void statusAndSpecificationAreWrittenApart() {
    ObjectName name = deployment("web").objectName();
    Consumer<ObjectNode> both =
        tree -> {
          tree.withObject("/spec").put("replicas", 7);
          tree.withObject("/status").put("replicas", 7L);
        };
    KubeObject main = edit(ResourceType.DEPLOYMENTS, name, both);
    assertThat(main.at("/spec/replicas").asInt(0)).isEqualTo(7);
    assertThat(main.status().isEmpty()).isTrue();
    KubeObject status =
        cluster.editStatus(
            ResourceType.DEPLOYMENTS,
            name,
            tree -> {
              tree.withObject("/spec").put("replicas", 1);
              tree.withObject("/status").put("replicas", 5L);
            },
            TEST);
    assertThat(status.at("/spec/replicas").asInt(0)).isEqualTo(7);
    assertThat(status.at("/status/replicas").asInt(0)).isEqualTo(5);
    assertThat(status.generation()).isEqualTo(main.generation());
  }

  @Test
  void aWriteThatChangesNothingMakesNoVersion() {
    ObjectName name = deployment("web").objectName();
    Consumer<ObjectNode> edit = tree -> tree.withObject("/status").put("observedGeneration", 1L);
    KubeObject first = cluster.editStatus(ResourceType.DEPLOYMENTS, name, edit, TEST);
    KubeObject second = cluster.editStatus(ResourceType.DEPLOYMENTS, name, edit, TEST);
    assertThat(second.resourceVersion()).isEqualTo(first.resourceVersion());
    close();
    open();
    assertThat(cluster.editStatus(ResourceType.DEPLOYMENTS, name, edit, TEST).resourceVersion())
        .isEqualTo(first.resourceVersion());
  }

  @Test
  void aStaleUpdateIsAConflict() {
    KubeObject read = configMap("c");
    edit(ResourceType.CONFIG_MAPS, read.objectName(), t -> label(t, "a", "b"));
    assertThatThrownBy(() -> cluster.update(ResourceType.CONFIG_MAPS, read, TEST))
        .asInstanceOf(type(ApiException.class))
        .matches(ApiException::isConflict)
        .hasFieldOrPropertyWithValue("code", 409);
  }

  @Test
  void aDryRunAnswersAndStoresNothing() {
    long before = cluster.version();
    var name = new ObjectName("default", "dry");
    KubeObject answer =
        cluster.create(
            ResourceType.CONFIG_MAPS,
            KubeObject.create(ResourceType.CONFIG_MAPS.groupVersionKind(), name, t -> {}),
            new WriteOptions(Mode.DRY_RUN, "test"));
    assertThat(answer.uid()).isNotEmpty();
    assertThat(cluster.find(ResourceType.CONFIG_MAPS, name)).isEmpty();
    assertThat(cluster.version()).isEqualTo(before);
  }

  @Test
  void generatedNamesDiffer() {
    Set<String> names = new HashSet<>();
    for (int i = 0; i < 50; i++) {
      KubeObject wanted =
          KubeObject.create(
              ResourceType.CONFIG_MAPS.groupVersionKind(),
              new ObjectName("default", ""),
              t -> t.withObject("/metadata").put("generateName", "job-"));
      names.add(cluster.create(ResourceType.CONFIG_MAPS, wanted, TEST).name());
    }
    assertThat(names).hasSize(50).allMatch(n -> n.matches("job-[a-z0-9]{5}"));
  }

  @Test
  void aPodOnANodeWaitsForItsGraceAndGoesWhenTheNodeConfirms() {
    ObjectName pod = pod("p").objectName();
    edit(ResourceType.PODS, pod, t -> t.withObject("/spec").put("nodeName", "node-1"));
    var outcome = cluster.delete(ResourceType.PODS, pod, DeleteOptions.DEFAULT);
    assertThat(outcome).isInstanceOf(DeleteOutcome.Pending.class);
    KubeObject waiting = outcome.object();
    assertThat(waiting.metadata().path("deletionGracePeriodSeconds").asInt(0)).isEqualTo(30);
    assertThat(waiting.deletionTimestamp().orElseThrow())
        .isAfter(cluster.clock().instant().plusSeconds(25));
    KubeObject shorter = cluster.delete(ResourceType.PODS, pod, DeleteOptions.grace(5)).object();
    assertThat(shorter.metadata().path("deletionGracePeriodSeconds").asInt(0)).isEqualTo(5);
    KubeObject notLonger = cluster.delete(ResourceType.PODS, pod, DeleteOptions.grace(60)).object();
    assertThat(notLonger.metadata().path("deletionGracePeriodSeconds").asInt(0)).isEqualTo(5);
    assertThat(cluster.delete(ResourceType.PODS, pod, DeleteOptions.grace(0)))
        .isInstanceOf(DeleteOutcome.Removed.class);
    assertThat(cluster.find(ResourceType.PODS, pod)).isEmpty();
  }

  @Test
  void aPodThatNeverReachedANodeGoesAtOnce() {
    assertThat(cluster.delete(ResourceType.PODS, pod("p").objectName(), DeleteOptions.DEFAULT))
        .isInstanceOf(DeleteOutcome.Removed.class);
  }

  @Test
  void finalizersHoldAnObjectUntilTheLastIsRemoved() {
    ObjectName name = configMap("c").objectName();
    edit(
        ResourceType.CONFIG_MAPS,
        name,
        t -> t.withObject("/metadata").putArray("finalizers").add("example.org/a"));
    assertThat(cluster.delete(ResourceType.CONFIG_MAPS, name, DeleteOptions.DEFAULT))
        .isInstanceOf(DeleteOutcome.Pending.class);
    assertThat(cluster.get(ResourceType.CONFIG_MAPS, name).isBeingDeleted()).isTrue();
    edit(ResourceType.CONFIG_MAPS, name, t -> t.withObject("/metadata").remove("finalizers"));
    assertThat(cluster.find(ResourceType.CONFIG_MAPS, name)).isEmpty();
  }

  @Test
  void propagationIsLeftToTheGarbageCollectorAsAFinalizer() {
    ObjectName first = deployment("first").objectName();
    ObjectName second = deployment("second").objectName();
    var foreground =
        cluster.delete(
            ResourceType.DEPLOYMENTS, first, DeleteOptions.propagate(Propagation.FOREGROUND));
    var orphan =
        cluster.delete(
            ResourceType.DEPLOYMENTS, second, DeleteOptions.propagate(Propagation.ORPHAN));
    assertThat(foreground.object().finalizers()).containsExactly("foregroundDeletion");
    assertThat(orphan.object().finalizers()).containsExactly("orphan");
    var again =
        cluster.delete(
            ResourceType.DEPLOYMENTS, second, DeleteOptions.propagate(Propagation.BACKGROUND));
    assertThat(again).isInstanceOf(DeleteOutcome.Removed.class);
  }

  @Test
  void aTerminatingNamespaceTakesNothingNewAndGoesWhenFinalized() {
    var name = ObjectName.cluster("team");
    cluster.create(
        ResourceType.NAMESPACES,
        KubeObject.create(ResourceType.NAMESPACES.groupVersionKind(), name, t -> {}),
        TEST);
    var outcome = cluster.delete(ResourceType.NAMESPACES, name, DeleteOptions.DEFAULT);
    assertThat(outcome).isInstanceOf(DeleteOutcome.Pending.class);
    assertThat(outcome.object().at("/status/phase").asString("")).isEqualTo("Terminating");
    assertThatThrownBy(() -> configMap("c", "team"))
        .hasMessage(
            "configmaps \"c\" is forbidden: unable to create new content in namespace team because"
                + " it is being terminated");
    cluster.finalizeNamespace("team", present -> List.of());
    assertThat(cluster.find(ResourceType.NAMESPACES, name)).isEmpty();
    assertThatThrownBy(() -> configMap("c", "team")).hasMessage("namespaces \"team\" not found");
  }

  @Test
  void servicesGetDifferentAddressesAndKeepThem() {
    KubeObject a = service("a", "");
    KubeObject b = service("b", "");
    String address = a.at("/spec/clusterIP").asString("");
    assertThat(address).startsWith("10.96.");
    assertThat(b.at("/spec/clusterIP").asString("")).isNotEqualTo(address);
    KubeObject again =
        edit(
            ResourceType.SERVICES,
            a.objectName(),
            t -> t.withObject("/spec").remove(List.of("clusterIP", "clusterIPs")));
    assertThat(again.at("/spec/clusterIP").asString("")).isEqualTo(address);
    assertThatThrownBy(() -> service("c", address))
        .hasMessageContaining("provided IP is already allocated");
    assertThatThrownBy(() -> service("c", "10.1.2.3"))
        .hasMessageContaining("The range of valid IPs is 10.96.0.0/16");
    assertThatThrownBy(() ->
            edit(
                ResourceType.SERVICES,
                a.objectName(),
                t -> t.withObject("/spec").put("clusterIP", "10.96.255.1")))
        .hasMessageContaining("may not change once set");
  }

  @Test
  void nodePortsAreGivenOutOnceAndCheckedForTheirRange() {
    KubeObject first = nodePort("a", 30080);
    assertThat(first.at("/spec/ports/0/nodePort").asInt(0)).isEqualTo(30080);
    assertThat(nodePort("b", 0).at("/spec/ports/0/nodePort").asInt(0)).isBetween(30000, 32767);
    assertThatThrownBy(() -> nodePort("c", 30080))
        .hasMessageContaining("provided port is already allocated");
    assertThatThrownBy(() -> nodePort("c", 80))
        .hasMessageContaining("The range of valid ports is 30000-32767");
  }

  @Test
  void aLoadBalancerMayDoWithoutNodePorts() {
    KubeObject balanced =
        cluster.create(
            ResourceType.SERVICES,
            KubeObject.create(
                ResourceType.SERVICES.groupVersionKind(),
                new ObjectName("default", "balanced"),
                t -> {
                  t.withObject("/spec")
                      .put("type", "LoadBalancer")
                      .put("allocateLoadBalancerNodePorts", false);
                  t.withArray("/spec/ports").addObject().put("port", 80);
                }),
            TEST);
    assertThat(balanced.at("/spec/ports/0").has("nodePort")).isFalse();
    assertThat(balanced.at("/spec/clusterIP").asString("")).isNotEmpty();
  }

  @Test
  void anEvictionRespectsTheDisruptionBudget() {
    KubeObject pod = pod("p");
    cluster.editStatus(
        ResourceType.PODS,
        pod.objectName(),
        t -> t.withObject("/status").put("phase", "Running"),
        TEST);
    cluster.create(
        ResourceType.POD_DISRUPTION_BUDGETS,
        KubeObject.create(
            ResourceType.POD_DISRUPTION_BUDGETS.groupVersionKind(),
            new ObjectName("default", "budget"),
            t -> {
              t.withObject("/spec").put("minAvailable", 1);
              t.withObject("/spec/selector/matchLabels").put("app", "p");
            }),
        TEST);
    assertThatThrownBy(() -> cluster.evict(pod.objectName(), DeleteOptions.DEFAULT))
        .hasMessage("Cannot evict pod as it would violate the pod's disruption budget.")
        .hasFieldOrPropertyWithValue("code", 429);
    KubeObject other = cluster.find(ResourceType.PODS, pod.objectName()).orElseThrow();
    KubeObject second =
        cluster.create(
            ResourceType.PODS,
            KubeObject.create(
                ResourceType.PODS.groupVersionKind(),
                new ObjectName("default", "q"),
                t -> {
                  t.withObject("/metadata/labels").put("app", "p");
                  t.set("spec", other.spec().deepCopy());
                }),
            TEST);
    for (KubeObject each : List.of(pod, second)) {
      cluster.editStatus(
          ResourceType.PODS,
          each.objectName(),
          t -> {
            t.withObject("/status").put("phase", "Running");
            t.withArray("/status/conditions")
                .addObject()
                .put("type", "Ready")
                .put("status", "True");
          },
          TEST);
    }
    assertThat(cluster.evict(pod.objectName(), DeleteOptions.DEFAULT))
        .isInstanceOf(DeleteOutcome.Removed.class);
    assertThatThrownBy(() -> cluster.evict(second.objectName(), DeleteOptions.DEFAULT))
        .hasFieldOrPropertyWithValue("code", 429);
    // One that serves nobody may go all the same when the budget says so.
    cluster.editStatus(
        ResourceType.PODS,
        second.objectName(),
        t -> ((ObjectNode) t.at("/status/conditions/0")).put("status", "False"),
        TEST);
    assertThatThrownBy(() -> cluster.evict(second.objectName(), DeleteOptions.DEFAULT))
        .hasFieldOrPropertyWithValue("code", 429);
    edit(
        ResourceType.POD_DISRUPTION_BUDGETS,
        new ObjectName("default", "budget"),
        t -> t.withObject("/spec").put("unhealthyPodEvictionPolicy", "AlwaysAllow"));
    assertThat(cluster.evict(second.objectName(), DeleteOptions.DEFAULT))
        .isInstanceOf(DeleteOutcome.Removed.class);
  }

  @Test
  void anInformerShowsWhatIsThereAndWhatChanges() throws Exception {
    configMap("before");
    List<String> told = new CopyOnWriteArrayList<>();
    try (Informer informer =
        Informer.of(cluster, ResourceType.CONFIG_MAPS)
            .index(
                "tier",
                o -> o.labels().containsKey("tier") ? List.of(o.labels().get("tier")) : List.of())
            .handler(Informer.Handler.ofAny(o -> told.add(o.name())))
            .start()) {
      informer.awaitSynced();
      assertThat(told).containsExactly("before");
      configMap("after");
      KubeObject labelled =
          edit(
              ResourceType.CONFIG_MAPS,
              new ObjectName("default", "after"),
              t -> label(t, "tier", "front"));
      assertThat(
              informer.awaitVersion(
                  Long.parseLong(labelled.resourceVersion()), Duration.ofSeconds(10)))
          .isTrue();
      assertThat(informer.byIndex("tier", "front")).containsExactly(labelled);
      cluster.delete(ResourceType.CONFIG_MAPS, labelled.objectName(), DeleteOptions.DEFAULT);
      assertThat(informer.awaitVersion(cluster.version(), Duration.ofSeconds(10))).isTrue();
      assertThat(informer.byIndex("tier", "front")).isEmpty();
      assertThat(told).containsExactly("before", "after", "after", "after");
    }
  }

  private KubeObject edit(ResourceType type, ObjectName name, Consumer<ObjectNode> edit) {
    return cluster.edit(type, name, edit, TEST);
  }

  private static void label(ObjectNode tree, String key, String value) {
    tree.withObject("/metadata").withObject("/labels").put(key, value);
  }

  private KubeObject create(ResourceType type, String name, Consumer<ObjectNode> content) {
    return cluster.create(
        type,
        KubeObject.create(type.groupVersionKind(), new ObjectName("default", name), content),
        TEST);
  }

  private KubeObject configMap(String name) {
    return configMap(name, "default");
  }

  private KubeObject configMap(String name, String namespace) {
    return cluster.create(
        ResourceType.CONFIG_MAPS,
        KubeObject.create(
            ResourceType.CONFIG_MAPS.groupVersionKind(), new ObjectName(namespace, name), t -> {}),
        TEST);
  }

  private KubeObject pod(String name) {
    return create(
        ResourceType.PODS,
        name,
        t -> {
          label(t, "app", name);
          containers(t.withObject("/spec"));
        });
  }

  private KubeObject deployment(String name) {
    return create(
        ResourceType.DEPLOYMENTS,
        name,
        t -> {
          t.withObject("/spec/selector/matchLabels").put("app", name);
          t.withObject("/spec/template/metadata/labels").put("app", name);
          containers(t.withObject("/spec/template/spec"));
        });
  }

  private static void containers(ObjectNode spec) {
    spec.putArray("containers").addObject().put("name", "c").put("image", "x:1");
  }

  private KubeObject service(String name, String address) {
    return create(
        ResourceType.SERVICES,
        name,
        t -> {
          t.withObject("/spec").putArray("ports").addObject().put("port", 80);
          if (!address.isEmpty()) {
            t.withObject("/spec").put("clusterIP", address);
          }
        });
  }

  private KubeObject nodePort(String name, int port) {
    return create(
        ResourceType.SERVICES,
        name,
        t -> {
          t.withObject("/spec").put("type", "NodePort");
          ObjectNode first = t.withObject("/spec").putArray("ports").addObject().put("port", 80);
          if (port > 0) {
            first.put("nodePort", port);
          }
        });
  }
}
