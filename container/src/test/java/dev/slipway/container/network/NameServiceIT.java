package dev.slipway.container.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.container.Cgroups;
import dev.slipway.container.ContainerMount;
import dev.slipway.container.Exit;
import dev.slipway.container.ForegroundRuns;
import dev.slipway.container.HostRoot;
import dev.slipway.container.InstanceNames;
import dev.slipway.container.Privileged;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NameServiceIT {
  /** All of 127.0.0.0/8 is the loopback interface; this one has the port to itself. */
  private static final String LOOPBACK = "127.77.7.7";

  private static final String SCRIPT =
      "cat /etc/resolv.conf; getent ahostsv4 machine.example | head -n 1";

  @TempDir Path dir;
  private Networks networks;
  private Cgroups cgroups;
  private ForegroundRuns runs;
  private Path root;

  @BeforeAll
  static void needsContainers() {
    Privileged.assume();
  }

  @BeforeEach
  void open() throws IOException {
    InstanceNames names = InstanceNames.of(dir);
    cgroups = Cgroups.probe(names);
    networks = Networks.open(names, dir.resolve("network"));
    runs = ForegroundRuns.open(dir.resolve("runs"), cgroups);
    root = HostRoot.fill(Files.createDirectory(dir.toRealPath().resolve("root")));
  }

  @AfterEach
  void cleanUp() {
    networks.removeAll();
    cgroups.removeAll();
  }

  @Test
  void containersResolveNamesWhereTheServerIsOnTheLoopbackInterface() throws Exception {
    HostResolver host = resolver("search corp.example", "nameserver " + LOOPBACK);
    try (var _ = SmallNameServer.start(LOOPBACK, "203.0.113.17");
        var service = NameService.start(networks, () -> host)) {
      String bridge = networks.plan().gateway().getHostAddress();

      assertThat(output(service.forContainers(), SCRIPT))
          .startsWith("search corp.example\nnameserver " + bridge + "\n")
          .contains("203.0.113.17");
      // Beyond the size of a datagram resolvers ask again by a connection.
      assertThat(
              output(service.forContainers(), "RES_OPTIONS=use-vc; export RES_OPTIONS;" + SCRIPT))
          .contains("203.0.113.17");
    }
  }

  @Test
  void aNewProcessAnswersContainersOfItsPredecessor() throws Exception {
    HostResolver host = resolver("nameserver " + LOOPBACK);
    HostResolver given;
    try (var first = NameService.start(networks, () -> host)) {
      given = first.forContainers();
    }
    try (var _ = SmallNameServer.start(LOOPBACK, "203.0.113.18");
        var _ = NameService.start(networks, () -> host)) {
      assertThat(output(given, SCRIPT)).contains("203.0.113.18");
    }
  }

  @Test
  void serversInReachAreNamedAsTheyAre() {
    HostResolver host = resolver("nameserver 127.0.0.1", "nameserver 198.51.100.53");
    try (var service = NameService.start(networks, () -> host)) {
      assertThat(service.forContainers().servers()).containsExactly("198.51.100.53");
    }
  }

  @Test
  void aMachineThatChangesItsServersIsFollowed() throws Exception {
    var host = new HostResolver[] {resolver("nameserver 198.51.100.53")};
    try (var _ = SmallNameServer.start(LOOPBACK, "203.0.113.19");
        var service = NameService.start(networks, () -> host[0])) {
      host[0] = resolver("nameserver " + LOOPBACK);

      assertThat(output(service.forContainers(), SCRIPT)).contains("203.0.113.19");
    }
  }

  private static HostResolver resolver(String... lines) {
    return HostResolver.parse(List.of(lines));
  }

  private String output(HostResolver resolver, String script) throws Exception {
    PodNetwork network = networks.createShielded("pod");
    Path file = dir.resolve("resolv.conf");
    Files.writeString(file, resolver.text());
    var spec =
        HostRoot.shell(root, "run", script)
            .withNetwork(network.mode())
            .mounting(List.of(ContainerMount.bindReadOnly(file, Path.of("/etc/resolv.conf"))));
    var output = new ByteArrayOutputStream();
    Exit exit = runs.start(spec, (stream, bytes) -> output.writeBytes(bytes)).await();
    assertThat(exit.cause()).isEqualTo(Exit.Cause.ENDED);
    return output.toString(StandardCharsets.UTF_8);
  }
}
