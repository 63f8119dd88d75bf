package dev.slipway.http;

import dev.slipway.base.SlipwayException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.HttpStream;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.websocket.server.ServerWebSocketContainer;

/** Jetty behind {@link HttpListener}: HTTP/1.1, and HTTP/2 over TLS; a virtual thread a request. */
final class JettyListener implements HttpListener {
  private static final Logger LOG = System.getLogger(JettyListener.class.getName());
  // Watches and followed logs may be silent for long; a peer that is gone shows at the next write.
  private static final Duration IDLE = Duration.ofHours(1);
  // Requests run on virtual threads; these serve the selectors, one for each socket served.
  private static final int MOST_THREADS = 256;
  private static final int HEADER_BYTES = 64 << 10;
  // What is read from a socket at once: layers and packs come in by the megabyte.
  private static final int INPUT_BYTES = 64 << 10;
  private static final long STOP_MILLIS = 2_000;
  // Kept-alive connections without a request must not hold up the end.
  private static final long STOP_IDLE_MILLIS = 50;

  private final Server server;
  private final InetSocketAddress address;
  private final Settings settings;

  private JettyListener(Server server, ServerConnector connector, Settings settings) {
    this.server = server;
    this.settings = settings;
    this.address = new InetSocketAddress(connector.getHost(), connector.getLocalPort());
  }

  static HttpListener start(
      Settings settings,
      Authenticator authenticator,
      Authorizer authorizer,
      List<RouteSet> routes) {
    var router = new Router(routes);
    var dispatcher = new Dispatcher(router, authenticator, authorizer);
    var errors = new EarlyErrors(router);
    var threads = new QueuedThreadPool(MOST_THREADS, 4);
    threads.setName("http-" + settings.address().getPort());
    threads.setVirtualThreadsExecutor(Executors.newVirtualThreadPerTaskExecutor());
    var server = new Server(threads);
    var connector = new ServerConnector(server, 1, 1, factories(settings));
    connector.setHost(settings.address().getAddress().getHostAddress());
    connector.setPort(settings.address().getPort());
    connector.setIdleTimeout(IDLE.toMillis());
    connector.setShutdownIdleTimeout(STOP_IDLE_MILLIS);
    connector.setAcceptQueueSize(1024);
    server.addConnector(connector);
    var sockets = ServerWebSocketContainer.ensure(server);
    sockets.setIdleTimeout(IDLE);
    sockets.setMaxBinaryMessageSize(1 << 20);
    server.setErrorHandler(errors);
    server.setHandler(new GracefulHandler(new Entry(dispatcher, sockets, errors)));
    server.setStopTimeout(STOP_MILLIS);
    try {
      connector.open();
      server.start();
    } catch (IOException e) {
      throw taken(settings.address(), e);
    } catch (Exception e) {
      throw new SlipwayException("could not listen on " + settings.address(), e);
    }
    return new JettyListener(server, connector, settings);
  }

  private static SlipwayException taken(InetSocketAddress address, IOException e) {
    String owner =
        PortOwner.of(address.getPort()).map(o -> "; " + o + " listens there already").orElse("");
    return new SlipwayException(
        "could not listen on port "
            + address.getPort()
            + owner
            + ". End it, or choose another port for this instance",
        e);
  }

  private static ConnectionFactory[] factories(Settings settings) {
    var http = new HttpConfiguration();
    http.setRequestHeaderSize(HEADER_BYTES);
    http.setSendServerVersion(false);
    http.setSendDateHeader(true);
    // gcloud names nested images so: "%2F" in a name, its "%" encoded once more. Segments are
    // decoded once, after the path was split, so nothing becomes a separator.
    // GitHub's clients write refs and paths so. Which rooms take it, their route sets say.
    http.setUriCompliance(
        UriCompliance.DEFAULT.with(
            "percent",
            UriCompliance.Violation.AMBIGUOUS_PATH_ENCODING,
            UriCompliance.Violation.AMBIGUOUS_PATH_SEPARATOR));
    if (settings.tls().isEmpty()) {
      return new ConnectionFactory[] {http1(http)};
    }
    http.addCustomizer(new SecureRequestCustomizer(false));
    var ssl = new SslContextFactory.Server();
    ssl.setSslContext(settings.tls().get());
    ssl.setWantClientAuth(settings.certificates() == ClientCertificates.ASKED);
    var alpn = new ALPNServerConnectionFactory();
    alpn.setDefaultProtocol(HttpVersion.HTTP_1_1.asString());
    var h2 = new HTTP2ServerConnectionFactory(http);
    h2.setInitialStreamRecvWindow(8 << 20);
    h2.setInitialSessionRecvWindow(16 << 20);
    // One client watches many kinds over one connection.
    h2.setMaxConcurrentStreams(1024);
    return new ConnectionFactory[] {
      new SslConnectionFactory(ssl, alpn.getProtocol()), alpn, h2, http1(http)
    };
  }

  private static HttpConnectionFactory http1(HttpConfiguration http) {
    var factory = new HttpConnectionFactory(http);
    factory.setInputBufferSize(INPUT_BYTES);
    return factory;
  }

  @Override
  public Additional serveAlso(ServerSocketChannel socket) {
    var connector = new ServerConnector(server, 0, 1, factories(settings));
    connector.setIdleTimeout(IDLE.toMillis());
    connector.setShutdownIdleTimeout(STOP_IDLE_MILLIS);
    try {
      connector.open(socket);
      server.addConnector(connector);
      connector.start();
    } catch (Exception e) {
      server.removeConnector(connector);
      throw new SlipwayException("could not serve on " + socket + ": " + e.getMessage(), e);
    }
    return () -> end(connector);
  }

  private void end(ServerConnector connector) {
    server.removeConnector(connector);
    try {
      connector.stop();
    } catch (Exception e) {
      LOG.log(Level.WARNING, "a listener on " + address + " did not stop cleanly", e);
    }
    connector.close();
  }

  @Override
  public InetSocketAddress address() {
    return address;
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (TimeoutException e) {
      LOG.log(Level.INFO, "requests on {0} were broken off at the end", address);
    } catch (Exception e) {
      LOG.log(Level.WARNING, "listener on " + address + " did not stop cleanly", e);
    }
  }

  /** The bottom of Jetty's handler chain and the top of ours. */
  private static final class Entry extends Handler.Abstract {
    private final Dispatcher dispatcher;
    private final ServerWebSocketContainer sockets;
    private final EarlyErrors errors;

    Entry(Dispatcher dispatcher, ServerWebSocketContainer sockets, EarlyErrors errors) {
      this.dispatcher = dispatcher;
      this.sockets = sockets;
      this.errors = errors;
    }

    @Override
    public boolean handle(
        org.eclipse.jetty.server.Request jetty,
        org.eclipse.jetty.server.Response response,
        Callback callback) {
      Method method;
      try {
        method = Method.valueOf(jetty.getMethod());
      } catch (IllegalArgumentException e) {
        errors.unknownMethod(jetty, response, callback);
        return true;
      }
      var request = new JettyRequest(jetty, method);
      try {
        var answer = dispatcher.dispatch(request);
        if (answer instanceof Response.WebSocket socket) {
          upgrade(socket, jetty, response, callback);
        } else if (answer instanceof Response.Upgrade upgrade) {
          upgrade(upgrade, jetty, response, callback);
        } else {
          announceEnd(request, answer, response);
          ResponseWriter.write(answer, method, response);
          callback.succeeded();
        }
      } catch (IOException e) {
        // The client has gone or the response has begun: all that is left is to break it off.
        LOG.log(Level.DEBUG, method + " " + request.path() + " was broken off", e);
        callback.failed(e);
      } catch (RuntimeException e) {
        LOG.log(Level.ERROR, method + " " + request.path() + " failed while answering", e);
        callback.failed(e);
      }
      return true;
    }

    /** Tells a client whose body nobody reads that its connection ends with the answer. */
    private static void announceEnd(
        JettyRequest request, Response answer, org.eclipse.jetty.server.Response response)
        throws IOException {
      // A streamed answer may still read the body; a later HTTP version has no such connection.
      boolean finished =
          !(answer instanceof Response.Bytes)
              || request.jetty().getConnectionMetaData().getHttpVersion() != HttpVersion.HTTP_1_1
              || request.finishBody();
      if (!finished) {
        response.getHeaders().put(HttpHeader.CONNECTION, HttpHeaderValue.CLOSE);
      }
    }

    /** Jetty hands the connection over once the answer is out. */
    private static void upgrade(
        Response.Upgrade upgrade,
        org.eclipse.jetty.server.Request jetty,
        org.eclipse.jetty.server.Response response,
        Callback callback) {
      if (jetty.getConnectionMetaData().getHttpVersion() != HttpVersion.HTTP_1_1) {
        response.setStatus(505);
        callback.succeeded();
        return;
      }
      var connection = jetty.getConnectionMetaData().getConnection();
      jetty.setAttribute(
          HttpStream.UPGRADE_CONNECTION_ATTRIBUTE,
          new JettyUpgrade(
              connection.getEndPoint(),
              jetty.getConnectionMetaData().getConnector().getExecutor(),
              upgrade.handler()));
      response.setStatus(101);
      response.getHeaders().put(HttpHeader.CONNECTION, HttpHeaderValue.UPGRADE);
      response.getHeaders().put(HttpHeader.UPGRADE, upgrade.protocol());
      upgrade.headers().entries().forEach(h -> response.getHeaders().add(h.getKey(), h.getValue()));
      callback.succeeded();
    }

    private void upgrade(
        Response.WebSocket socket,
        org.eclipse.jetty.server.Request jetty,
        org.eclipse.jetty.server.Response response,
        Callback callback) {
      boolean upgraded =
          sockets.upgrade(
              (asked, answer, done) -> {
                if (!socket.subprotocol().isEmpty()) {
                  answer.setAcceptedSubProtocol(socket.subprotocol());
                }
                return new JettyWebSocket(socket.handler());
              },
              jetty,
              response,
              callback);
      if (!upgraded) {
        response.setStatus(426);
        response.getHeaders().put("Upgrade", "websocket");
        callback.succeeded();
      }
    }
  }
}
