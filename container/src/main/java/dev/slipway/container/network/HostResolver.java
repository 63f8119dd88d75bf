package dev.slipway.container.network;

import dev.slipway.base.SlipwayException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How the machine resolves names (resolv.conf(5)).
 *
 * @param servers addresses, as written
 * @param search domains appended to short names
 * @param options as in {@code ndots:2}
 */
public record HostResolver(List<String> servers, List<String> search, List<String> options) {
  private static final Path STANDARD = Path.of("/etc/resolv.conf");

  /** Where systemd-resolved writes the servers behind its stub on 127.0.0.53. */
  private static final Path BEHIND_STUB = Path.of("/run/systemd/resolve/resolv.conf");

  public HostResolver {
    servers = List.copyOf(servers);
    search = List.copyOf(search);
    options = List.copyOf(options);
  }

  /** The machine's configuration; the servers behind systemd's stub rather than the stub. */
  public static HostResolver read() throws IOException {
    HostResolver standard = parse(lines(STANDARD));
    if (standard.isOutOfReach() && Files.exists(BEHIND_STUB)) {
      HostResolver behind = parse(lines(BEHIND_STUB));
      return behind.isOutOfReach() ? standard : behind;
    }
    return standard;
  }

  static HostResolver parse(List<String> lines) {
    var servers = new ArrayList<String>();
    List<String> search = List.of();
    var options = new ArrayList<String>();
    for (String line : lines) {
      String[] words = line.strip().split("\\s+");
      List<String> values = List.of(words).subList(1, words.length);
      switch (words[0]) {
        case "nameserver" -> servers.addAll(values);
        case "search", "domain" -> search = values;
        case "options" -> options.addAll(values);
        default -> {}
      }
    }
    return new HostResolver(servers, search, options);
  }

  /**
   * Whether containers reach none of the servers, and need a forwarder. So it is without any
   * configuration: the server is then on the loopback interface.
   */
  public boolean isOutOfReach() {
    return servers.stream().noneMatch(HostResolver::isReachable);
  }

  /** This, without the servers that containers cannot reach. */
  public HostResolver reachable() {
    return withServers(servers.stream().filter(HostResolver::isReachable).toList());
  }

  public HostResolver withServers(List<String> changed) {
    return new HostResolver(changed, search, options);
  }

  /** The text of a resolv.conf. */
  public String text() {
    var text = new StringBuilder();
    if (!search.isEmpty()) {
      text.append("search ").append(String.join(" ", search)).append('\n');
    }
    servers.forEach(server -> text.append("nameserver ").append(server).append('\n'));
    if (!options.isEmpty()) {
      text.append("options ").append(String.join(" ", options)).append('\n');
    }
    return text.toString();
  }

  /**
   * Containers have IPv4 alone, and of this machine they reach only what is opened to them: neither
   * its loopback interface nor its other addresses.
   */
  private static boolean isReachable(String server) {
    // Numbers only: this must not start to resolve a name.
    if (!server.matches("[0-9.]+")) {
      return false;
    }
    InetAddress address = InetAddress.ofLiteral(server);
    try {
      return !address.isLoopbackAddress()
          && !address.isAnyLocalAddress()
          && NetworkInterface.getByInetAddress(address) == null;
    } catch (SocketException e) {
      throw new SlipwayException("could not read the machine's addresses: " + e.getMessage(), e);
    }
  }

  private static List<String> lines(Path file) throws IOException {
    try {
      return Files.readAllLines(file);
    } catch (NoSuchFileException e) {
      return List.of();
    }
  }
}
