package com.example.doctor;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Puts the API on a port and takes it off again without cutting anyone short: while draining,
 * {@code /health} fails and every answer carries {@code Connection: close}, so that load balancers
 * and kept-alive clients go elsewhere; then requests in flight are awaited; then the port is
 * closed.
 */
final class Server {
  private static final int BACKLOG = 512;

  private final HttpServer http;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicBoolean stopping = new AtomicBoolean();
  // One party for the server itself, one for each request in flight.
  private final Phaser inFlight = new Phaser(1);
  private final Api api;
  private final Log log;

  private Server(HttpServer http, Settings settings, PatientRecords records, Clock clock, Log log) {
    this.http = http;
    this.log = log;
    Optional<LanguageModel> model = settings.model().map(LanguageModel::new);
    this.api =
        new Api(records, new Briefings(clock, model, log), settings.build(), clock, stopping::get);
  }

  /** Listens on every address at the settings' port; port 0 takes a free one. */
  static Server start(Settings settings, PatientRecords records, Clock clock, Log log)
      throws IOException {
    tuneListener();
    HttpServer http = HttpServer.create(new InetSocketAddress(settings.port()), BACKLOG);
    Server server = new Server(http, settings, records, clock, log);
    http.createContext("/", server::handle);
    http.setExecutor(server.threads);
    http.start();
    return server;
  }

  /**
   * The JDK's server reads these once, before the first server is made. Keep-alive outlives the 600
   * s of Google's load balancer, or it would now and then reuse a connection that is just being
   * closed.
   */
  private static void tuneListener() {
    System.setProperty("sun.net.httpserver.nodelay", "true");
    System.setProperty("sun.net.httpserver.idleInterval", "620");
    System.setProperty("sun.net.httpserver.maxIdleConnections", "1000");
    System.setProperty("sun.net.httpserver.maxReqTime", "30");
  }

  int port() {
    return http.getAddress().getPort();
  }

  /** Returns when the last request has been answered, or when the settings' patience ends. */
  void stop(Settings.Shutdown shutdown) {
    if (!stopping.compareAndSet(false, true)) {
      return;
    }
    log.info("stopping", "inFlight", inFlight.getUnarrivedParties() - 1);
    try {
      Thread.sleep(shutdown.drain());
      inFlight.awaitAdvanceInterruptibly(
          inFlight.arriveAndDeregister(), shutdown.grace().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      log.warning("requests stay unanswered", "graceSeconds", shutdown.grace().toSeconds());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    http.stop(0);
    threads.shutdownNow();
    log.info("stopped");
  }

  private void handle(HttpExchange exchange) throws IOException {
    inFlight.register();
    long begun = System.nanoTime();
    try (exchange) {
      Reply reply = answer(exchange);
      send(exchange, reply);
      logRequest(exchange, reply.status(), System.nanoTime() - begun);
    } finally {
      inFlight.arriveAndDeregister();
    }
  }

  private Reply answer(HttpExchange exchange) {
    String method = exchange.getRequestMethod();
    if (!method.equals("GET") && !method.equals("HEAD")) {
      return Reply.methodNotAllowed(method);
    }
    try {
      return api.get(exchange.getRequestURI().getPath());
    } catch (RuntimeException e) {
      log.error("request failed", e, "path", exchange.getRequestURI().getPath());
      return Reply.problem(
          500, "Internal Server Error", "the request failed; see the service's log");
    }
  }

  private void send(HttpExchange exchange, Reply reply) throws IOException {
    byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
    Headers headers = exchange.getResponseHeaders();
    headers.set("Content-Type", reply.contentType());
    headers.set("Cache-Control", "no-store");
    headers.set("X-Content-Type-Options", "nosniff");
    reply.headers().forEach(headers::set);
    if (stopping.get()) {
      headers.set("Connection", "close");
    }
    if (exchange.getRequestMethod().equals("HEAD")) {
      headers.set("Content-Length", Integer.toString(body.length));
      exchange.sendResponseHeaders(reply.status(), -1);
    } else {
      exchange.sendResponseHeaders(reply.status(), body.length);
      exchange.getResponseBody().write(body);
    }
  }

  /** Probes come every few seconds: only their failures are worth a line. */
  private void logRequest(HttpExchange exchange, int status, long nanos) {
    String path = exchange.getRequestURI().getPath();
    if (status == 200 && path.endsWith("/health")) {
      return;
    }
    log.info(
        "request",
        "method",
        exchange.getRequestMethod(),
        "path",
        path,
        "status",
        status,
        "milliseconds",
        TimeUnit.NANOSECONDS.toMillis(nanos));
  }
}
