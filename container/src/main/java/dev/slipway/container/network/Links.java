package dev.slipway.container.network;

import dev.slipway.base.Command;
import dev.slipway.base.SlipwayException;
import dev.slipway.container.InstanceNames;
import java.io.IOException;
import java.net.Inet4Address;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;

/** The instance's bridge and the cables to it, by ip(8). */
final class Links {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Path DEVICES = Path.of("/sys/class/net");
  private static final String INSIDE = "eth0";

  private final InstanceNames names;
  private final NetworkPlan plan;
  private final int mtu;

  Links(InstanceNames names, NetworkPlan plan, int mtu) {
    this.names = names;
    this.plan = plan;
    this.mtu = mtu;
  }

  /** Makes the bridge what it should be. */
  void ensureBridge() throws IOException {
    if (!Command.exists("ip")) {
      throw new SlipwayException(
          "containers need ip for their network, which is not on this machine: install it (on"
              + " Debian and Ubuntu: apt-get install iproute2)");
    }
    String bridge = names.bridge();
    if (!exists(bridge)) {
      // Without an address of its own a bridge takes one of its ports', which come and go.
      host(
          "make the bridge",
          "link add name "
              + bridge
              + " address "
              + hardwareAddress()
              + " mtu "
              + mtu
              + " type bridge");
    }
    // Only IPv4 is filtered, so there must not be another way to the machine.
    Path noIpv6 = Path.of("/proc/sys/net/ipv6/conf", bridge, "disable_ipv6");
    if (Files.exists(noIpv6)) {
      Files.writeString(noIpv6, "1");
    }
    host(
        "set up the bridge",
        "addr replace "
            + plan.gateway().getHostAddress()
            + "/"
            + plan.pods().prefix()
            + " dev "
            + bridge,
        "link set " + bridge + " up",
        "route replace local " + plan.services() + " dev " + bridge + " table local");
  }

  static void removeBridge(InstanceNames names) {
    if (exists(names.bridge())) {
      host("remove the bridge", "link del " + names.bridge());
    }
  }

  /** Connects the namespace of a process to the bridge under an address. */
  void connect(long pid, String cable, Inet4Address address) {
    // The kernel takes its time with that of a namespace that has just ended.
    disconnect(cable);
    host(
        "connect a container",
        "link add name "
            + cable
            + " mtu "
            + mtu
            + " type veth peer name "
            + INSIDE
            + " mtu "
            + mtu
            + " address "
            + hardwareAddress(address)
            + " netns "
            + pid,
        "link set " + cable + " master " + names.bridge() + " up",
        "link set " + cable + " type bridge_slave hairpin on");
    inside(
        pid,
        "link set lo up",
        "addr add " + address.getHostAddress() + "/" + plan.pods().prefix() + " dev " + INSIDE,
        "link set " + INSIDE + " up",
        "route add default via " + plan.gateway().getHostAddress());
  }

  /**
   * Lets the namespace of a process, which is connected, reach what is outside and the instance's
   * name server, and neither other containers nor services. Its processes cannot change it: that
   * takes rights over the network that containers do not have.
   */
  void shield(long pid) {
    String server = "to " + plan.gateway().getHostAddress();
    String port = " dport " + DnsForwarder.PORT + " lookup main";
    inside(
        pid,
        "rule add pref 100 " + server + " ipproto udp" + port,
        "rule add pref 101 " + server + " ipproto tcp" + port,
        "rule add pref 102 to " + plan.pods() + " unreachable",
        "rule add pref 103 to " + plan.services() + " unreachable");
  }

  void disconnect(String cable) {
    if (exists(cable)) {
      Command.Result result = Command.of("ip", "link", "del", cable).withLimit(LIMIT).run();
      // Its namespace may have taken it along in this moment.
      if (exists(cable)) {
        result.orThrow("disconnect a container");
      }
    }
  }

  static boolean exists(String device) {
    return Files.exists(DEVICES.resolve(device));
  }

  private static void host(String purpose, String... lines) {
    batch(List.of("ip", "-batch", "-"), purpose, lines);
  }

  private static void inside(long pid, String... lines) {
    List<String> program =
        List.of("nsenter", "--net=/proc/" + pid + "/ns/net", "ip", "-batch", "-");
    batch(program, "set up a container's network", lines);
  }

  private static void batch(List<String> program, String purpose, String... lines) {
    byte[] text = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
    Command.of(program).withInput(text).withLimit(LIMIT).run().orThrow(purpose);
  }

  /**
   * Always the same for an address: who remembers its former owner reaches the new one. A process
   * that starts anew begins with the first address that is free, which may just have been used.
   */
  private static String hardwareAddress(Inet4Address address) {
    return "02:01:" + HexFormat.ofDelimiter(":").formatHex(address.getAddress());
  }

  /** Locally administered, from the instance's token. */
  private String hardwareAddress() {
    return "02:00:" + String.join(":", names.token().split("(?<=\\G..)"));
  }
}
