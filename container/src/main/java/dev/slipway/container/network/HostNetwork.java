package dev.slipway.container.network;

import dev.slipway.base.SlipwayException;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** What the machine's own network looks like. */
final class HostNetwork {
  private static final Path ROUTES = Path.of("/proc/net/route");
  private static final int ETHERNET_MTU = 1500;

  /** A line of the routing table: where to, through which interface. */
  private record Route(Subnet target, String device) {}

  private HostNetwork() {}

  /** Ranges in use, but for those of {@code bridge}. */
  static List<Subnet> taken(String bridge) {
    try {
      var taken = new ArrayList<Subnet>();
      for (Route route : routes()) {
        if (route.target().prefix() > 0 && !route.device().equals(bridge)) {
          taken.add(route.target());
        }
      }
      for (NetworkInterface device : NetworkInterface.networkInterfaces().toList()) {
        if (!device.getName().equals(bridge)) {
          addAddresses(taken, device);
        }
      }
      for (String server : HostResolver.read().servers()) {
        if (server.matches("[0-9.]+")) {
          taken.add(Subnet.parse(server));
        }
      }
      return taken;
    } catch (IOException e) {
      throw new SlipwayException("could not read the machine's routes: " + e.getMessage(), e);
    }
  }

  private static void addAddresses(List<Subnet> taken, NetworkInterface device) {
    for (InterfaceAddress address : device.getInterfaceAddresses()) {
      if (address.getAddress() instanceof Inet4Address inet) {
        int base = Subnet.of(inet).base();
        taken.add(new Subnet(base, address.getNetworkPrefixLength()));
      }
    }
  }

  /** The largest packet that every way out of the machine carries. */
  static int mtu() {
    try {
      int smallest = ETHERNET_MTU;
      for (Route route : routes()) {
        Path file = Path.of("/sys/class/net", route.device(), "mtu");
        if (route.target().prefix() == 0 && Files.exists(file)) {
          smallest = Math.min(smallest, Integer.parseInt(Files.readString(file).strip()));
        }
      }
      return smallest;
    } catch (IOException e) {
      throw new SlipwayException("could not read the machine's routes: " + e.getMessage(), e);
    }
  }

  /**
   * proc(5): interface, destination, gateway, flags, ..., mask in the eighth column, hexadecimal.
   */
  private static List<Route> routes() throws IOException {
    var routes = new ArrayList<Route>();
    // The first line has the columns' names; a machine without routes may lack even that.
    for (String line : Files.readAllLines(ROUTES).stream().skip(1).toList()) {
      String[] columns = line.strip().split("\\s+");
      int prefix = Integer.bitCount(number(columns[7]));
      routes.add(new Route(new Subnet(number(columns[1]), prefix), columns[0]));
    }
    return routes;
  }

  private static int number(String hex) {
    int asStored = HexFormat.fromHexDigits(hex);
    var bytes = ByteBuffer.allocate(4).order(ByteOrder.nativeOrder()).putInt(0, asStored);
    return bytes.order(ByteOrder.BIG_ENDIAN).getInt(0);
  }
}
