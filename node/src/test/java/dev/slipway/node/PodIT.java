package dev.slipway.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.base.Json;
import dev.slipway.kubernetes.ApiException;
import dev.slipway.kubernetes.DeleteOptions;
import dev.slipway.kubernetes.NodeAgent.ExecRequest;
import dev.slipway.kubernetes.NodeAgent.ExecResult;
import dev.slipway.kubernetes.NodeAgent.ExecStreams;
import dev.slipway.kubernetes.NodeAgent.Follow;
import dev.slipway.kubernetes.NodeAgent.LineTimes;
import dev.slipway.kubernetes.NodeAgent.LogRequest;
import dev.slipway.kubernetes.NodeAgent.Run;
import dev.slipway.kubernetes.NodeAgent.Terminal;
import dev.slipway.kubernetes.ResourceType;
import dev.slipway.manifest.KubeObject;
import dev.slipway.manifest.ObjectName;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What single pods may rely on. */
class PodIT {
  @TempDir Path directory;
  private TestMachine machine;

  @BeforeAll
  static void needsContainers() {
    Needs.containers();
  }

  @BeforeEach
  void start() throws Exception {
    machine = new TestMachine(directory, 0);
  }

  @AfterEach
  void removeAll() throws Exception {
    machine.remove();
    assertThat(TestMachine.isGone(directory)).isTrue();
  }

  @Test
  void givesContainersTheirEnvironmentAndConfiguration() throws Exception {
    machine.create(
        """
        {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"c","namespace":"default"},
         "data":{"GREETING":"hello","file.txt":"one"}}
        """);
    machine.create(
        TestMachine.pod(
            "p",
            """
            "volumes":[{"name":"usr","hostPath":{"path":"/usr"}},
                       {"name":"c","configMap":{"name":"c"}},
                       {"name":"own","downwardAPI":{"items":[{"path":"labels",
                         "fieldRef":{"fieldPath":"metadata.labels"}}]}}],
            "containers":[{"name":"main","image":"web:1",
              "command":["/bin/sh","-c"],
              "args":["echo '$(BOTH)' $MY_NAME; cat /c/file.txt; echo; exec sleep 1000"],
              "envFrom":[{"configMapRef":{"name":"c"}}],
              "env":[{"name":"WHO","value":"world"},
                     {"name":"BOTH","value":"$(GREETING) $(WHO) $$(WHO)"},
                     {"name":"MY_NAME","valueFrom":{"fieldRef":{"fieldPath":"metadata.name"}}}],
              "volumeMounts":[{"name":"usr","mountPath":"/usr"},{"name":"c","mountPath":"/c"},
                              {"name":"own","mountPath":"/own"}]}]
            """));

    await()
        .ignoreExceptionsInstanceOf(ApiException.class)
        .untilAsserted(() -> assertThat(logs("p")).isEqualTo("hello world $(WHO) p\none\n"));
    machine
        .cluster()
        .edit(
            ResourceType.CONFIG_MAPS,
            new ObjectName("default", "c"),
            tree -> tree.withObject("/data").put("file.txt", "two"),
            TestMachine.BY);
    await().untilAsserted(() -> assertThat(exec("p", "cat", "/c/file.txt")).isEqualTo("two"));
    machine
        .cluster()
        .edit(
            ResourceType.PODS,
            new ObjectName("default", "p"),
            tree -> tree.withObject("/metadata/labels").put("is", "new"),
            TestMachine.BY);
    await().untilAsserted(() -> assertThat(exec("p", "cat", "/own/labels")).contains("is=\"new\""));
  }

  @Test
  void refusesRootWhereItIsForbidden() {
    machine.create(
        TestMachine.pod(
            "p", "\"securityContext\":{\"runAsNonRoot\":true}," + TestMachine.script("/bin/true")));

    await()
        .untilAsserted(() -> {
          JsonNode waiting = status("p").path("state").path("waiting");
          assertThat(waiting.path("reason").asString("")).isEqualTo("CreateContainerConfigError");
          assertThat(waiting.path("message").asString(""))
              .startsWith("container has runAsNonRoot and image will run as root (pod: \"p_");
        });
  }

  @Test
  void refusesNamespacesThatWouldBeShared() {
    machine.create(
        TestMachine.pod("p", "\"shareProcessNamespace\":true," + TestMachine.script("/bin/true")));

    await()
        .untilAsserted(() -> {
          JsonNode waiting = status("p").path("state").path("waiting");
          assertThat(waiting.path("reason").asString("")).isEqualTo("CreateContainerConfigError");
          assertThat(waiting.path("message").asString(""))
              .startsWith("spec.shareProcessNamespace is not supported here");
        });
  }

  @Test
  void evictsWhoTakesMoreThanItMay() {
    machine.create(
        TestMachine.pod(
            "p",
            """
            "volumes":[{"name":"usr","hostPath":{"path":"/usr"}},
                       {"name":"cache","emptyDir":{"sizeLimit":"1Mi"}}],
            "containers":[{"name":"main","image":"web:1",
              "command":["/bin/sh","-c","head -c 2000000 /dev/zero >/cache/x; exec sleep 1000"],
              "volumeMounts":[{"name":"usr","mountPath":"/usr"},
                              {"name":"cache","mountPath":"/cache"}]}]
            """));
    machine.create(
        TestMachine.pod(
            "log",
            TestMachine.script("/bin/sh", "-c", "head -c 2000000 /dev/zero >/x; exec sleep 1000")
                .replace(
                    "\"name\":\"main\"",
                    "\"name\":\"main\",\"resources\":{\"limits\":{\"ephemeral-storage\":\"1Mi\"}}")));

    await()
        .untilAsserted(() -> {
          JsonNode status = machine.pod("p").status();
          assertThat(status.path("phase").asString("")).isEqualTo("Failed");
          assertThat(status.path("reason").asString("")).isEqualTo("Evicted");
          assertThat(status.path("message").asString(""))
              .isEqualTo("Usage of EmptyDir volume \"cache\" exceeds the limit \"1Mi\". ");
          assertThat(status("p").path("state").has("terminated")).isTrue();
        });
    await()
        .untilAsserted(() ->
            assertThat(machine.pod("log").status().path("message").asString(""))
                .isEqualTo(
                    "Pod ephemeral local storage usage exceeds the total limit of containers 1Mi. "));
  }

  @Test
  void refusesPortsOfTheMachine() {
    machine.create(
        TestMachine.pod(
            "p",
            TestMachine.script("/bin/true")
                .replace(
                    "\"name\":\"main\"",
                    "\"name\":\"main\",\"ports\":[{\"containerPort\":80,\"hostPort\":8080}]")));

    await()
        .untilAsserted(() ->
            assertThat(status("p").path("state").path("waiting").path("message").asString(""))
                .startsWith("the hostPort 8080 of container ")
                .contains("NodePort"));
  }

  @Test
  void restartsWhatFailsAndBacksOff() {
    machine.create(TestMachine.pod("p", TestMachine.script("/bin/sh", "-c", "echo run; exit 3")));

    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> {
          assertThat(status("p").path("state").path("waiting").path("reason").asString(""))
              .isEqualTo("CrashLoopBackOff");
          assertThat(status("p").path("lastState").path("terminated").path("exitCode").asInt(0))
              .isEqualTo(3);
          assertThat(status("p").path("restartCount").asInt(0)).isEqualTo(1);
        });
    assertThat(machine.pod("p").status().path("phase").asString("")).isEqualTo("Running");
    await().untilAsserted(() -> assertThat(machine.events("BackOff")).isNotEmpty());
  }

  @Test
  void tellsWhenMemoryRanOut() {
    String spec =
        TestMachine.script("/usr/bin/python3", "-c", "x = bytearray(200 << 20); print(len(x))")
            .replace(
                "\"image\":\"web:1\"",
                "\"image\":\"web:1\",\"resources\":{\"limits\":{\"memory\":\"64Mi\"}}");
    machine.create(TestMachine.pod("p", "\"restartPolicy\":\"Never\"," + spec));

    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() ->
            assertThat(status("p").path("state").path("terminated").path("reason").asString(""))
                .isEqualTo("OOMKilled"));
    assertThat(machine.pod("p").status().path("phase").asString("")).isEqualTo("Failed");
  }

  @Test
  void waitsForImagesThatAreNotThere() {
    machine.create(
        TestMachine.pod("p", "\"containers\":[{\"name\":\"main\",\"image\":\"nothing:1\"}]"));

    await()
        .untilAsserted(() ->
            assertThat(status("p").path("state").path("waiting").path("reason").asString(""))
                .isEqualTo("ImagePullBackOff"));
    await()
        .untilAsserted(() ->
            assertThat(machine.events("Failed"))
                .contains("Error: ErrImagePull", "Error: ImagePullBackOff"));
    machine.cluster().delete(ResourceType.PODS, name("p"), DeleteOptions.DEFAULT);
    await().until(() -> machine.pods().isEmpty());
  }

  @Test
  void runsInitContainersInOrderFirst() {
    machine.create(
        TestMachine.pod(
            "p",
            """
            "restartPolicy":"Never",
            "volumes":[{"name":"usr","hostPath":{"path":"/usr"}},{"name":"d","emptyDir":{}}],
            "initContainers":[
             {"name":"one","image":"web:1","command":["/bin/sh","-c","echo 1 >> /d/f"],
              "volumeMounts":[{"name":"usr","mountPath":"/usr"},{"name":"d","mountPath":"/d"}]},
             {"name":"two","image":"web:1","command":["/bin/sh","-c","echo 2 >> /d/f"],
              "volumeMounts":[{"name":"usr","mountPath":"/usr"},{"name":"d","mountPath":"/d"}]}],
            "containers":[{"name":"main","image":"web:1","command":["cat","/d/f"],
              "volumeMounts":[{"name":"usr","mountPath":"/usr"},{"name":"d","mountPath":"/d"}]}]
            """));

    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> machine.pod("p").status().path("phase").asString("").equals("Succeeded"));
    assertThat(logsOf("p")).isEqualTo(List.of("1", "2"));
  }

  @Test
  void restartsWhatItsLivenessProbeFinds() {
    String spec =
        TestMachine.script("/bin/sleep", "1000")
            .replace(
                "\"image\":\"web:1\"",
                "\"image\":\"web:1\",\"livenessProbe\":{\"periodSeconds\":1,"
                    + "\"failureThreshold\":2,\"terminationGracePeriodSeconds\":1,"
                    + "\"exec\":{\"command\":[\"/bin/false\"]}}");
    machine.create(TestMachine.pod("p", spec));

    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> status("p").path("restartCount").asInt(0) > 0);
    assertThat(machine.events("Killing"))
        .contains("Container main failed liveness probe, will be restarted");
  }

  /** A Job's pod with sidecars is over when its main container is. */
  @Test
  void sidecarsEndAfterTheMainContainerTheLastOneFirst() throws Exception {
    Path shared = Files.createDirectories(directory.resolve("shared"));
    machine.create(
        TestMachine.pod(
            "p",
            """
            "restartPolicy":"Never","terminationGracePeriodSeconds":20,
            "volumes":[{"name":"usr","hostPath":{"path":"/usr"}},
                       {"name":"o","hostPath":{"path":"%s"}}],
            "initContainers":[%s,%s],
            "containers":[{"name":"main","image":"web:1","command":["/bin/sh","-c"],
              "args":["echo main >> /o/ends; echo spent > /dev/termination-log; exit 3"],
              "volumeMounts":[{"name":"usr","mountPath":"/usr"},{"name":"o","mountPath":"/o"}]}]
            """
                .formatted(shared, sidecar("one"), sidecar("two"))));

    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> machine.pod("p").status().path("phase").asString("").equals("Failed"));
    assertThat(shared.resolve("ends")).hasContent("main\ntwo\none");
    JsonNode ended = status("p").path("state").path("terminated");
    assertThat(ended.path("exitCode").asInt(0)).isEqualTo(3);
    assertThat(ended.path("message").asString("")).isEqualTo("spent\n");
    assertThat(machine.pod("p").status().path("initContainerStatuses"))
        .allMatch(s -> s.path("restartCount").asInt(-1) == 0 && s.path("state").has("terminated"));
  }

  private static String sidecar(String name) {
    return """
    {"name":"%s","image":"web:1","restartPolicy":"Always","command":["/bin/sh","-c"],
     "args":["trap 'echo %s >> /o/ends; exit 0' TERM; touch /o/%s; while :; do sleep 0.1; done"],
     "startupProbe":{"periodSeconds":1,"failureThreshold":20,
       "exec":{"command":["/usr/bin/test","-e","/o/%s"]}},
     "volumeMounts":[{"name":"usr","mountPath":"/usr"},{"name":"o","mountPath":"/o"}]}
    """
        .formatted(name, name, name, name);
  }

  @Test
  void failsPodsThatAreActiveForTooLong() {
    machine.create(
        TestMachine.pod(
            "p",
            "\"activeDeadlineSeconds\":1,\"terminationGracePeriodSeconds\":1,"
                + TestMachine.script("/bin/sh", "-c", "echo said; while :; do sleep 0.1; done")
                    .replace(
                        "\"image\":\"web:1\"",
                        "\"image\":\"web:1\","
                            + "\"terminationMessagePolicy\":\"FallbackToLogsOnError\"")));

    await().atMost(Duration.ofSeconds(20)).until(() -> status("p").path("state").has("terminated"));
    JsonNode status = machine.pod("p").status();
    assertThat(status.path("phase").asString("")).isEqualTo("Failed");
    assertThat(status.path("reason").asString("")).isEqualTo("DeadlineExceeded");
    assertThat(status("p").path("state").path("terminated").path("message").asString(""))
        .isEqualTo("said\n");
  }

  @Test
  void endsPodsWithinTheirGrace() {
    machine.create(
        TestMachine.pod(
            "p",
            "\"terminationGracePeriodSeconds\":60,"
                + TestMachine.script(
                    "/bin/sh", "-c", "trap 'exit 0' TERM; while :; do sleep 0.1; done")));
    await().until(() -> status("p").path("ready").asBoolean(false));

    machine.cluster().delete(ResourceType.PODS, name("p"), DeleteOptions.DEFAULT);

    await().atMost(Duration.ofSeconds(15)).until(() -> machine.pods().isEmpty());
    await().until(() -> machine.containers().list().isEmpty());
    assertThat(machine.containers().cgroups().names("pods")).isEmpty();
  }

  @Test
  void forceEndsPodsAtOnce() {
    machine.create(
        TestMachine.pod(
            "p",
            "\"terminationGracePeriodSeconds\":60,"
                + TestMachine.script("/bin/sh", "-c", "trap '' TERM; while :; do sleep 1; done")));
    await().until(() -> status("p").path("ready").asBoolean(false));
    machine.cluster().delete(ResourceType.PODS, name("p"), DeleteOptions.DEFAULT);

    machine.cluster().delete(ResourceType.PODS, name("p"), DeleteOptions.grace(0));

    await()
        .atMost(Duration.ofSeconds(5))
        .until(() -> machine.pods().isEmpty() && machine.containers().list().isEmpty());
  }

  @Test
  void whoAttachesFirstSpeaksToTheProgramAndHearsAllItSays() throws Exception {
    machine.create(
        TestMachine.pod(
            "p",
            "\"restartPolicy\":\"Never\","
                + TestMachine.script(
                        "/bin/sh", "-c", "echo ready; while read l; do echo got $l; done")
                    .replace(
                        "\"name\":\"main\"",
                        "\"name\":\"main\",\"stdin\":true,\"stdinOnce\":true")));
    await().until(() -> status("p").path("ready").asBoolean(false));

    assertThat(attach("p", "one\ntwo\n")).isEqualTo("ready\ngot one\ngot two\n");

    await()
        .untilAsserted(() ->
            assertThat(machine.pod("p").status().path("phase").asString(""))
                .isEqualTo("Succeeded"));
  }

  @Test
  void debuggersJoinTheirTarget() throws Exception {
    machine.create(TestMachine.pod("p", TestMachine.script("/bin/sleep", "1000")));
    await().until(() -> status("p").path("ready").asBoolean(false));
    String debugger =
        """
        {"name":"debugger","image":"web:1","targetContainerName":"main",
         "command":["/bin/cat","/proc/1/comm"],
         "volumeMounts":[{"name":"usr","mountPath":"/usr"}]}
        """;
    machine
        .cluster()
        .editEphemeralContainers(
            name("p"),
            tree ->
                tree.withObject("/spec")
                    .withArray("/ephemeralContainers")
                    .add(Json.MAPPER.readTree(debugger)),
            TestMachine.BY);

    await()
        .untilAsserted(() -> {
          JsonNode one = machine.pod("p").status().path("ephemeralContainerStatuses").path(0);
          assertThat(one.path("state").path("terminated").path("exitCode").asInt(-1)).isZero();
        });
    assertThat(log("p", "debugger")).isEqualTo("sleep\n");
    assertThat(status("p").path("ready").asBoolean(false)).isTrue();
  }

  private String attach(String pod, String input) throws Exception {
    var out = new ByteArrayOutputStream();
    ExecResult result =
        machine
            .node()
            .agent()
            .attach(
                machine.pod(pod),
                new ExecRequest("main", List.of(), Terminal.NONE),
                new ExecStreams(
                    Optional.of(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8))),
                    out,
                    out,
                    listener -> {}));
    assertThat(result).isEqualTo(new ExecResult.Exited(0));
    return out.toString(StandardCharsets.UTF_8);
  }

  private static ObjectName name(String pod) {
    return new ObjectName("default", pod);
  }

  private JsonNode status(String pod) {
    return machine.pod(pod).status().path("containerStatuses").path(0);
  }

  private List<String> logsOf(String pod) {
    try {
      return logs(pod).lines().toList();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private String logs(String pod) throws Exception {
    return log(pod, "main");
  }

  private String log(String pod, String container) throws Exception {
    var out = new ByteArrayOutputStream();
    var request =
        new LogRequest(
            container,
            Follow.ONCE,
            Run.CURRENT,
            LineTimes.OMIT,
            OptionalLong.empty(),
            Optional.empty(),
            OptionalLong.empty());
    machine.node().agent().logs(machine.pod(pod), request, out);
    return out.toString(StandardCharsets.UTF_8);
  }

  private String exec(String pod, String... command) throws Exception {
    var out = new ByteArrayOutputStream();
    KubeObject object = machine.pod(pod);
    ExecResult result =
        machine
            .node()
            .agent()
            .exec(
                object,
                new ExecRequest("main", List.of(command), Terminal.NONE),
                new ExecStreams(Optional.empty(), out, out, listener -> {}));
    assertThat(result).isEqualTo(new ExecResult.Exited(0));
    return out.toString(StandardCharsets.UTF_8);
  }
}
