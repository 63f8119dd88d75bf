package dev.slipway.node.proxy;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.slipway.http.message.Framing;
import dev.slipway.http.message.HttpProblem;
import dev.slipway.http.message.Wire;
import dev.slipway.node.http2.ErrorCode;
import dev.slipway.node.http2.Http2Connection;
import dev.slipway.node.http2.Http2Stream;
import dev.slipway.node.proxy.IngressExchange.Next;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The front door, plain and over TLS. HTTP/1.1: one virtual thread per client connection, one
 * exchange after the other; requests a client sends ahead of their turn wait in the connection and
 * are answered in order. HTTP/2, by ALPN or from the first byte on: one virtual thread per stream.
 */
final class IngressListener implements AutoCloseable {
  private static final Duration IDLE = Duration.ofSeconds(75);

  /** For a whole head from its first byte on. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** How long a client may go on sending what nobody wants after its answer. */
  private static final Duration LINGER = Duration.ofSeconds(5);

  private static final int BACKLOG = 1024;

  /** What of HTTP/2's preface looks like the head of a request. */
  private static final byte[] PREFACE_HEAD =
      Http2Connection.PREFACE
          .substring(0, Http2Connection.PREFACE.indexOf("SM"))
          .getBytes(US_ASCII);

  private final ServerSocket server;
  private final Upstreams upstreams;
  private final Traffic traffic;
  private final ConnectionPool pool;
  private final IngressTls tls;
  private final AccessStatistics statistics;
  private final IngressClients clients = IngressClients.start();

  private IngressListener(
      ServerSocket server,
      Upstreams upstreams,
      Traffic traffic,
      ConnectionPool pool,
      IngressTls tls,
      AccessStatistics statistics) {
    this.statistics = statistics;
    this.tls = tls;
    this.server = server;
    this.upstreams = upstreams;
    this.traffic = traffic;
    this.pool = pool;
  }

  /**
   * Listens from now on.
   *
   * @param certificates those of this moment
   * @param statistics told of every request
   */
  static IngressListener start(
      InetSocketAddress address,
      Upstreams upstreams,
      Traffic traffic,
      Supplier<IngressCertificates> certificates,
      AccessStatistics statistics)
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
            server,
            upstreams,
            traffic,
            new ConnectionPool(traffic),
            new IngressTls(certificates),
            statistics);
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
      try {
        client.readTimeout(IDLE);
        Next next = Next.KEEP;
        while (next == Next.KEEP && clients.awaitRequest(client)) {
          next = serveOne(client);
        }
        if (next == Next.CLOSE_LATER) {
          client.endAfterInput(LINGER);
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
      Optional<byte[]> head = client.readHead(PATIENCE);
      if (head.isEmpty()) {
        return Next.CLOSE;
      }
      if (Arrays.equals(head.get(), PREFACE_HEAD)) {
        serveStreams(client);
        return Next.CLOSE;
      }
      request = RequestHead.parse(head.get());
      framing = Framing.ofRequest(request.version(), request.fields());
    } catch (HttpProblem e) {
      Http1Client.refuse(client, e.status(), e.reason(), Next.CLOSE_LATER, "");
      return Next.CLOSE_LATER;
    }
    return exchange(new Http1Client(client, request, framing), request, framing);
  }

  private Next exchange(Client client, RequestHead request, Framing framing)
      throws IOException, InterruptedException {
    return new IngressExchange(client, request, framing, upstreams, traffic, pool, statistics)
        .run();
  }

  /** The rest of a connection whose client speaks HTTP/2. */
  private void serveStreams(Wire client) throws IOException {
    InputStream in = client.in();
    byte[] rest = in.readNBytes(Http2Connection.PREFACE.length() - PREFACE_HEAD.length);
    if (!new String(rest, US_ASCII)
        .equals(Http2Connection.PREFACE.substring(PREFACE_HEAD.length))) {
      return;
    }
    Http2Connection connection =
        Http2Connection.server(
            in,
            client.out(),
            stream ->
                Thread.ofVirtual().name("ingress-stream").start(() -> serveStream(client, stream)));
    clients.goOn(client, connection);
    connection.run();
  }

  private void serveStream(Wire connection, Http2Stream stream) {
    try {
      stream.patience(IDLE);
      Http2Client client;
      try {
        client = Http2Client.of(connection, stream, stream.readHead());
      } catch (HttpProblem e) {
        Http2Client.refuse(stream, e.status(), e.reason(), "");
        return;
      }
      exchange(client, client.request(), client.framing());
    } catch (IOException e) {
      // The client left, or broke the request off.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      // A request whose answer did not need the rest of it.
      stream.reset(ErrorCode.NO_ERROR);
    }
  }

  /** Takes nothing new: neither connections nor, on those there are, further requests. */
  void finish() throws IOException, InterruptedException {
    server.close();
    clients.finish();
  }

  /** Stops at once; clients in the middle of an answer lose it. */
  @Override
  public void close() throws IOException {
    server.close();
    clients.close();
    pool.close();
  }
}
