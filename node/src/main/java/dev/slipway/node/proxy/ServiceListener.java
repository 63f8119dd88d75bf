package dev.slipway.node.proxy;

import dev.slipway.http.message.Wire;
import dev.slipway.manifest.ObjectName;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** Accepts connections to one address of a Service and connects each to a ready pod. */
final class ServiceListener implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(2);
  private static final int BACKLOG = 512;
  private static final int ATTEMPTS = 3;

  /**
   * What a listener serves.
   *
   * @param portName the name of the Service's port
   * @param affinity whether a client stays with one pod
   */
  record Target(ObjectName service, String portName, Affinity affinity) {}

  /** The Service's session affinity. */
  enum Affinity {
    NONE,
    CLIENT
  }

  private final ServerSocket server;
  private final Target target;
  private final Backends backends;
  private final Traffic traffic;
  private final Thread acceptor;

  private ServiceListener(ServerSocket server, Target target, Backends backends, Traffic traffic) {
    this.server = server;
    this.target = target;
    this.backends = backends;
    this.traffic = traffic;
    this.acceptor = Thread.ofVirtual().name("service-" + target.service()).unstarted(this::accept);
  }

  static ServiceListener start(
      InetAddress address, int port, Target target, Backends backends, Traffic traffic)
      throws IOException {
    var server = new ServerSocket();
    try {
      server.setReuseAddress(true);
      server.bind(new InetSocketAddress(address, port), BACKLOG);
    } catch (IOException e) {
      server.close();
      throw e;
    }
    var listener = new ServiceListener(server, target, backends, traffic);
    listener.acceptor.start();
    return listener;
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        Thread.ofVirtual().name("connection-" + target.service()).start(() -> serve(socket));
      } catch (IOException e) {
        Pauses.afterFailedAccept(server);
      }
    }
  }

  private void serve(Socket socket) {
    try (Wire client = new Wire(socket)) {
      Set<Backend> tried = Backends.untried();
      for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
        Optional<Backend> backend = next(socket.getInetAddress(), tried);
        if (backend.isEmpty()) {
          break;
        }
        tried.add(backend.get());
        if (serve(client, backend.get())) {
          return;
        }
      }
      // Refused visibly: an orderly end would look like an empty answer.
      client.reset();
    } catch (IOException e) {
      // The client left before it was served.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Optional<Backend> next(InetAddress client, Set<Backend> tried) {
    return switch (target.affinity()) {
      case NONE -> backends.next(target.service(), target.portName(), tried);
      case CLIENT -> backends.forClient(target.service(), target.portName(), client, tried);
    };
  }

  /** Connects to a pod and carries bytes until the end; false when the pod did not accept. */
  private boolean serve(Wire client, Backend backend) throws InterruptedException {
    var lease = traffic.begin(backend.address(), Traffic.Use.CONNECTION);
    if (lease.isEmpty()) {
      return false;
    }
    try (var use = lease.get()) {
      Wire pod = Wire.connect(backend.socketAddress(), CONNECT);
      try (pod) {
        use.touch();
        Conversation.run(client, pod, use);
      }
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
