package dev.slipway.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Both layouts, as files; the real one is in {@link ForegroundRunIT}. */
class CgroupsTest {
  private final InstanceNames names = new InstanceNames("00c0ffee");
  @TempDir Path mount;

  @Test
  void readsTheUnifiedTree() throws IOException {
    Files.createFile(mount.resolve("cgroup.controllers"));
    Path own = Files.createDirectories(mount.resolve("slipway-00c0ffee/pod/app"));
    Files.writeString(own.resolve("memory.events"), "low 0\noom 2\noom_kill 3\noom_group_kill 1\n");
    Files.writeString(own.resolve("memory.current"), "1000\n");
    Files.writeString(own.resolve("memory.stat"), "anon 5\ninactive_file 400\n");
    Files.writeString(own.resolve("cpu.stat"), "usage_usec 1500\nuser_usec 1000\n");

    Cgroups cgroups = Cgroups.probe(mount, names);

    assertThat(cgroups.version()).isEqualTo(Cgroups.Version.V2);
    assertThat(cgroups.outOfMemoryKills("pod/app")).isEqualTo(3);
    assertThat(cgroups.memoryBytes("pod/app")).isEqualTo(600);
    assertThat(cgroups.cpuTime("pod/app")).isEqualTo(Duration.ofNanos(1_500_000));
    assertThat(cgroups.outOfMemoryKills("other")).isZero();
  }

  @Test
  void readsSeparateTrees() throws IOException {
    Path memory = Files.createDirectories(mount.resolve("memory/slipway-00c0ffee/app"));
    Path cpu = Files.createDirectories(mount.resolve("cpuacct/slipway-00c0ffee/app"));
    Files.createDirectories(mount.resolve("unified/slipway-00c0ffee/app"));
    Files.writeString(
        memory.resolve("memory.oom_control"), "oom_kill_disable 0\nunder_oom 0\noom_kill 1\n");
    Files.writeString(memory.resolve("memory.usage_in_bytes"), "1000\n");
    Files.writeString(memory.resolve("memory.stat"), "total_inactive_file 100\n");
    Files.writeString(cpu.resolve("cpuacct.usage"), "77\n");

    Cgroups cgroups = Cgroups.probe(mount, names);

    assertThat(cgroups.version()).isEqualTo(Cgroups.Version.V1);
    assertThat(cgroups.outOfMemoryKills("app")).isEqualTo(1);
    assertThat(cgroups.memoryBytes("app")).isEqualTo(900);
    assertThat(cgroups.cpuTime("app")).isEqualTo(Duration.ofNanos(77));
  }

  @Test
  void sharesTheProcessorsInBothTrees() throws IOException {
    int processors = Runtime.getRuntime().availableProcessors();
    Files.createDirectories(mount.resolve("cpu"));
    Cgroups.probe(mount, names).share(Map.of("pods", 1024, "jobs", 64));
    Path separate = mount.resolve("cpu/slipway-00c0ffee");
    assertThat(separate.resolve("cpu.shares")).hasContent("" + 1024 * processors);
    assertThat(separate.resolve("jobs/cpu.shares")).hasContent("" + 64 * processors);

    Files.createFile(mount.resolve("cgroup.controllers"));
    Cgroups.probe(mount, names).share(Map.of("pods", 1024, "jobs", 64));
    Path unified = mount.resolve("slipway-00c0ffee");
    assertThat(unified.resolve("pods/cpu.weight")).hasContent("" + 100 * processors);
    assertThat(unified.resolve("jobs/cpu.weight")).hasContent("" + 64 * processors * 100 / 1024);
    assertThat(unified.resolve("cgroup.subtree_control")).hasContent("+cpu");
  }

  @Test
  void removesInEveryTree() throws IOException {
    Files.createDirectories(mount.resolve("memory/slipway-00c0ffee/pod/app"));
    Files.createDirectories(mount.resolve("pids/slipway-00c0ffee/pod"));
    Files.createDirectories(mount.resolve("pids/slipway-other"));
    Cgroups cgroups = Cgroups.probe(mount, names);

    cgroups.remove("pod");
    assertThat(mount.resolve("memory/slipway-00c0ffee")).isEmptyDirectory();
    cgroups.removeAll();

    assertThat(mount.resolve("memory")).isEmptyDirectory();
    assertThat(mount.resolve("pids/slipway-other")).exists();
  }

  @Test
  void makesGroupsWithLimitsInBothTrees() throws IOException {
    for (String controller : new String[] {"memory", "pids", "cpu"}) {
      Files.createDirectories(mount.resolve(controller));
    }
    var limits = ResourceLimits.none().withMemory(1000).withProcesses(7);
    Cgroups separate = Cgroups.probe(mount, names);
    separate.make("jobs/one", limits);
    separate.join("jobs/one", 42);

    assertThat(mount.resolve("memory/slipway-00c0ffee/jobs/one/memory.limit_in_bytes"))
        .hasContent("1000");
    assertThat(mount.resolve("pids/slipway-00c0ffee/jobs/one/pids.max")).hasContent("7");
    assertThat(mount.resolve("cpu/slipway-00c0ffee/jobs/one/cgroup.procs")).hasContent("42");
    assertThat(separate.names("jobs")).containsExactly("one");
    assertThat(separate.names("other")).isEmpty();
    assertThat(separate.processes("jobs/one")).containsExactly(42L);

    Files.createFile(mount.resolve("cgroup.controllers"));
    Cgroups unified = Cgroups.probe(mount, names);
    unified.make("jobs/two", limits);
    unified.join("jobs/two", 43);

    Path own = mount.resolve("slipway-00c0ffee");
    assertThat(own.resolve("jobs/two/memory.max")).hasContent("1000");
    assertThat(own.resolve("jobs/two/pids.max")).hasContent("7");
    assertThat(own.resolve("jobs/cgroup.subtree_control")).hasContent("+pids");
    assertThat(unified.processes("jobs/two")).containsExactly(43L);
  }
}
