package dev.slipway.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.base.InstanceToken;
import dev.slipway.cli.command.Console;
import dev.slipway.cli.doctor.Finding.Level;
import dev.slipway.client.InstanceDirectory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorTest {
  @Test
  void dockersPolicyAloneIsNoProblem() {
    Finding finding = NetworkChecks.firewall("-P FORWARD DROP\n-A FORWARD -j DOCKER-USER\n");

    assertThat(finding.level()).isEqualTo(Level.OK);
    assertThat(finding.found()).contains("DROP", "Docker");
  }

  @Test
  void aRuleBeforeSlipwaysIsWorthAWarning() {
    String rules = "-P FORWARD DROP\n-A FORWARD -j OTHERS\n-A FORWARD -j SLIP-1-FORWARD\n";

    assertThat(NetworkChecks.firewall(rules).level()).isEqualTo(Level.WARNING);
    assertThat(NetworkChecks.firewall(rules).found()).contains("OTHERS");
  }

  @Test
  void dockersOwnRulesBeforeSlipwaysAreNone() {
    String rules =
        """
        -P FORWARD DROP
        -A FORWARD -j DOCKER-USER
        -A FORWARD -j DOCKER-ISOLATION-STAGE-1
        -A FORWARD -o docker0 -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
        -A FORWARD -j SLIP-1-FORWARD
        -A DOCKER-USER -j RETURN
        """;
    String filled = rules.replace("-j RETURN", "-s 10.0.0.0/8 -j DROP\n-A DOCKER-USER -j RETURN");

    assertThat(NetworkChecks.firewall(rules).level()).isEqualTo(Level.OK);
    assertThat(NetworkChecks.firewall(filled).level()).isEqualTo(Level.WARNING);
    assertThat(NetworkChecks.firewall(filled).found()).contains("DOCKER-USER");
  }

  @Test
  void rulesInOtherTablesThanTheDroppingOnesAreWorthAWarning() {
    String ours = "-P FORWARD ACCEPT\n-A FORWARD -j SLIP-1-FORWARD\n";
    String drops = "-P FORWARD DROP\n-A FORWARD -j DOCKER-USER\n";

    assertThat(NetworkChecks.firewall(List.of(ours, drops)).level()).isEqualTo(Level.WARNING);
    assertThat(NetworkChecks.firewall(List.of(ours, "-P FORWARD ACCEPT\n")).level())
        .isEqualTo(Level.OK);
    assertThat(NetworkChecks.firewall(List.of(drops, "-P FORWARD ACCEPT\n")).found())
        .contains("DROP", "Docker");
  }

  @Test
  void missingControllersAreNamed() {
    List<String> mounts = List.of("cgroup2 /sys/fs/cgroup cgroup2 rw,nosuid 0 0");

    assertThat(KernelChecks.cgroups(mounts, List.of("cpu", "memory", "pids")).level())
        .isEqualTo(Level.OK);
    Finding without = KernelChecks.cgroups(mounts, List.of("cpu", "pids"));
    assertThat(without.level()).isEqualTo(Level.WARNING);
    assertThat(without.found()).isEqualTo("version 2, without memory");
  }

  @Test
  void firstVersionHasOneMountForEachController() {
    List<String> mounts =
        List.of(
            "cgroup /sys/fs/cgroup/cpu cgroup rw,cpu,cpuacct 0 0",
            "cgroup /sys/fs/cgroup/memory cgroup rw,memory 0 0",
            "cgroup /sys/fs/cgroup/pids cgroup rw,pids 0 0");

    assertThat(KernelChecks.cgroups(mounts, List.of()).found()).startsWith("version 1, with");
  }

  @Test
  void settingsThatCannotBeReadAreTold(@TempDir Path data) throws IOException {
    Files.writeString(data.resolve("config.json"), "{\"port\": ");

    List<Finding> findings = InstanceChecks.portsFree(new InstanceDirectory(data, false));
    assertThat(findings).hasSize(1);
    assertThat(findings.getFirst().level()).isEqualTo(Level.FAILURE);
    assertThat(findings.getFirst().found()).contains("config.json");
  }

  @Test
  void whatInstancesLeftThatAreGoneIsTold() {
    var found =
        Map.of(
            "0a1b2c3d", Map.of("cgroups", 12, "network devices", 1),
            "ffffffff", Map.of("firewall chains", 3));

    List<Finding> findings = RemnantChecks.findings(found, Set.of("ffffffff"));

    assertThat(findings).hasSize(1);
    assertThat(findings.getFirst().level()).isEqualTo(Level.WARNING);
    assertThat(findings.getFirst().found()).contains("12 cgroups", "1 network devices", "0a1b2c3d");
    assertThat(findings.getFirst().advice()).endsWith("slipway down --remnants 0a1b2c3d");
    assertThat(RemnantChecks.findings(found, found.keySet()).getFirst().level())
        .isEqualTo(Level.OK);
  }

  @Test
  void oldKubectlIsTold() {
    assertThat(ProgramChecks.kubectl(kubectl("20", "v1.20.2")).level()).isEqualTo(Level.WARNING);
    assertThat(ProgramChecks.kubectl(kubectl("33", "v1.33.1")))
        .isEqualTo(Finding.ok("kubectl", "v1.33.1"));
    assertThat(ProgramChecks.kubectl("nonsense").level()).isEqualTo(Level.WARNING);
  }

  private static String kubectl(String minor, String version) {
    return "{\"clientVersion\":{\"minor\":\"%s\",\"gitVersion\":\"%s\"}}".formatted(minor, version);
  }

  @Test
  void loopbackNameServersAreReachedThroughSlipway() {
    assertThat(NetworkChecks.nameServers(List.of("nameserver 127.0.0.53")).found())
        .isEqualTo("127.0.0.53; containers ask them through Slipway");
    assertThat(NetworkChecks.nameServers(List.of()).level()).isEqualTo(Level.WARNING);
  }

  @Test
  void nameServerOnEveryAddressKeepsClusterDnsFromStarting() {
    String line = "  12: 00000000:0035 00000000:0000 07 00000000:00000000 00:00000000 0 0 1";

    assertThat(NetworkChecks.namePort(List.of(line)).level()).isEqualTo(Level.WARNING);
    assertThat(NetworkChecks.namePort(List.of()).level()).isEqualTo(Level.OK);
  }

  @Test
  void diskTellsWhatIsFreeAndWhatCannotBeMounted() {
    assertThat(InstanceChecks.space(100L << 20, Path.of("/d")))
        .extracting(Finding::level, Finding::found)
        .containsExactly(Level.FAILURE, "100.0 MiB free for /d");
    assertThat(InstanceChecks.fileSystem("overlay", Path.of("/d")).level())
        .isEqualTo(Level.FAILURE);
  }

  @Test
  void everyAdviceIsALineOfItsOwn() {
    var out = new ByteArrayOutputStream();
    var stream = new PrintStream(out, true, StandardCharsets.UTF_8);

    Doctor.print(
        List.of(Finding.ok("runc", "1.1.5"), Finding.failure("conmon", "not found", "install it")),
        new Console(stream, stream));

    assertThat(out.toString(StandardCharsets.UTF_8).lines())
        .containsExactly(
            "ok       runc          1.1.5",
            "failure  conmon        not found",
            "                       -> install it");
  }

  @Test
  void whatIsHereIsNoRemnant(@TempDir Path here) {
    var instance = new InstanceDirectory(here, false);
    assertThat(RemnantChecks.isHere(InstanceToken.of(here), instance)).isTrue();
    assertThat(RemnantChecks.isHere("00000000", instance)).isFalse();
  }
}
