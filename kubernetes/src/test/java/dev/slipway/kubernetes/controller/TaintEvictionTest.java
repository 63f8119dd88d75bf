package dev.slipway.kubernetes.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.base.Json;
import dev.slipway.kubernetes.Cluster;
import dev.slipway.kubernetes.ClusterSettings;
import dev.slipway.kubernetes.ResourceType;
import dev.slipway.kubernetes.Selection;
import dev.slipway.kubernetes.WriteOptions;
import dev.slipway.manifest.KubeObject;
import dev.slipway.manifest.ObjectName;
import dev.slipway.testing.ManualClock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/** Who has to leave a tainted node, and when; without any thread. */
class TaintEvictionTest {
  private static final ObjectName NODE = ObjectName.cluster("n");
  private static final WriteOptions BY = WriteOptions.by("test");

  @TempDir Path directory;
  private final ManualClock clock = new ManualClock(Instant.parse("2026-01-01T00:00:00Z"));
  private Cluster cluster;
  private EventRecorder events;
  private TaintEviction eviction;

  @BeforeEach
  void start() {
    cluster =
        Cluster.open(
            directory.resolve("kubernetes.db"),
            new ClusterSettings("10.96.0.0/16", 30000, 32767, clock, new Random(7)));
    events = EventRecorder.start(cluster, new EventRecorder.Source(TaintEviction.COMPONENT, ""));
    eviction = new TaintEviction(cluster, events);
    create("{\"apiVersion\":\"v1\",\"kind\":\"Node\",\"metadata\":{\"name\":\"n\"}}");
  }

  @AfterEach
  void stop() {
    events.close();
    cluster.close();
  }

  private KubeObject create(String json) {
    var tree = (ObjectNode) Json.parse(json.getBytes(StandardCharsets.UTF_8), "test");
    KubeObject object = KubeObject.of(tree);
    return cluster.create(ResourceType.of(object.groupVersionKind()).orElseThrow(), object, BY);
  }

  private ObjectName pod(String name, String toleration) {
    return create(
            """
            {"apiVersion":"v1","kind":"Pod","metadata":{"name":"%s","namespace":"default"},
             "spec":{"nodeName":"n","tolerations":[%s],
              "containers":[{"name":"c","image":"i"}]}}
            """
                .formatted(name, toleration))
        .objectName();
  }

  private void taint(String... effects) {
    cluster.edit(
        ResourceType.NODES,
        NODE,
        tree -> {
          var taints = tree.withObject("/spec").putArray("taints");
          for (String effect : effects) {
            taints.addObject().put("key", "gone").put("value", "x").put("effect", effect);
          }
        },
        BY);
  }

  private boolean isLeaving(ObjectName pod) {
    return cluster.get(ResourceType.PODS, pod).isBeingDeleted();
  }

  @Test
  void whoDoesNotStandATaintLeavesAtOnceAndItsStatusSaysWhy() {
    ObjectName pod = pod("web", "");
    taint("NoSchedule");
    assertThat(eviction.reconcile(pod)).isEmpty();
    assertThat(isLeaving(pod)).isFalse();

    taint("NoExecute");
    assertThat(eviction.reconcile(pod)).isEmpty();
    assertThat(isLeaving(pod)).isTrue();
    assertThat(cluster.get(ResourceType.PODS, pod).at("/status/conditions").toString())
        .contains("\"type\":\"DisruptionTarget\",\"status\":\"True\"")
        .contains("\"reason\":\"DeletionByTaintManager\"")
        .contains("Taint manager: deleting due to NoExecute taint");
    events.close();
    assertThat(messages()).containsExactly("Marking for deletion Pod default/web");
  }

  @Test
  void whoStandsItForAWhileLeavesAfterwardsUnlessItGoesBefore() {
    String toleration =
        "{\"key\":\"gone\",\"operator\":\"Exists\",\"tolerationSeconds\":%d,\"effect\":\"NoExecute\"}";
    ObjectName patient = pod("patient", toleration.formatted(60));
    ObjectName hasty = pod("hasty", toleration.formatted(20));
    ObjectName resident = pod("resident", "{\"operator\":\"Exists\"}");
    taint("NoExecute");
    assertThat(eviction.reconcile(patient)).contains(Duration.ofSeconds(60));
    assertThat(eviction.reconcile(hasty)).contains(Duration.ofSeconds(20));
    assertThat(eviction.reconcile(resident)).isEmpty();
    clock.pass(Duration.ofSeconds(20));
    assertThat(eviction.reconcile(patient)).contains(Duration.ofSeconds(40));
    assertThat(eviction.reconcile(hasty)).isEmpty();
    assertThat(isLeaving(hasty)).isTrue();

    taint();
    assertThat(eviction.reconcile(patient)).isEqualTo(Optional.empty());
    taint("NoExecute");
    assertThat(eviction.reconcile(patient)).contains(Duration.ofSeconds(60));
    assertThat(isLeaving(patient)).isFalse();
    assertThat(isLeaving(resident)).isFalse();
    events.close();
    assertThat(messages())
        .containsExactlyInAnyOrder(
            "Marking for deletion Pod default/hasty", "Cancelling deletion of Pod default/patient");
  }

  private List<String> messages() {
    return cluster.list(ResourceType.EVENTS, Selection.ALL).items().stream()
        .filter(e -> e.tree().path("reason").asString("").equals("TaintManagerEviction"))
        .map(e -> e.tree().path("message").asString(""))
        .toList();
  }

  @Test
  void theOldestOfTooManyEndedPodsGo() {
    for (int i = 0; i < 6; i++) {
      ObjectName pod = pod("p" + i, "");
      if (i != 0) {
        cluster.editStatus(
            ResourceType.PODS, pod, t -> t.withObject("/status").put("phase", "Failed"), BY);
      }
      clock.pass(Duration.ofSeconds(1));
    }
    new EndedPods(cluster, 3).reconcile("pods");
    assertThat(isThere("p0")).isTrue();
    assertThat(isThere("p1")).isFalse();
    assertThat(isThere("p2")).isFalse();
    assertThat(isThere("p3")).isTrue();
  }

  private boolean isThere(String name) {
    return cluster
        .find(ResourceType.PODS, new ObjectName("default", name))
        .filter(p -> !p.isBeingDeleted())
        .isPresent();
  }
}
