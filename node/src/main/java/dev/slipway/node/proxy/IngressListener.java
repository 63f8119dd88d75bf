package dev.slipway.node.proxy;

import dev.slipway.node.proxy.IngressExchange.Next;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * The HTTP/1.1 front door, plain and over TLS: one virtual thread per client connection, one
 * exchange after the other.
 *
 * <p>Requests a client sends ahead of their turn wait in the connection and are answered in order.
 */
final class IngressListener implements AutoCloseable {
  private static final Duration IDLE = Duration.ofSeconds(75);
  private static final int BACKLOG = 1024;

  private final ServerSocket server;
  private final Upstreams upstreams;
  private final Traffic traffic;
  private final ConnectionPool pool;
  private final IngressTls tls;
  private final Set<Wire> clients = ConcurrentHashMap.newKeySet();

  private IngressListener(
      ServerSocket server,
      Upstreams upstreams,
      Traffic traffic,
      ConnectionPool pool,
      IngressTls tls) {
    this.tls = tls;
    this.server = server;
    this.upstreams = upstreams;
    this.traffic = traffic;
    this.pool = pool;
  }

  /** Listens from now on, without certificates. */
  static IngressListener start(InetSocketAddress address, Upstreams upstreams, Traffic traffic)
      throws IOException {
    return start(address, upstreams, traffic, () -> IngressCertificates.NONE);
  }

  /**
   * Listens from now on.
   *
   * @param certificates those of this moment
   */
  static IngressListener start(
      InetSocketAddress address,
      Upstreams upstreams,
      Traffic traffic,
      Supplier<IngressCertificates> certificates)
      throws IOException {
    var server = new ServerSocket();
    try {
      server.setReuseAddress(true);
      server.bind(address, BACKLOG);
    } catch (IOException e) {
      server.close();
      throw e;
    }
    var listener =
        new IngressListener(
            server, upstreams, traffic, new ConnectionPool(traffic), new IngressTls(certificates));
    Thread.ofVirtual().name("ingress").start(listener::accept);
    return listener;
  }

  int port() {
    return server.getLocalPort();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        Thread.ofVirtual().name("ingress-connection").start(() -> serve(socket));
      } catch (IOException e) {
        Pauses.afterFailedAccept(server);
      }
    }
  }

  /** A client that begins to speak TLS gets it: one port serves both. */
  private Wire wire(Socket socket) throws IOException {
    socket.setSoTimeout(Math.toIntExact(IDLE.toMillis()));
    int first = socket.getInputStream().read();
    if (first < 0) {
      throw new EOFException("the client said nothing");
    }
    return first == IngressTls.HANDSHAKE ? new Wire(tls.over(socket)) : new Wire(socket, first);
  }

  private void serve(Socket socket) {
    try (socket;
        Wire client = wire(socket)) {
      clients.add(client);
      try {
        client.readTimeout(IDLE);
        Next next = Next.KEEP;
        while (next == Next.KEEP && !server.isClosed()) {
          next = serveOne(client);
        }
      } finally {
        clients.remove(client);
      }
    } catch (SocketTimeoutException e) {
      // The client had nothing to ask for 75 s.
    } catch (IOException e) {
      // The client left.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Next serveOne(Wire client) throws IOException, InterruptedException {
    RequestHead request;
    Framing framing;
    try {
      Optional<byte[]> head = client.readHead();
      if (head.isEmpty()) {
        return Next.CLOSE;
      }
      request = RequestHead.parse(head.get());
      framing = Framing.ofRequest(request.version(), request.fields());
    } catch (HttpProblem e) {
      IngressExchange.write(client.out(), e.status(), e.reason(), Next.CLOSE, "");
      return Next.CLOSE;
    }
    return new IngressExchange(client, request, framing, upstreams, traffic, pool).run();
  }

  /** Stops at once; clients in the middle of an answer lose it. */
  @Override
  public void close() throws IOException {
    server.close();
    clients.forEach(Wire::close);
    pool.close();
  }
}
