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
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Jobs on a real cluster; the test itself is the node. */
class JobTest {
  private static final ObjectName WORK = new ObjectName("default", "work");
  private static final WriteOptions BY = WriteOptions.by("test");

  @TempDir Path directory;
  private Cluster cluster;
  private Controllers controllers;

  @BeforeEach
  void start() {
    var settings =
        new ClusterSettings("10.96.0.0/16", 30000, 32767, Clock.systemUTC(), new Random(7));
    cluster = Cluster.open(directory.resolve("kubernetes.db"), settings);
    controllers = Controllers.start(cluster);
  }

  @AfterEach
  void stop() {
    controllers.close();
    cluster.close();
  }

  @Test
  void isCompleteWhenEnoughPodsSucceeded() {
    create("\"completions\":3,\"parallelism\":2");
    awaitActive(2);
    end(active().getFirst(), "Succeeded");
    awaitActive(2);
    assertThat(pods()).hasSize(3);
    active().forEach(p -> end(p, "Succeeded"));

    await().until(() -> isTrue("Complete"));
    assertThat(job().status().path("succeeded").asInt(0)).isEqualTo(3);
    assertThat(job().status().path("completionTime").asString("")).isNotEmpty();
    assertThat(job().status().has("active")).isFalse();
    await().until(() -> pods().stream().allMatch(p -> p.finalizers().isEmpty()));
    assertThat(pods()).hasSize(3);
  }

  @Test
  void failsWhenTooManyPodsFailed() {
    create("\"backoffLimit\":0");
    awaitActive(1);
    end(active().getFirst(), "Failed");

    await().until(() -> isTrue("Failed"));
    assertThat(Conditions.reason(job().status(), "Failed")).isEqualTo("BackoffLimitExceeded");
    assertThat(job().status().path("failed").asInt(0)).isEqualTo(1);
    assertThat(pods()).hasSize(1);
  }

  @Test
  void somePodsMayFailWithoutCountingAndOthersEndTheJob() {
    create(
        """
        "backoffLimit":0,"podFailurePolicy":{"rules":[
          {"action":"Ignore","onPodConditions":[{"type":"DisruptionTarget"}]},
          {"action":"FailJob","onExitCodes":{"containerName":"c","operator":"In","values":[42]}}]}
        """);
    awaitActive(1);
    KubeObject first = active().getFirst();
    end(first, "Failed", "\"conditions\":[{\"type\":\"DisruptionTarget\",\"status\":\"True\"}]");
    await().until(() -> active().stream().anyMatch(p -> !p.uid().equals(first.uid())));
    assertThat(isTrue("Failed")).isFalse();

    KubeObject second = active().getFirst();
    end(
        second,
        "Failed",
        "\"containerStatuses\":[{\"name\":\"c\",\"state\":{\"terminated\":{\"exitCode\":42}}}]");

    await().until(() -> isTrue("Failed"));
    assertThat(Conditions.reason(job().status(), "Failed")).isEqualTo("PodFailurePolicy");
    assertThat(Conditions.find(job().status(), "Failed").orElseThrow().path("message").asString(""))
        .isEqualTo(
            "Container c for pod %s failed with exit code 42 matching FailJob rule at index 1"
                .formatted(second.objectName()));
    assertThat(job().status().path("failed").asInt(0)).isOne();
  }

  @Test
  void someOfTheIndexesMayBeEnough() {
    create(
        """
        "completions":3,"parallelism":3,"completionMode":"Indexed",
        "successPolicy":{"rules":[{"succeededIndexes":"1-2","succeededCount":1}]}
        """);
    awaitActive(3);
    end(ofIndex(0), "Succeeded");
    await().until(() -> job().status().path("succeeded").asInt(0) == 1);
    assertThat(Conditions.isTrue(job().status(), "SuccessCriteriaMet")).isFalse();

    end(ofIndex(2), "Succeeded");

    await().until(() -> isTrue("Complete"));
    assertThat(Conditions.reason(job().status(), "Complete")).isEqualTo("SuccessPolicy");
  }

  private KubeObject ofIndex(int index) {
    return active().stream()
        .filter(p -> new JobPod(p).index().orElse(-1) == index)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void waitsBeforeItTriesAgain() {
    create("\"backoffLimit\":3");
    awaitActive(1);
    end(active().getFirst(), "Failed");

    await().until(() -> job().status().path("failed").asInt(0) == 1);
    assertThat(active()).isEmpty();
    assertThat(isTrue("Failed")).isFalse();
  }

  @Test
  void eachIndexIsDoneOnce() {
    create("\"completions\":3,\"parallelism\":3,\"completionMode\":\"Indexed\"");
    awaitActive(3);
    assertThat(active().stream().map(p -> p.annotations().get(JobPod.INDEX)).sorted().toList())
        .containsExactly("0", "1", "2");
    assertThat(active()).allMatch(p -> p.spec().toString().contains("JOB_COMPLETION_INDEX"));
    active().forEach(p -> end(p, "Succeeded"));

    await().until(() -> isTrue("Complete"));
    assertThat(job().status().path("completedIndexes").asString("")).isEqualTo("0-2");
  }

  @Test
  void suspendedHasNoPodsUntilResumed() {
    create("\"suspend\":true");
    await().until(() -> isTrue("Suspended"));
    assertThat(pods()).isEmpty();

    cluster.edit(ResourceType.JOBS, WORK, t -> t.withObject("/spec").put("suspend", false), BY);

    awaitActive(1);
    assertThat(job().status().path("startTime").asString("")).isNotEmpty();
  }

  @Test
  void goesSomeTimeAfterItsEnd() {
    create("\"ttlSecondsAfterFinished\":0");
    awaitActive(1);
    end(active().getFirst(), "Succeeded");

    await().until(() -> cluster.find(ResourceType.JOBS, WORK).isEmpty() && pods().isEmpty());
  }

  @Test
  void deletionLeavesNoPodBehind() {
    create("\"completions\":2,\"parallelism\":2");
    awaitActive(2);
    end(active().getFirst(), "Succeeded");

    cluster.delete(ResourceType.JOBS, WORK, DeleteOptions.propagate(Propagation.BACKGROUND));

    await().until(() -> pods().isEmpty());
  }

  @Test
  void longerThanAllowedIsAFailure() {
    // A start is noted in whole seconds: of one second there may be next to nothing left.
    create("\"activeDeadlineSeconds\":2");
    awaitActive(1);

    await().until(() -> isTrue("Failed"));
    assertThat(Conditions.reason(job().status(), "Failed")).isEqualTo("DeadlineExceeded");
    assertThat(active()).isEmpty();
  }

  @Test
  void setsOfIndexesAreShort() {
    assertThat(Indexes.text(Indexes.parse("0,2,3,5,6,7"))).isEqualTo("0,2,3,5-7");
    assertThat(Indexes.parse("1,4-6")).containsExactly(1, 4, 5, 6);
    assertThat(Indexes.parse("")).isEmpty();
  }

  @Test
  void oneThatSomebodyElseManagesIsLeftAlone() throws Exception {
    create("\"managedBy\":\"example.org/queue\"");
    cluster.create(
        ResourceType.JOBS,
        KubeObject.create(
            ResourceType.JOBS.groupVersionKind(),
            new ObjectName("default", "own"),
            tree -> tree.set("spec", withoutManager(job().spec()))),
        BY);
    // The second is seen to after the first.
    await().until(() -> pods().stream().anyMatch(p -> p.name().startsWith("own-")));
    assertThat(pods()).noneMatch(p -> p.name().startsWith("work-"));
    assertThat(job().status().isEmpty()).isTrue();
  }

  private static ObjectNode withoutManager(JsonNode spec) {
    var own = (ObjectNode) spec.deepCopy();
    own.remove(List.of("managedBy", "selector"));
    ((ObjectNode) own.at("/template")).remove("metadata");
    return own;
  }

  @Test
  void oneMayChooseItsSelectorItself() {
    var tree =
        (ObjectNode)
            Json.parse(
                """
                {"apiVersion":"batch/v1","kind":"Job",
                 "metadata":{"name":"work","namespace":"default"},
                 "spec":{"manualSelector":true,"selector":{"matchLabels":{"mine":"yes"}},
                  "template":{"metadata":{"labels":{"mine":"yes"}},"spec":{"restartPolicy":"Never",
                   "containers":[{"name":"c","image":"x:1"}]}}}}
                """
                    .getBytes(StandardCharsets.UTF_8),
                "test");
    cluster.create(ResourceType.JOBS, KubeObject.of(tree), BY);
    awaitActive(1);
    assertThat(job().spec().path("selector").toString())
        .isEqualTo("{\"matchLabels\":{\"mine\":\"yes\"}}");
    assertThat(active().getFirst().labels())
        .containsEntry("mine", "yes")
        .doesNotContainKey("batch.kubernetes.io/controller-uid");
  }

  @Test
  void aPodThatGoesIsReplacedAtOnceOrWhenItFailed() {
    create("\"podReplacementPolicy\":\"Failed\"");
    awaitActive(1);
    KubeObject first = active().getFirst();
    cluster.edit(
        ResourceType.PODS, first.objectName(), t -> t.withObject("/spec").put("nodeName", "n"), BY);
    cluster.delete(
        ResourceType.PODS, first.objectName(), dev.slipway.kubernetes.DeleteOptions.DEFAULT);
    await().until(() -> job().status().path("terminating").asInt(0) == 1);
    assertThat(pods()).hasSize(1);
    end(first, "Failed");
    await().until(() -> pods().stream().anyMatch(p -> !p.uid().equals(first.uid())));
  }

  private void create(String spec) {
    String json =
        """
        {"apiVersion":"batch/v1","kind":"Job","metadata":{"name":"work","namespace":"default"},
         "spec":{%s,"template":{"spec":{"restartPolicy":"Never",
           "containers":[{"name":"c","image":"x:1"}]}}}}
        """
            .formatted(spec);
    var tree = (ObjectNode) Json.parse(json.getBytes(StandardCharsets.UTF_8), "test");
    cluster.create(ResourceType.JOBS, KubeObject.of(tree), BY);
  }

  private KubeObject job() {
    return cluster.get(ResourceType.JOBS, WORK);
  }

  private boolean isTrue(String condition) {
    return Conditions.isTrue(job().status(), condition);
  }

  private List<KubeObject> pods() {
    return cluster.list(ResourceType.PODS, Selection.namespace("default")).items();
  }

  private List<KubeObject> active() {
    return pods().stream().filter(p -> new JobPod(p).isActive()).toList();
  }

  private void awaitActive(int count) {
    await()
        .until(() -> active().size() == count && job().status().path("active").asInt(0) == count);
  }

  private void end(KubeObject pod, String phase, String more) {
    byte[] text = ("{\"phase\":\"" + phase + "\"," + more + "}").getBytes(StandardCharsets.UTF_8);
    cluster.editStatus(
        ResourceType.PODS, pod.objectName(), t -> t.set("status", Json.parse(text, "status")), BY);
  }

  private void end(KubeObject pod, String phase) {
    cluster.editStatus(
        ResourceType.PODS, pod.objectName(), t -> t.withObject("/status").put("phase", phase), BY);
  }
}
