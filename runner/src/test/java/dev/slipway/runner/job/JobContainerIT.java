package dev.slipway.runner.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.base.SlipwayException;
import dev.slipway.container.ForegroundRuns;
import dev.slipway.posix.MountTable;
import dev.slipway.runner.JobDescriptor;
import dev.slipway.runner.JobListeners;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobContainerIT {
  private static final int PORT = 7717;
  private static final String PATH = String.join(":", JobLayout.SYSTEM_PATH);

  @TempDir Path dir;
  private TestJobs jobs;
  private JobContainer container;
  private boolean abandoned;

  private record Ran(OrderRun.Outcome outcome, List<String> lines) {
    String text() {
      return String.join("\n", lines);
    }
  }

  @BeforeAll
  static void needsContainers() {
    TestJobs.assume();
  }

  @BeforeEach
  void start() throws IOException {
    jobs = new TestJobs(dir, () -> List.of(new JobListeners.JobListener(PORT, this::greet)));
    container = jobs.containers().start(TestJobs.job("test"), new JobBase.HostPrograms());
  }

  @AfterEach
  void stop() {
    if (!abandoned) {
      container.close();
    }
    jobs.close();
  }

  /** Answers whoever connects with a word. */
  private JobListeners.Serving greet(ServerSocketChannel socket) {
    Thread.ofVirtual()
        .start(() -> {
          while (socket.isOpen()) {
            try (SocketChannel peer = socket.accept()) {
              peer.write(ByteBuffer.wrap("hello from outside\n".getBytes(StandardCharsets.UTF_8)));
            } catch (IOException e) {
              return;
            }
          }
        });
    return () -> {
      try {
        socket.close();
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    };
  }

  private Ran run(String script) throws InterruptedException {
    var lines = new ArrayList<String>();
    OrderRun run = container.run(order(script), lines::add);
    return new Ran(run.await(), lines);
  }

  private static Path root(JobContainer container) throws IOException {
    return container.files().host(Path.of("/"));
  }

  private Order order(String script) {
    return new Order(
        List.of("/bin/bash", "-c", script),
        Map.of("PATH", JobLayout.PROGRAMS + ":" + PATH, "HOME", "/home/runner"),
        container.files().workspace());
  }

  @Test
  void runsProgramsOneAfterAnotherAndTellsHowTheyEnded() throws Exception {
    assertThat(run("echo one; echo two >&2; echo three; exit 3"))
        .isEqualTo(new Ran(new OrderRun.Outcome.Exited(3), List.of("one", "two", "three")));
    assertThat(run("printf 'no end'"))
        .isEqualTo(new Ran(new OrderRun.Outcome.Exited(0), List.of("no end")));
    assertThat(run("kill -TERM $$").outcome()).isEqualTo(new OrderRun.Outcome.Exited(143));
    assertThat(run("kill -KILL $$").outcome()).isEqualTo(new OrderRun.Outcome.Exited(137));
    assertThat(run("pwd").text()).isEqualTo("/home/runner/work/app/app");
  }

  @Test
  void handsOverArgumentsAndVariablesAsTheyAre() throws Exception {
    var environment = Map.of("PATH", PATH, "INPUT_CACHE-FROM", "it's\n\"$HOME\" `x`", "EMPTY", "");
    var lines = new ArrayList<String>();
    var order =
        new Order(
            List.of("/usr/bin/printf", "%s|", "a b", "", "'", "$(date)", "\\n", "ü"),
            environment,
            Path.of("/"));
    container.run(order, lines::add).await();
    assertThat(lines).containsExactly("a b||'|$(date)|\\n|ü|");

    lines.clear();
    var show = new Order(List.of("/usr/bin/env", "-0"), environment, Path.of("/"));
    container.run(show, lines::add).await();
    assertThat(String.join("\n", lines))
        .contains("INPUT_CACHE-FROM=it's\n\"$HOME\" `x`\0")
        .contains("EMPTY=\0");
  }

  @Test
  void showsTheHostsToolsAndNothingElseOfTheHost() throws Exception {
    assertThat(
            run("test -x /usr/bin/env && test -x /bin/sh && test -s /var/lib/dpkg/status")
                .outcome())
        .isEqualTo(new OrderRun.Outcome.Exited(0));
    assertThat(run("cat /etc/shadow /etc/shadow- /etc/gshadow").lines())
        .allMatch(line -> line.endsWith("No such file or directory"));
    assertThat(run("ls -A /root /home /srv /mnt; ls -d /etc/ssh /etc/sudoers /work " + dir).text())
        .contains("/home:\nrunner\n")
        .contains("/root:\n\n")
        .contains("cannot access '/etc/ssh'")
        .contains("cannot access '" + dir + "'");
    assertThat(run("find / -xdev -type s 2>/dev/null; ls /tmp").lines()).isEmpty();
    assertThat(run("getent passwd root; echo ~; hostname").text())
        .startsWith("root:x:0:0:root:/home/runner:/bin/bash\n/home/runner\njob-");
  }

  @Test
  void keepsWhatAJobChangesToTheJob() throws Exception {
    assertThat(
            run("echo x > /usr/bin/of-the-job && echo y > /etc/of-the-job && rm /etc/passwd"
                    + " && mkdir /opt/of-the-job && echo z > /opt/hostedtoolcache/kept")
                .outcome())
        .isEqualTo(new OrderRun.Outcome.Exited(0));

    assertThat(Path.of("/usr/bin/of-the-job")).doesNotExist();
    assertThat(Path.of("/etc/of-the-job")).doesNotExist();
    assertThat(Path.of("/etc/passwd")).exists();
    try (JobContainer next =
        jobs.containers().start(TestJobs.job("next"), new JobBase.HostPrograms())) {
      assertThat(root(next).resolve("usr/bin/of-the-job")).doesNotExist();
      assertThat(root(next).resolve("etc/passwd")).exists();
      assertThat(next.files().host(Path.of("/opt/hostedtoolcache/kept"))).hasContent("z\n");
    }
    assertThat(container.files().host(Path.of("/usr/bin/of-the-job"))).hasContent("x\n");
  }

  @Test
  void resolvesPathsInsideTheRootOnly() throws Exception {
    run("ln -s / out; ln -s /etc/hostname name; ln -s ../../../../../../etc up");
    Path workspace = container.files().workspace();

    assertThat(container.files().host(workspace.resolve("name"))).content().startsWith("job-");
    assertThat(container.files().host(workspace.resolve("out")).toRealPath())
        .isEqualTo(root(container).toRealPath());
    assertThat(container.files().host(workspace.resolve("up/hostname")))
        .content()
        .startsWith("job-");
    assertThat(container.files().scratch()).isEmptyDirectory();
  }

  @Test
  void offersSudo() throws Exception {
    assertThat(
            run("sudo -E id -u; sudo A=1 sh -c 'echo $A'; sudo -n -H -- echo ok; sudo -u nobody id -un;"
                    + " sudo -nE true && echo combined; sudo --no-such-option x")
                .lines())
        .containsExactly(
            "0",
            "1",
            "ok",
            "nobody",
            "combined",
            "sudo: option --no-such-option is not supported in jobs");
  }

  @Test
  void reachesSlipwayAndNoOtherListenerOfTheHost() throws Exception {
    assertThat(run("cat < /dev/tcp/127.0.0.1/" + PORT).lines())
        .containsExactly("hello from outside");
    try (ServerSocket other = new ServerSocket(0, 5, InetAddress.getByName("0.0.0.0"))) {
      String gateway = jobs.networks().plan().gateway().getHostAddress();
      int port = other.getLocalPort();
      assertThat(run("echo hello > /dev/tcp/127.0.0.1/" + port).outcome())
          .isEqualTo(new OrderRun.Outcome.Exited(1));
      assertThat(run("echo hello > /dev/tcp/" + gateway + "/" + port).outcome())
          .isEqualTo(new OrderRun.Outcome.Exited(1));
    }
    String service = jobs.networks().plan().services().address(10).getHostAddress();
    String pod = jobs.networks().create("pod").address().getHostAddress();
    for (String address : List.of(service, pod)) {
      assertThat(run("echo hello > /dev/tcp/" + address + "/80").text())
          .as("pods and services are none of a job's business")
          .containsAnyOf("No route to host", "Network is unreachable");
    }
  }

  @Test
  void hasNoPowersOverTheHost() throws Exception {
    assertThat(run("mount -t tmpfs none /mnt").outcome())
        .isNotEqualTo(new OrderRun.Outcome.Exited(0));
    assertThat(run("echo 1 > /proc/sys/kernel/panic").outcome())
        .isNotEqualTo(new OrderRun.Outcome.Exited(0));
    assertThat(run("cat /proc/1/status | grep Seccomp:").text()).endsWith("2");
  }

  @Test
  void saysWhenMemoryRanOut() throws Exception {
    var ran = run("head -c 600m /dev/zero | tail -c 500m > /dev/null");

    assertThat(ran.outcome()).isInstanceOf(OrderRun.Outcome.OutOfMemory.class);
    assertThat(((OrderRun.Outcome.OutOfMemory) ran.outcome()).limitBytes())
        .isEqualTo(TestJobs.MEMORY);
    assertThat(run("echo still here").lines()).containsExactly("still here");
  }

  @Test
  void stopsAProgramWithAllItsChildren() throws Exception {
    var started = new CountDownLatch(1);
    OrderRun run =
        container.run(
            order(
                "trap '' INT TERM; (setsid sleep 1000 &) ; (env -i sleep 1001 & wait) & echo up; wait"),
            line -> started.countDown());
    started.await();

    assertThat(run.kill()).isEqualTo(new OrderRun.Outcome.Exited(137));
    assertThat(run("pgrep -c sleep").lines()).containsExactly("0");
  }

  @Test
  void asksBeforeItKills() throws Exception {
    var lines = new ArrayList<String>();
    var started = new CountDownLatch(1);
    OrderRun run =
        container.run(
            order("trap 'echo asked; exit 9' INT; echo up; while :; do sleep 0.05; done"),
            line -> {
              lines.add(line);
              started.countDown();
            });
    started.await();

    assertThat(run.stop()).isEqualTo(new OrderRun.Outcome.Exited(9));
    assertThat(lines).containsExactly("up", "asked");
  }

  @Test
  void isNotHeldUpByWhatRunsInTheBackground() throws Exception {
    assertThat(run("(sleep 1000; echo late) & echo done").lines()).containsExactly("done");
    assertThat(run("pgrep -c sleep").lines()).containsExactly("1");
  }

  @Test
  void tellsWhenTheContainerIsGone() throws Exception {
    var started = new CountDownLatch(1);
    OrderRun run = container.run(order("echo up; sleep 1000"), line -> started.countDown());
    started.await();
    container.close();

    assertThat(run.await()).isEqualTo(new OrderRun.Outcome.ContainerLost());
    assertThatThrownBy(() -> run("true")).isInstanceOf(SlipwayException.class);
  }

  @Test
  void leavesNothingBehind() throws Exception {
    run("sleep 1000 & echo x > /usr/bin/of-the-job");
    container.close();

    assertThat(MountTable.below(jobs.data())).isEmpty();
    try (Stream<Path> roots = Files.list(jobs.data().resolve("jobs/roots"))) {
      assertThat(roots).isEmpty();
    }
    assertThat(jobs.networks().list()).hasSizeLessThanOrEqualTo(1);
  }

  @Test
  void clearsWhatAKilledProcessLeft() throws Exception {
    run("sleep 1000 & echo kept > /opt/hostedtoolcache/kept");
    abandoned = true;
    // As if this process had been killed: nothing is closed, a new one opens the directories.
    ForegroundRuns.open(jobs.data().resolve("runs"), jobs.cgroups());
    JobContainers.open(jobs.host()).close();

    assertThat(MountTable.below(jobs.data())).isEmpty();
    assertThat(jobs.data().resolve("jobs/toolcache/kept")).hasContent("kept\n");
    assertThat(jobs.data().resolve("jobs/roots")).isEmptyDirectory();
  }

  @Test
  void refusesTheHostsProgramsToForks() {
    JobDescriptor fork = TestJobs.job("test", JobDescriptor.Trust.FORK);

    assertThatThrownBy(() -> jobs.containers().start(fork, new JobBase.HostPrograms()))
        .hasMessageContaining("image");
  }
}
