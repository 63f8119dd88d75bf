package dev.slipway.node.proxy;

import dev.slipway.http.message.Wire;
import dev.slipway.node.http2.Http2Connection;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The connections of an Ingress's clients, and how these hear that it ends. */
final class IngressClients implements AutoCloseable {
  /** For a client to take what it is sent. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final Duration LOOK = Duration.ofSeconds(5);

  /** For the farewells on connections of HTTP/2, which a client that does not read holds up. */
  private static final Duration FAREWELL = Duration.ofMillis(200);

  private enum State {
    /** Nothing of a request has come. */
    WAITING,
    ASKING
  }

  private final Map<Wire, State> open = new ConcurrentHashMap<>();
  private final Map<Wire, Http2Connection> streams = new ConcurrentHashMap<>();
  private final Thread sweeper = Thread.ofVirtual().name("ingress-sweeper").unstarted(this::sweep);
  private volatile boolean finishing;

  static IngressClients start() {
    var clients = new IngressClients();
    clients.sweeper.start();
    return clients;
  }

  /** A client that does not read must not hold a pod for ever. */
  private void sweep() {
    try {
      while (true) {
        Thread.sleep(LOOK);
        open.keySet().stream().filter(client -> client.isStuck(PATIENCE)).forEach(Wire::reset);
      }
    } catch (InterruptedException e) {
      // The listener closes.
    }
  }

  /**
   * Waits for the next request's first byte; false when none comes, or when it is too late for one.
   */
  boolean awaitRequest(Wire client) throws IOException {
    open.put(client, State.WAITING);
    return !finishing && client.awaitInput() && open.replace(client, State.WAITING, State.ASKING);
  }

  /** From here on the client speaks HTTP/2. */
  void goOn(Wire client, Http2Connection connection) {
    streams.put(client, connection);
    if (finishing) {
      connection.finish();
    }
  }

  void remove(Wire client) {
    streams.remove(client);
    open.remove(client);
  }

  /** Ends the connections on which nothing is under way, and lets the others begin nothing. */
  void finish() throws InterruptedException {
    finishing = true;
    open.forEach((client, state) -> {
      boolean waits = state == State.WAITING && !client.hasInput();
      if (waits && open.remove(client, State.WAITING)) {
        client.close();
      }
    });
    long end = System.nanoTime() + FAREWELL.toNanos();
    List<Thread> farewells =
        streams.values().stream().map(c -> Thread.ofVirtual().start(c::finish)).toList();
    for (Thread farewell : farewells) {
      long left = end - System.nanoTime();
      if (left > 0) {
        farewell.join(Duration.ofNanos(left));
      }
    }
  }

  @Override
  public void close() {
    finishing = true;
    sweeper.interrupt();
    open.keySet().forEach(Wire::close);
  }
}
