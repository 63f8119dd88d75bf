package dev.slipway.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.base.Command;
import dev.slipway.base.SlipwayException;
import dev.slipway.posix.Signals;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContainersIT {
  private static final String CRI_LINE =
      "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{9}[+-]\\d\\d:\\d\\d (stdout|stderr) [FP] .*";

  @TempDir Path dir;
  private Path root;
  private Cgroups cgroups;
  private Containers containers;

  @BeforeAll
  static void needsContainers() {
    Privileged.assume();
  }

  @BeforeEach
  void open() throws IOException {
    cgroups = Cgroups.probe(InstanceNames.of(dir));
    root = HostRoot.fill(Files.createDirectory(dir.toRealPath().resolve("root")));
    containers = open(dir);
  }

  static Containers open(Path dir) {
    return Containers.open(
        dir.resolve("containers"), Cgroups.probe(InstanceNames.of(dir)), Clock.systemUTC());
  }

  @AfterEach
  void cleanUp() {
    containers.close();
    // Also what another process started.
    try (Containers all = open(dir)) {
      all.removeAll();
    }
    cgroups.removeAll();
  }

  @Test
  void writesItsLogAndExitCode() throws Exception {
    Container container = start("web", "echo one; echo two >&2; printf three; exit 5");

    ContainerState.Exited exited = container.exited().get(20, TimeUnit.SECONDS);

    assertThat(exited.exit()).isEqualTo(new Exit(5, Exit.Cause.ENDED));
    assertThat(container.state()).isEqualTo(exited);
    List<String> log = Files.readAllLines(container.log());
    assertThat(log).hasSizeBetween(3, 4).allMatch(line -> line.matches(CRI_LINE));
    assertThat(log).anyMatch(line -> line.endsWith("stdout F one"));
    assertThat(log).anyMatch(line -> line.endsWith("stderr F two"));
    assertThat(log).anyMatch(line -> line.contains(" three"));
  }

  @Test
  void createdContainersWait() throws Exception {
    Container container = create("web", HostRoot.shell(root, "web", "echo started"));

    assertThat(container.state()).isEqualTo(new ContainerState.Created());
    assertThat(Files.readString(container.log())).isEmpty();
    containers.start(container);
    assertThat(container.exited().get(20, TimeUnit.SECONDS).exit().succeeded()).isTrue();
  }

  @Test
  void createdContainersAreAdoptedAsSuch() throws Exception {
    create("web", HostRoot.shell(root, "web", "echo started"));

    try (Containers adopted = open(dir)) {
      Container container = adopted.find("web").orElseThrow();
      assertThat(container.state()).isEqualTo(new ContainerState.Created());
      adopted.start(container);
      assertThat(container.exited().get(20, TimeUnit.SECONDS).exit().succeeded()).isTrue();
    }
  }

  @Test
  void refusesWhatCannotStart() {
    assertThatThrownBy(() -> create("web", HostRoot.spec(root, "web", "no-such-program")))
        .isInstanceOf(SlipwayException.class)
        .hasMessageContaining("no-such-program")
        .hasMessageContaining("not found");
    assertThat(containers.list()).isEmpty();
    assertThat(dir.resolve("containers/c")).isEmptyDirectory();
  }

  @Test
  void stopAsksFirst() throws Exception {
    Container polite = start("polite", "trap 'exit 3' TERM; echo up; while :; do sleep 0.05; done");
    Container deaf = start("deaf", "trap '' TERM; echo up; while :; do sleep 0.05; done");
    awaitLog(polite, "up");
    awaitLog(deaf, "up");

    assertThat(containers.stop(polite, Signals.TERM, Duration.ofSeconds(20)).exit().code())
        .isEqualTo(3);
    assertThat(containers.stop(deaf, Signals.TERM, Duration.ofMillis(200)).exit().code())
        .isEqualTo(137);
  }

  @Test
  void tellsWhenMemoryRanOut() throws Exception {
    ContainerSpec spec =
        HostRoot.shell(root, "hungry", "head -c 200m /dev/zero | tail -c 190m; exit 1")
            .withLimits(ResourceLimits.none().withMemory(48 << 20));
    Container container = create("hungry", spec);
    containers.start(container);

    assertThat(container.exited().get(20, TimeUnit.SECONDS).exit().cause())
        .isEqualTo(Exit.Cause.OUT_OF_MEMORY);
  }

  @Test
  void executesBesideIt() throws Exception {
    Container container = start("web", "echo up; exec sleep 1000");
    awaitLog(container, "up");
    var output = new ByteArrayOutputStream();

    Execution execution =
        containers.exec(
            container,
            List.of(
                "sh",
                "-c",
                "read line; echo got $line; echo $LC_ALL; ps -e | grep -c sleep; exit 4"),
            TerminalMode.PIPES,
            (stream, bytes) -> output.writeBytes(bytes));
    execution.input().write("hello\n".getBytes(StandardCharsets.UTF_8));
    execution.input().close();

    assertThat(execution.await()).isEqualTo(new Exit(4, Exit.Cause.ENDED));
    assertThat(output.toString(StandardCharsets.UTF_8)).isEqualTo("got hello\nC.UTF-8\n1\n");
  }

  @Test
  void executesOnATerminal() throws Exception {
    Container container = start("web", "echo up; exec sleep 1000");
    awaitLog(container, "up");
    var output = new ByteArrayOutputStream();

    Execution execution =
        containers.exec(
            container,
            List.of(
                "sh",
                "-c",
                "tty; trap 'stty size' WINCH; while ! read line; do :; done; echo got $line"),
            TerminalMode.TERMINAL,
            (stream, bytes) -> {
              synchronized (output) {
                output.writeBytes(bytes);
              }
            });
    Awaitility.await().until(() -> text(output).contains("/dev/pts/0"));
    execution.resize(101, 51);
    Awaitility.await().until(() -> text(output).contains("51 101"));
    execution.input().write("hello\r".getBytes(StandardCharsets.UTF_8));

    assertThat(execution.await().succeeded()).isTrue();
    assertThat(text(output)).contains("got hello");
  }

  @Test
  void executionsThatCannotStartSaySo() throws Exception {
    Container container = start("web", "echo up; exec sleep 1000");
    var output = new ByteArrayOutputStream();

    Execution missing =
        containers.exec(
            container,
            List.of("no-such-program"),
            TerminalMode.PIPES,
            (stream, bytes) -> output.writeBytes(bytes));

    assertThat(missing.await()).isEqualTo(new Exit(127, Exit.Cause.NOT_STARTED));
    assertThat(text(output)).contains("no-such-program");
  }

  @Test
  void cancelledExecutionsEnd() throws Exception {
    Container container = start("web", "echo up; exec sleep 1000");
    var output = new ByteArrayOutputStream();
    Execution execution =
        containers.exec(
            container,
            List.of("sh", "-c", "echo on; exec sleep 2000"),
            TerminalMode.PIPES,
            (stream, bytes) -> {
              synchronized (output) {
                output.writeBytes(bytes);
              }
            });
    Awaitility.await().until(() -> text(output).contains("on"));

    execution.cancel();

    execution.await();
    assertThat(Command.of("ps", "-eo", "args").run().stdout()).doesNotContain("sleep 2000");
  }

  @Test
  void survivesTheProcessThatStartedIt() throws Exception {
    Process starter = startElsewhere();
    try (var output =
        new BufferedReader(
            new InputStreamReader(starter.getInputStream(), StandardCharsets.UTF_8))) {
      assertThat(output.readLine()).isEqualTo("started");
      starter.destroyForcibly().waitFor();
    }

    try (Containers adopted = open(dir)) {
      Container container = adopted.find("survivor").orElseThrow();
      assertThat(container.labels()).containsEntry("pod", "a/b");
      assertThat(container.state()).isInstanceOf(ContainerState.Running.class);
      awaitLog(container, "tick 1");
      Files.writeString(root.resolve("tmp/end"), "");

      ContainerState.Exited exited = container.exited().get(20, TimeUnit.SECONDS);

      assertThat(exited.exit()).isEqualTo(new Exit(9, Exit.Cause.ENDED));
      assertThat(Files.readString(container.log())).contains("stdout F bye");
    }
    // A loss of power may take what the supervisor wrote last.
    Path exit = dir.resolve("containers/exits/survivor");
    String code = Files.readString(exit);
    Files.writeString(exit, "");
    try (Containers afterLoss = open(dir)) {
      assertThat(afterLoss.find("survivor").orElseThrow().exited().get().exit().cause())
          .isEqualTo(Exit.Cause.LOST);
    }
    Files.writeString(exit, code);
    // Someone who comes after the end learns the same.
    try (Containers later = open(dir)) {
      Container container = later.find("survivor").orElseThrow();
      assertThat(container.state()).isInstanceOf(ContainerState.Exited.class);
      assertThat(container.exited().get().exit().code()).isEqualTo(9);
      later.remove(container);
      assertThat(later.list()).isEmpty();
    }
  }

  private Process startElsewhere() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin/java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            Starter.class.getName(),
            dir.toString(),
            root.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /** Starts a container and waits to be killed. */
  static final class Starter {
    private static final String SCRIPT =
        """
        i=0
        while [ ! -e /tmp/end ]; do i=$((i+1)); echo tick $i; sleep 0.1; done
        echo bye
        exit 9
        """;

    private Starter() {}

    public static void main(String[] arguments) throws Exception {
      Path dir = Path.of(arguments[0]);
      Containers containers = open(dir);
      Container container =
          containers.create(
              "survivor",
              HostRoot.shell(Path.of(arguments[1]), "survivor", SCRIPT),
              TerminalMode.PIPES,
              dir.resolve("survivor.log"),
              Map.of("pod", "a/b"));
      containers.start(container);
      System.out.println("started");
      new CountDownLatch(1).await();
    }
  }

  @Test
  void noticesALostSupervisor() throws Exception {
    Container container = start("web", "echo up; exec sleep 1000");
    awaitLog(container, "up");

    container.supervisor().signal(Signals.KILL);

    assertThat(container.exited().get(20, TimeUnit.SECONDS).exit().cause())
        .isEqualTo(Exit.Cause.LOST);
    Awaitility.await().until(() -> !container.init().isAlive());
  }

  @Test
  void removeLeavesNothing() throws Exception {
    Container container = start("web", "echo up; exec sleep 1000");
    awaitLog(container, "up");
    containers.remove(container);
    cgroups.removeAll();

    assertThat(container.init().isAlive()).isFalse();
    assertThat(container.supervisor().isAlive()).isFalse();
    assertThat(dir.resolve("containers/c")).isEmptyDirectory();
    assertThat(dir.resolve("containers/exits")).isEmptyDirectory();
    assertThat(dir.resolve("containers/state")).isEmptyDirectory();
    assertThat(Files.readString(Path.of("/proc/mounts"))).doesNotContain(dir.toString());
    String token = InstanceNames.of(dir).cgroup();
    try (var all = Files.walk(Path.of("/sys/fs/cgroup"), 3)) {
      assertThat(all.map(Path::toString).filter(p -> p.contains(token))).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 5, 15, 30, 50, 80, 120})
  void interruptsLeaveNothingHalfMade(int millis) throws Exception {
    Thread maker =
        Thread.ofVirtual()
            .start(() -> {
              Container container = start("web", "echo up; exec sleep 1000");
              containers.remove(container);
              start("next", "echo up; exec sleep 1000");
            });
    // Wherever it is by then: what is left must be whole.
    maker.join(Duration.ofMillis(millis));
    maker.interrupt();
    maker.join();

    assertThat(containers.list()).extracting(Container::id).containsExactly("next");
    assertThat(dir.resolve("containers/c").toFile().list()).containsExactly("next");
    assertThat(dir.resolve("containers/state").toFile().list()).containsExactly("next");
    Container next = containers.find("next").orElseThrow();
    assertThat(next.state()).isInstanceOf(ContainerState.Running.class);
    awaitLog(next, "up");
  }

  private Container start(String id, String script) {
    Container container = create(id, HostRoot.shell(root, id, script));
    containers.start(container);
    return container;
  }

  private Container create(String id, ContainerSpec spec) {
    return containers.create(id, spec, TerminalMode.PIPES, dir.resolve(id + ".log"), Map.of());
  }

  private static void awaitLog(Container container, String text) {
    Awaitility.await()
        .until(() ->
            Files.exists(container.log()) && Files.readString(container.log()).contains(text));
  }

  private static String text(ByteArrayOutputStream output) {
    synchronized (output) {
      return output.toString(StandardCharsets.UTF_8);
    }
  }
}
