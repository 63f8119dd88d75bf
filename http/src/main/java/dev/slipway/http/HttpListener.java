package dev.slipway.http;

import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/** A listening port that serves route sets. */
public interface HttpListener extends AutoCloseable {
  /** Where it listens, with the real port when 0 was asked for. */
  InetSocketAddress address();

  /**
   * Serves the same routes on one more socket, such as one that was opened in another network
   * namespace. Closing the result ends that and closes the socket.
   *
   * @param socket bound already
   */
  Additional serveAlso(ServerSocketChannel socket);

  /** One more socket being served. */
  interface Additional extends AutoCloseable {
    @Override
    void close();
  }

  /** Stops accepting, lets running requests end for a moment, closes. */
  @Override
  void close();

  /**
   * What to listen on.
   *
   * @param certificates whether clients are asked for one; the TLS context says which it trusts
   */
  record Settings(
      InetSocketAddress address, Optional<SSLContext> tls, ClientCertificates certificates) {
    /** Clients are not asked for certificates. */
    public Settings(InetSocketAddress address, Optional<SSLContext> tls) {
      this(address, tls, ClientCertificates.IGNORED);
    }
  }

  /** Whether a client may prove by a certificate who it is. */
  enum ClientCertificates {
    IGNORED,
    /** It may, and need not. */
    ASKED
  }

  /**
   * Starts to listen.
   *
   * @param settings address and, for TLS, the context with the server's key
   * @param authenticator who makes a request
   * @param authorizer what they may do
   * @param routes all route sets served here; two routes of one shape are an error, and the first
   *     set answers for paths that nobody owns
   * @throws dev.slipway.base.SlipwayException when the port is taken, naming its owner when known
   */
  static HttpListener start(
      Settings settings,
      Authenticator authenticator,
      Authorizer authorizer,
      List<RouteSet> routes) {
    return JettyListener.start(settings, authenticator, authorizer, routes);
  }
}
