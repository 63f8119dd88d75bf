package dev.slipway.container.network;

import java.io.IOException;
import java.net.InetAddress;
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
    if (standard.isLoopbackOnly() && Files.exists(BEHIND_STUB)) {
      HostResolver behind = parse(lines(BEHIND_STUB));
      return behind.isLoopbackOnly() ? standard : behind;
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
   * Whether every server is on the machine's loopback interface, where no container can reach it:
   * containers then need a forwarder. A missing configuration means the same.
   */
  public boolean isLoopbackOnly() {
    return servers.stream().allMatch(HostResolver::isLoopback);
  }

  /** This, without the servers that containers cannot reach. */
  public HostResolver reachable() {
    return new HostResolver(servers.stream().filter(s -> !isLoopback(s)).toList(), search, options);
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

  private static boolean isLoopback(String server) {
    String address = server.replaceAll("%.*", "");
    // Numbers only: this must not start to resolve a name.
    boolean literal = address.matches("[0-9.]+|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");
    return literal && InetAddress.ofLiteral(address).isLoopbackAddress();
  }

  private static List<String> lines(Path file) throws IOException {
    try {
      return Files.readAllLines(file);
    } catch (NoSuchFileException e) {
      return List.of();
    }
  }
}
