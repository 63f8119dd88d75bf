package dev.slipway.container;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.base.InputException;
import dev.slipway.posix.PosixFiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ForegroundRunIT {
  @TempDir Path dir;
  private Path root;
  private Cgroups cgroups;
  private ForegroundRuns runs;

  private record Outcome(Exit exit, String stdout, String stderr) {}

  @BeforeAll
  static void needsContainers() {
    Privileged.assume();
  }

  @BeforeEach
  void open() throws IOException {
    cgroups = Cgroups.probe(InstanceNames.of(dir));
    root = HostRoot.fill(Files.createDirectory(dir.toRealPath().resolve("root")));
    runs = ForegroundRuns.open(dir.resolve("runs"), cgroups);
  }

  @AfterEach
  void cleanUp() {
    ForegroundRuns.open(dir.resolve("runs"), cgroups);
    cgroups.removeAll();
  }

  @Test
  void streamsOutputAndTellsTheExitCode() throws InterruptedException {
    Outcome outcome = run("echo out; echo err >&2; cat; id -u; hostname; exit 7");

    assertThat(outcome.exit()).isEqualTo(new Exit(7, Exit.Cause.ENDED));
    assertThat(outcome.stdout()).isEqualTo("out\n0\nlocalhost\n");
    assertThat(outcome.stderr()).isEqualTo("err\n");
  }

  @Test
  void leavesNothingOfItsOwnInTheRoot() throws Exception {
    PosixFiles.setTimes(root, 1_000_000_000, 0);
    PosixFiles.setTimes(root.resolve("etc"), 1_000_000_001, 0);
    Path file = Files.writeString(dir.resolve("hosts"), "127.0.0.1 localhost\n");
    var before = names(root);

    Outcome outcome =
        run(
            HostRoot.shell(root, "run", "cat /etc/hosts; touch /cache/a /tmp/b")
                .mounting(
                    List.of(
                        ContainerMount.bindReadOnly(file, Path.of("/etc/hosts")),
                        ContainerMount.tmpfs(Path.of("/cache")))));

    assertThat(outcome.stdout()).isEqualTo("127.0.0.1 localhost\n");
    assertThat(outcome.exit().succeeded()).isTrue();
    assertThat(names(root)).isEqualTo(before);
    assertThat(root.resolve("etc/hosts")).doesNotExist();
    assertThat(root.resolve("tmp/b")).exists();
    assertThat(PosixFiles.lstat(root).seconds()).isEqualTo(1_000_000_000);
    assertThat(PosixFiles.lstat(root.resolve("etc")).seconds()).isEqualTo(1_000_000_001);
  }

  @Test
  void tellsApartWhatNeverStarted() throws InterruptedException {
    Outcome missing = run(HostRoot.spec(root, "run", "no-such-program"));
    Outcome directory = run(HostRoot.spec(root, "run", "/etc"));

    assertThat(missing.exit()).isEqualTo(new Exit(127, Exit.Cause.NOT_STARTED));
    assertThat(missing.stderr()).contains("no-such-program").contains("not found");
    assertThat(directory.exit()).isEqualTo(new Exit(126, Exit.Cause.NOT_STARTED));
  }

  @Test
  void cancelEndsEverything() throws InterruptedException {
    var started = new CountDownLatch(1);
    ForegroundRun run =
        runs.start(
            HostRoot.shell(root, "run", "sleep 1000 & echo started; wait"),
            (stream, bytes) -> started.countDown());
    started.await();

    run.cancel();

    assertThat(run.await()).isEqualTo(new Exit(137, Exit.Cause.ENDED));
    assertThat(OciRuntime.find(dir.resolve("runs/state")).ids()).isEmpty();
  }

  @Test
  void cancelAtOnceIsNoRace() throws InterruptedException {
    for (int i = 0; i < 5; i++) {
      ForegroundRun run =
          runs.start(HostRoot.shell(root, "run", "sleep 1000"), (stream, bytes) -> {});
      Thread.sleep(i * 15L);
      run.cancel();
      assertThat(run.await().code()).isEqualTo(137);
    }
    assertThat(OciRuntime.find(dir.resolve("runs/state")).ids()).isEmpty();
  }

  @Test
  void memoryLimitKillsAndIsTold() throws InterruptedException {
    Outcome outcome =
        run(
            HostRoot.shell(root, "run", "head -c 200m /dev/zero | tail -c 190m >/dev/null; exit 3")
                .withLimits(ResourceLimits.none().withMemory(48 << 20)));

    assertThat(outcome.exit().cause()).isEqualTo(Exit.Cause.OUT_OF_MEMORY);
    assertThat(OciRuntime.find(dir.resolve("runs/state")).ids()).isEmpty();
  }

  @Test
  void processLimitHolds() throws InterruptedException {
    Outcome outcome =
        run(
            HostRoot.shell(root, "run", "for i in 1 2 3 4 5 6 7 8; do sleep 1 & done; wait")
                .withLimits(ResourceLimits.none().withProcesses(4)));

    assertThat(outcome.stderr()).contains("fork");
  }

  @Test
  void runsAsTheUserWithGroups() throws Exception {
    var account = UserLookup.in(root).resolve("app", InputException.Position.of("Dockerfile"));

    Outcome outcome =
        run(HostRoot.shell(root, "run", "id; cat /proc/self/status").withUser(account.user()));

    assertThat(outcome.stdout())
        .startsWith("uid=1000(app) gid=1000(app) groups=1000(app),2000(extra)");
    assertThat(outcome.stdout()).contains("CapEff:\t0000000000000000");
    assertThat(account.home()).isEqualTo("/home/app");
  }

  @Test
  void standardPrivilegesAllowTheUsualAndRefuseTheRest() throws InterruptedException {
    String script =
        """
        touch /tmp/f && chown 5:6 /tmp/f && chmod 4755 /tmp/f && echo chown
        mknod /tmp/n c 1 3 && echo mknod
        mount -t tmpfs none /tmp 2>/dev/null || echo mount refused
        unshare -m true 2>/dev/null || echo unshare refused
        unshare -r true 2>/dev/null || echo user namespace refused
        echo 1 2>/dev/null >/proc/sys/vm/drop_caches || echo sysctl refused
        cat /proc/kcore | head -c 1 | wc -c
        date -s @0 >/dev/null 2>&1 || echo clock refused
        chroot / true && echo chroot
        python3 -c 'import threading; t=threading.Thread(target=print, args=("thread",)); t.start(); t.join()'
        touch /sys/x 2>/dev/null || echo sys refused
        grep Seccomp: /proc/self/status
        """;

    Outcome outcome = run(script);

    assertThat(outcome.stdout().lines())
        .containsExactly(
            "chown",
            "mknod",
            "mount refused",
            "unshare refused",
            "user namespace refused",
            "sysctl refused",
            "0",
            "clock refused",
            "chroot",
            "thread",
            "sys refused",
            "Seccomp:\t2");
  }

  @Test
  void unlimitedPrivilegesMount() throws InterruptedException {
    Outcome outcome =
        run(
            HostRoot.shell(root, "run", "mount -t tmpfs none /tmp && echo mounted")
                .withPrivileges(Privileges.unlimited()));

    assertThat(outcome.stdout()).isEqualTo("mounted\n");
  }

  @Test
  void readOnlyRootsRefuseWrites() throws InterruptedException {
    Outcome outcome =
        run(
            HostRoot.shell(root, "run", "touch /tmp/x || touch /dev/shm/y && echo shm")
                .withRootMode(ContainerSpec.RootMode.READ_ONLY));

    assertThat(outcome.stdout()).isEqualTo("shm\n");
    assertThat(outcome.stderr()).contains("Read-only file system");
  }

  @Test
  void endsWhatAKilledPredecessorLeft() throws Exception {
    var started = new CountDownLatch(1);
    ForegroundRun orphan =
        runs.start(
            HostRoot.shell(root, "run", "echo started; exec sleep 1000"),
            (stream, bytes) -> started.countDown());
    started.await();

    ForegroundRuns.open(dir.resolve("runs"), cgroups);

    assertThat(OciRuntime.find(dir.resolve("runs/state")).ids()).isEmpty();
    assertThat(dir.resolve("runs/bundles")).isEmptyDirectory();
    assertThat(orphan).isNotNull();
  }

  private static List<String> names(Path directory) throws IOException {
    try (var all = Files.list(directory)) {
      return all.map(Path::toString).sorted().toList();
    }
  }

  private Outcome run(String script) throws InterruptedException {
    return run(HostRoot.shell(root, "run", script));
  }

  private Outcome run(ContainerSpec spec) throws InterruptedException {
    var stdout = new ByteArrayOutputStream();
    var stderr = new ByteArrayOutputStream();
    Exit exit =
        runs.start(
                spec,
                (stream, bytes) ->
                    (stream == OutputListener.Stream.STDOUT ? stdout : stderr).writeBytes(bytes))
            .await();
    return new Outcome(
        exit, stdout.toString(StandardCharsets.UTF_8), stderr.toString(StandardCharsets.UTF_8));
  }
}
