package dev.slipway.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.base.Command;
import dev.slipway.container.InstanceNames;
import dev.slipway.kubernetes.ResourceType;
import dev.slipway.manifest.KubeObject;
import dev.slipway.manifest.ObjectName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** When another run of a container follows, and what a pod shows meanwhile. */
class PodRestartIT {
  private static final String SLEEP =
      "\"command\":[\"/bin/sh\",\"-c\",\"trap 'exit 0' TERM; sleep 1000 & wait\"],"
          + "\"volumeMounts\":[{\"name\":\"usr\",\"mountPath\":\"/usr\"}]";

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
  void anotherImageReplacesTheRunAndEndsTheWaitForOneThatIsNotThere() {
    create("runs", "\"restartPolicy\":\"Never\"", "web:1", SLEEP);
    create("waits", "\"terminationGracePeriodSeconds\":0", "nowhere:1", SLEEP);
    await()
        .untilAsserted(() -> {
          assertThat(status("runs").path("ready").asBoolean(false)).isTrue();
          assertThat(waiting("waits")).isEqualTo("ErrImagePull");
        });
    await().untilAsserted(() -> assertThat(waiting("waits")).isEqualTo("ImagePullBackOff"));

    setImage("runs", "web:2");
    setImage("waits", "web:2");

    await()
        .untilAsserted(() -> {
          assertThat(status("runs").path("restartCount").asInt(0)).isEqualTo(1);
          assertThat(status("runs").path("ready").asBoolean(false)).isTrue();
          assertThat(status("waits").path("ready").asBoolean(false)).isTrue();
        });
    assertThat(machine.events("Killing"))
        .contains("Container main definition changed, will be restarted");
  }

  @Test
  void aProgramThatIsNotThereIsARunThatFailed() {
    String nothing = "\"command\":[\"/nothing\"]";
    create("once", "\"restartPolicy\":\"Never\"", "web:1", nothing);
    create("again", "\"terminationGracePeriodSeconds\":0", "web:1", nothing);
    machine.create(
        TestMachine.pod(
            "init",
            """
            "restartPolicy":"Never",
            "initContainers":[{"name":"first","image":"web:1","command":["/nothing"]}],
            "containers":[{"name":"main","image":"web:1","command":["/nothing"]}]
            """));

    await()
        .untilAsserted(() -> {
          assertThat(machine.pod("once").status().path("phase").asString("")).isEqualTo("Failed");
          assertThat(waiting("again")).isEqualTo("CrashLoopBackOff");
          assertThat(machine.pod("init").status().path("phase").asString("")).isEqualTo("Failed");
        });
    JsonNode end = status("once").path("state").path("terminated");
    assertThat(end.path("reason").asString("")).isEqualTo("StartError");
    assertThat(end.path("exitCode").asInt(0)).isEqualTo(128);
    assertThat(end.path("message").asString(""))
        .startsWith("runc create failed: ")
        .contains("exec: \"/nothing\": ")
        .doesNotContain("level=error");
    assertThat(status("again").path("lastState").path("terminated").path("exitCode").asInt(0))
        .isEqualTo(128);
    assertThat(condition("init", "Initialized")).isEqualTo("False");
  }

  /** All processes, control groups' members and namespaces go; objects and files stay. */
  @Test
  void podsComeBackAfterTheMachineWasRestarted() throws Exception {
    machine.create(
        TestMachine.pod(
            "p",
            """
            "terminationGracePeriodSeconds":0,
            "volumes":[{"name":"usr","hostPath":{"path":"/usr"}},{"name":"e","emptyDir":{}}],
            "initContainers":[{"name":"first","image":"web:1",
              "command":["/bin/sh","-c","echo x >> /e/runs"],
              "volumeMounts":[{"name":"usr","mountPath":"/usr"},{"name":"e","mountPath":"/e"}]}],
            "containers":[{"name":"main","image":"web:1",%s}]
            """
                .formatted(SLEEP)));
    await().untilAsserted(() -> assertThat(condition("p", "Ready")).isEqualTo("True"));
    String uid = machine.pod("p").uid();
    machine.close();
    killEverything();

    machine = new TestMachine(directory, 0);

    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> {
          assertThat(status("p").path("restartCount").asInt(0)).isEqualTo(1);
          assertThat(condition("p", "Ready")).isEqualTo("True");
        });
    KubeObject back = machine.pod("p");
    assertThat(back.uid()).isEqualTo(uid);
    JsonNode init = back.status().path("initContainerStatuses").path(0);
    assertThat(init.path("restartCount").asInt(0)).isEqualTo(1);
    assertThat(machine.events("SandboxChanged")).hasSize(1);
    assertThat(Files.readString(directory.resolve("node/pods/" + uid + "/volumes/e/runs")))
        .isEqualTo("x\nx\n");
  }

  private void killEverything() throws IOException {
    String mark = "SLIPWAY_NETWORK_OF=" + InstanceNames.of(directory).token();
    String pods = InstanceNames.of(directory).cgroup() + "/pods/";
    try (var processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      for (Path process : processes) {
        boolean ours =
            read(process.resolve("environ")).contains(mark)
                || read(process.resolve("cgroup")).contains(pods)
                || read(process.resolve("cmdline")).contains(directory + "/run");
        if (ours) {
          Command.of("kill", "-9", String.valueOf(process.getFileName())).run();
        }
      }
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return "";
    }
  }

  private void create(String name, String podFields, String image, String containerFields) {
    machine.create(
        TestMachine.pod(
            name,
            """
            %s,"volumes":[{"name":"usr","hostPath":{"path":"/usr"}}],
            "containers":[{"name":"main","image":"%s",%s}]
            """
                .formatted(podFields, image, containerFields)));
  }

  private void setImage(String pod, String image) {
    machine
        .cluster()
        .edit(
            ResourceType.PODS,
            new ObjectName("default", pod),
            tree ->
                ((ObjectNode) tree.withObject("/spec").withArray("/containers").get(0))
                    .put("image", image),
            TestMachine.BY);
  }

  private JsonNode status(String pod) {
    return machine.pod(pod).status().path("containerStatuses").path(0);
  }

  private String waiting(String pod) {
    return status(pod).path("state").path("waiting").path("reason").asString("");
  }

  private String condition(String pod, String type) {
    for (JsonNode condition : machine.pod(pod).status().path("conditions")) {
      if (condition.path("type").asString("").equals(type)) {
        return condition.path("status").asString("");
      }
    }
    return "";
  }
}
