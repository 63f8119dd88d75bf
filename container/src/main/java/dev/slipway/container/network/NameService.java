package dev.slipway.container.network;

import dev.slipway.base.SlipwayException;
import java.io.IOException;
import java.net.BindException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * Who resolves names for containers: the machine's own servers where containers reach one of them,
 * a {@link DnsForwarder} on the bridge's address where they do not.
 *
 * <p>The machine's configuration is read each time: laptops change networks.
 */
public final class NameService implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(NameService.class.getName());

  /** What resolvers ask when no server is configured (resolv.conf(5)). */
  private static final List<String> UNCONFIGURED = List.of("127.0.0.1");

  private final Networks networks;
  private final Callable<HostResolver> host;
  private Optional<DnsForwarder> forwarder = Optional.empty();
  private boolean isOpen;

  private NameService(Networks networks, Callable<HostResolver> host) {
    this.networks = networks;
    this.host = host;
  }

  /** Starts it; containers that were given the forwarder's address before are answered again. */
  public static NameService start(Networks networks) {
    return start(networks, HostResolver::read);
  }

  static NameService start(Networks networks, Callable<HostResolver> host) {
    var service = new NameService(networks, host);
    service.forContainers();
    return service;
  }

  /** What the {@code resolv.conf} of a container on the instance's network says. */
  public HostResolver forContainers() {
    HostResolver resolver = read();
    if (!resolver.isOutOfReach()) {
      return resolver.reachable();
    }
    forward();
    return resolver.withServers(List.of(networks.plan().gateway().getHostAddress()));
  }

  /**
   * Answers name queries of containers on another address of the instance: names of its own first,
   * all others as the machine does. Stops when the result is closed.
   *
   * @throws IOException when port 53 of the address is taken
   */
  public AutoCloseable serve(Inet4Address address, LocalNames local) throws IOException {
    DnsForwarder server = DnsForwarder.start(address, local, this::servers);
    networks.open(openings(address));
    return () -> {
      networks.close(openings(address));
      server.close();
    };
  }

  private HostResolver read() {
    try {
      return host.call();
    } catch (Exception e) {
      throw new SlipwayException("could not read the machine's name servers: " + e.getMessage(), e);
    }
  }

  private synchronized void forward() {
    if (isOpen) {
      return;
    }
    Inet4Address address = networks.plan().gateway();
    try {
      forwarder = Optional.of(DnsForwarder.start(address, LocalNames.NONE, this::servers));
      LOG.log(
          System.Logger.Level.INFO,
          "containers cannot reach the machine''s name servers; {0} forwards to them",
          address.getHostAddress());
    } catch (BindException e) {
      // Whoever has the port on every address has it on this one, and answers names: dnsmasq.
      LOG.log(
          System.Logger.Level.INFO,
          "containers ask the name server of this machine that listens on every address");
    } catch (IOException e) {
      throw new SlipwayException(
          "could not listen for containers' name queries on " + address + ": " + e.getMessage(), e);
    }
    networks.open(openings(address));
    isOpen = true;
  }

  private List<InetAddress> servers() {
    List<String> servers = read().servers();
    return (servers.isEmpty() ? UNCONFIGURED : servers)
        .stream().map(InetAddress::ofLiteral).toList();
  }

  private static List<Opening> openings(Inet4Address address) {
    return List.of(
        new Opening(address, Opening.Protocol.UDP, DnsForwarder.PORT),
        new Opening(address, Opening.Protocol.TCP, DnsForwarder.PORT));
  }

  /** Stops forwarding. */
  @Override
  public synchronized void close() {
    if (isOpen) {
      networks.close(openings(networks.plan().gateway()));
      forwarder.ifPresent(DnsForwarder::close);
      isOpen = false;
    }
  }
}
