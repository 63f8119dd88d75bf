package dev.slipway.container.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.base.Command;
import dev.slipway.container.Cgroups;
import dev.slipway.container.ContainerMount;
import dev.slipway.container.ContainerSpec;
import dev.slipway.container.Exit;
import dev.slipway.container.ForegroundRuns;
import dev.slipway.container.HostRoot;
import dev.slipway.container.InstanceNames;
import dev.slipway.container.NetworkMode;
import dev.slipway.container.Privileged;
import dev.slipway.posix.NetworkNamespaces;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

class NetworksIT {
  @TempDir Path dir;
  private InstanceNames names;
  private Cgroups cgroups;
  private Networks networks;
  private ForegroundRuns runs;
  private Path root;

  @BeforeAll
  static void needsContainers() {
    Privileged.assume();
  }

  @BeforeEach
  void open() throws IOException {
    names = InstanceNames.of(dir);
    cgroups = Cgroups.probe(names);
    networks = Networks.open(names, dir.resolve("network"));
    root = HostRoot.fill(Files.createDirectory(dir.toRealPath().resolve("root")));
    runs = ForegroundRuns.open(dir.resolve("runs"), cgroups);
  }

  @AfterEach
  void cleanUp() {
    networks.removeAll();
    cgroups.removeAll();
  }

  @Test
  void rulesThatAreTakenAwayAreSetAgain() {
    Iptables iptables = Iptables.find();
    String jump = "FORWARD -j " + names.chain("FORWARD");
    iptables.restore(List.of("*filter", "-D " + jump, "COMMIT"), "take a rule away");
    assertThat(iptables.rules().contains("filter", jump)).isFalse();

    networks.mend();
    networks.mend();

    assertThat(iptables.rules().count("filter", jump)).isEqualTo(1);
  }

  @Test
  void containersReachTheInternetByName() throws Exception {
    URI source = packageSource();
    for (PodNetwork network : List.of(networks.create("run"), networks.createShielded("alone"))) {
      String output =
          run(network.mode(), "getent hosts " + source.getHost() + " && curl -sSI " + source);

      assertThat(output).contains(source.getHost()).contains("HTTP/1.1 ");
    }
  }

  /** A place on the internet that this machine is set up to reach: where its packages come from. */
  private static URI packageSource() throws IOException {
    Assumptions.assumeTrue(Files.isDirectory(Path.of("/etc/apt")), "needs apt's configuration");
    var url = Pattern.compile("(?m)^[^#\\n]*?(http://[^/\\s]+/)");
    try (Stream<Path> files = Files.walk(Path.of("/etc/apt"))) {
      for (Path file : files.filter(f -> f.toString().matches(".*\\.(list|sources)")).toList()) {
        Matcher found = url.matcher(Files.readString(file));
        if (found.find()) {
          return URI.create(found.group(1));
        }
      }
    }
    throw new TestAbortedException("apt has no source that is reached by plain HTTP");
  }

  @Test
  void containersReachEachOther() throws Exception {
    PodNetwork one = networks.create("one");
    PodNetwork other = networks.create("other");
    try (ServerSocket server = NetworkNamespaces.call(one.namespace(), () -> listen(80))) {
      answer(server, "from one");

      assertThat(run(other.mode(), connect(one.address(), 80))).isEqualTo("from one");
      assertThat(run(one.mode(), connect(one.address(), 80))).isEqualTo("from one");
      assertThat(run(one.mode(), "exec 3<>/dev/tcp/127.0.0.1/80 && cat <&3")).isEqualTo("from one");
      try (Socket fromHost = new Socket(one.address(), 80)) {
        assertThat(text(fromHost)).isEqualTo("from one");
      }
    }
  }

  @Test
  void containersReachOfThisMachineOnlyWhatIsOpened() throws Exception {
    PodNetwork network = networks.create("pod");
    Inet4Address service = networks.plan().services().address(5);
    try (ServerSocket server = listen(0)) {
      answer(server, "from the host");
      int port = server.getLocalPort();
      for (Inet4Address address : List.of(networks.plan().gateway(), service, ownAddress())) {
        assertThat(run(network.mode(), connect(address, port))).contains("refused");
      }
      assertThat(run(network.mode(), "exec 3<>/dev/tcp/127.0.0.1/" + port)).contains("refused");

      networks.open(List.of(new Opening(service, Opening.Protocol.TCP, port)));

      assertThat(run(network.mode(), connect(service, port))).isEqualTo("from the host");
      assertThat(run(network.mode(), connect(networks.plan().gateway(), port))).contains("refused");
      networks.setOpenings(Set.of());
      assertThat(run(network.mode(), connect(service, port))).contains("refused");
    }
  }

  @Test
  void shieldedContainersReachNeitherOthersNorServices() throws Exception {
    PodNetwork other = networks.create("other");
    PodNetwork shielded = networks.createShielded("shielded");
    Inet4Address gateway = networks.plan().gateway();
    Inet4Address service = networks.plan().services().address(5);
    try (ServerSocket server = listen(0)) {
      answer(server, "from the host");
      int port = server.getLocalPort();
      networks.open(
          List.of(
              new Opening(service, Opening.Protocol.TCP, port),
              new Opening(gateway, Opening.Protocol.TCP, port)));
      assertThat(run(other.mode(), connect(service, port))).isEqualTo("from the host");
      for (Inet4Address address : List.of(gateway, service, other.address())) {
        assertThat(run(shielded.mode(), connect(address, port))).contains("unreachable");
      }
    } finally {
      networks.setOpenings(Set.of());
    }
  }

  @Test
  void noNetworkAndHostNetworkAreWhatTheySay() throws Exception {
    assertThat(run(NetworkMode.none(), "ls /sys/class/net")).isEqualTo("lo\n");
    assertThat(run(NetworkMode.host(), "ls /sys/class/net")).contains(names.bridge());
  }

  @Test
  void unprivilegedPortsStartAtZero() throws Exception {
    PodNetwork network = networks.create("pod");

    assertThat(run(network.mode(), "cat /proc/sys/net/ipv4/ip_unprivileged_port_start"))
        .isEqualTo("0\n");
  }

  @Test
  void comesBeforeRulesOfOthers() throws Exception {
    String rules = Command.of("iptables", "-S", "FORWARD").run().orThrow("list").stdout();

    assertThat(rules.lines().skip(1).findFirst())
        .hasValueSatisfying(first -> assertThat(first).contains("SLIPWAY-"));
  }

  @Test
  void entersTheStandardChainsAgainAndLeavesThemAsOftenAsItEntered() {
    var leave = Command.of("iptables", "-D", "FORWARD", "-j", names.chain("FORWARD"));
    leave.run().orThrow("leave");
    Set<Opening> openings = Set.of(new Opening(networks.plan().gateway(), Opening.Protocol.TCP, 7));

    networks.setOpenings(openings);

    leave.run().orThrow("leave again");
    Command enter = Command.of("iptables", "-A", "FORWARD", "-j", names.chain("FORWARD"));
    enter.run().orThrow("enter");
    enter.run().orThrow("enter twice");
    networks.removeAll();
    assertThat(Command.of("iptables", "-S").run().stdout()).doesNotContain(names.chain("FORWARD"));
  }

  @Test
  void anotherProcessFindsTheNetworks() {
    PodNetwork network = networks.create("pod");

    Networks again = Networks.open(names, dir.resolve("network"));

    assertThat(again.find("pod")).hasValue(network);
    assertThat(again.create("pod")).isEqualTo(network);
    assertThat(again.create("next").address()).isNotEqualTo(network.address());
    again.removeAll();
    assertThat(network.holder().isAlive()).isFalse();
  }

  @Test
  void holdersThatNobodyNotedAreEnded() throws IOException {
    var stray = Holder.start(names);

    Networks.open(names, dir.resolve("network"));

    Awaitility.await().until(() -> !stray.isAlive());
  }

  @Test
  void removeAllLeavesNothing() throws Exception {
    networks.removeAll();
    String before = traces();
    Networks opened = Networks.open(names, dir.resolve("network"));
    opened.create("a");
    opened.create("b");
    opened.open(List.of(new Opening(opened.plan().gateway(), Opening.Protocol.UDP, 53)));
    assertThat(traces()).isNotEqualTo(before).contains(names.bridge());

    opened.removeAll();

    assertThat(traces()).isEqualTo(before);
    assertThat(Holder.all(names)).isEmpty();
    opened.removeAll();
  }

  @Test
  void addressesAreUsedInTurn() {
    Inet4Address first = networks.create("a").address();
    networks.remove("a");

    assertThat(networks.create("b").address()).isNotEqualTo(first);
    assertThat(networks.list()).hasSize(1);
  }

  /** Everything on the machine that bears this instance's name. */
  private String traces() throws IOException {
    var all = new StringBuilder();
    for (String[] command :
        List.of(
            new String[] {"iptables-save"},
            new String[] {"ip", "-o", "link"},
            new String[] {"ip", "-4", "route", "show", "table", "all"})) {
      Command.of(command)
          .run()
          .stdout()
          .lines()
          .filter(line -> line.contains(names.token()))
          .forEach(line -> all.append(line).append('\n'));
    }
    return all.toString();
  }

  private static String connect(Inet4Address address, int port) {
    return "exec 3<>/dev/tcp/" + address.getHostAddress() + "/" + port + " && cat <&3";
  }

  private static ServerSocket listen(int port) throws IOException {
    var server = new ServerSocket();
    server.bind(new InetSocketAddress("0.0.0.0", port));
    return server;
  }

  private static void answer(ServerSocket server, String text) {
    Thread.ofVirtual()
        .start(() -> {
          while (!server.isClosed()) {
            try (Socket socket = server.accept()) {
              socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
              if (!server.isClosed()) {
                throw new UncheckedIOException(e);
              }
            }
          }
        });
  }

  private static String text(Socket socket) throws IOException {
    try (InputStream input = socket.getInputStream()) {
      return new String(input.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static Inet4Address ownAddress() throws IOException {
    return NetworkInterface.networkInterfaces()
        .filter(i -> i.getName().startsWith("e"))
        .flatMap(NetworkInterface::inetAddresses)
        .filter(Inet4Address.class::isInstance)
        .map(Inet4Address.class::cast)
        .findFirst()
        .orElseThrow();
  }

  private String run(NetworkMode mode, String script) throws Exception {
    Path resolv = dir.resolve("resolv.conf");
    Files.writeString(resolv, HostResolver.read().reachable().text());
    ContainerSpec spec =
        HostRoot.spec(root, "run", "/bin/bash", "-c", script)
            .withNetwork(mode)
            .mounting(List.of(ContainerMount.bindReadOnly(resolv, Path.of("/etc/resolv.conf"))));
    var output = new ByteArrayOutputStream();
    Exit exit = runs.start(spec, (stream, bytes) -> output.writeBytes(bytes)).await();
    assertThat(exit.cause()).isEqualTo(Exit.Cause.ENDED);
    return output.toString(StandardCharsets.UTF_8);
  }
}
