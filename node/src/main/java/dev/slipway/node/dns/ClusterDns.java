package dev.slipway.node.dns;

import dev.slipway.base.SlipwayException;
import dev.slipway.container.network.LocalNames;
import dev.slipway.container.network.NameService;
import dev.slipway.kubernetes.Cluster;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Cluster DNS on an address of the service range, running. */
public final class ClusterDns implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(ClusterDns.class.getName());

  private final Optional<AutoCloseable> server;
  private final List<String> addresses;

  private ClusterDns(Optional<AutoCloseable> server, List<String> addresses) {
    this.server = server;
    this.addresses = addresses;
  }

  /**
   * Starts it; names outside of the cluster are resolved as the machine does.
   *
   * <p>Where the port is taken (a name server of this machine that listens on every address), pods
   * do without the names of Services, and the log says so.
   */
  public static ClusterDns start(Inet4Address address, NameService names, Cluster cluster) {
    LocalNames local = answering(new ClusterNames(cluster, ClusterDns::outside));
    try {
      return new ClusterDns(
          Optional.of(names.serve(address, local)), List.of(address.getHostAddress()));
    } catch (IOException e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "port 53 of {0} is taken ({1}): pods cannot resolve the names of Services; end the name"
              + " server that listens on every address, or bind it to its own",
          address.getHostAddress(),
          e.getMessage());
      return new ClusterDns(Optional.empty(), List.of());
    }
  }

  static LocalNames answering(ClusterNames names) {
    return (query, transport) ->
        Question.parse(query)
            .flatMap(question -> {
              int limit = transport == LocalNames.Transport.DATAGRAM ? question.limit() : 0xffff;
              Answer answer = names.answer(question);
              return answer instanceof Answer.Elsewhere
                  ? Optional.empty()
                  : Optional.of(Answer.message(question, answer, ClusterNames.ZONE, limit));
            });
  }

  private static List<String> outside(String name) {
    try {
      return Stream.of(InetAddress.getAllByName(name))
          .filter(Inet4Address.class::isInstance)
          .map(InetAddress::getHostAddress)
          .toList();
    } catch (UnknownHostException e) {
      return List.of();
    }
  }

  /** What pods ask; empty when cluster DNS could not start. */
  public List<String> addresses() {
    return addresses;
  }

  @Override
  public void close() {
    if (server.isPresent()) {
      try {
        server.get().close();
      } catch (Exception e) {
        throw new SlipwayException("cluster DNS could not be stopped", e);
      }
    }
  }
}
